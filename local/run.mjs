// node local/run.mjs PROGRAM [ARGUMENT ...] runs a TypeScript program of this repository (aws-local/bin/program.mjs says how).
import { importProgram } from '@coffee-shop/aws-local/program';

const [node = '', , program = '', ...given] = process.argv;
process.argv = [node, program, ...given];
await importProgram(program);
