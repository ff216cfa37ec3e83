import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

let compiled: string | undefined;

/**
 * The worker's program as plain JavaScript, compiled once per process. A worker that is given it starts without the
 * TypeScript loader that runs the environment itself, in milliseconds, and sees the runtime that a handler expects.
 */
export const workerSource = (): string => {
  compiled ??= buildSync({
    entryPoints: [fileURLToPath(new URL('./main.ts', import.meta.url))],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    write: false,
  }).outputFiles[0]?.text;
  if (compiled === undefined) throw new Error('esbuild gave no output for aws-local/src/lambda/worker/main.ts');
  return compiled;
};
