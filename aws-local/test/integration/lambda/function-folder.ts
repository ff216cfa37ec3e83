import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FunctionDefinition } from '../../../src/lambda/engine';

const folders: string[] = [];

/** Writes a handler module as a bundle in a folder of its own and gives the folder. */
export const functionFolder = (source: string, fileName = 'index.mjs'): string => {
  const folder = mkdtempSync(join(tmpdir(), 'lambda-'));
  folders.push(folder);
  writeFileSync(join(folder, fileName), source);
  return folder;
};

export const removeFunctionFolders = (): void => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
};

/** A definition whose handler is `body`, a function body over `event` and `context`. */
export const aFunction = (body: string, overrides: Partial<FunctionDefinition> = {}): FunctionDefinition => ({
  functionName: 'barista',
  codePath: functionFolder(`export const handler = async (event, context) => { ${body} };`),
  handler: 'index.handler',
  timeoutMs: 30_000,
  memoryMb: 128,
  environment: {},
  ...overrides,
});
