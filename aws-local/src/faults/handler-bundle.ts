import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { compileFunction } from 'node:vm';
import type { Handler } from '../lambda/worker/load-handler';

const GLOBALS = [
  'require',
  'dynamicImport',
  'process',
  'console',
  'Date',
  'Math',
  'performance',
  'AbortSignal',
  'setTimeout',
  'setInterval',
  'clearTimeout',
  'clearInterval',
];

type Program = (exports: object, module: object, file: string, folder: string, ...globals: unknown[]) => void;

const programs = new Map<string, Program>();

/** Compiled once: starting another process from the same bundle then costs only what its modules do when they load. */
const programOf = (file: string): Program => {
  const known = programs.get(file);
  if (known) return known;
  // A dynamic import would go past the simulation's `require`.
  const source = readFileSync(file, 'utf8').replaceAll(/\bimport\((?=["'])/g, 'dynamicImport(');
  const program = compileFunction(source, ['exports', 'module', '__filename', '__dirname', ...GLOBALS], {
    filename: file,
  }) as Program;
  programs.set(file, program);
  return program;
};

/**
 * Runs a bundle from the start, in this thread, with globals of its own.
 * @param codePath the folder that holds index.js.
 * @param handler `index.<export>`.
 * @throws Error if the bundle exports no such function, or whatever loading it throws.
 */
export const loadBundle = (
  codePath: string,
  handler: string,
  globals: (file: string) => Readonly<Record<string, unknown>>,
): Handler => {
  const [name = '', exported = ''] = handler.split('.');
  const file = join(codePath, `${name}.js`);
  const module: { exports: Record<string, unknown> } = { exports: {} };
  const given = globals(file);
  programOf(file)(module.exports, module, file, dirname(file), ...GLOBALS.map((global) => given[global]));
  const found = module.exports[exported];
  if (typeof found !== 'function') throw new Error(`${file} exports no function ${exported}`);
  return found as Handler;
};
