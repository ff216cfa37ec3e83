#!/usr/bin/env node
import { fileURLToPath } from 'node:url';
import { importProgram } from './program.mjs';

// Lambda functions of any Node.js run here; what the SDK says of ours concerns nobody.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
const { main } = await importProgram(fileURLToPath(new URL('../src/command/main.ts', import.meta.url)));
await main(process.argv);
