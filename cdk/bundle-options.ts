import { resolve } from 'node:path';
import type { BuildOptions } from 'esbuild';

export const REPOSITORY_ROOT = resolve(import.meta.dirname, '..');

/** The key of a function's metadata, in the template, that names the file its code is bundled from (`npm start -- --watch` reads it). */
export const ENTRY_METADATA = 'Entry';

/**
 * How a Lambda's code is made: one file with everything in it, the AWS SDK too, so that what was tested is what runs.
 *
 * CommonJS, made from the packages' ES modules: that is a quarter smaller than from their CommonJS (911 against 1,199 KB with all
 * that a stage uses) and loads in 48 ms instead of 78. An ES module is no smaller, loads as fast, and needs a `require` made for it.
 *
 * Apart from the CDK, so that the local environment can bundle again without loading it.
 * @param entry the handler's TypeScript file, relative to `root`.
 */
export const bundleOptions = (entry: string, outfile: string, root = REPOSITORY_ROOT) => {
  // `npm start -- --inspect` sets it: breakpoints want the lines of the source. Never set for a deployment.
  const forDebugger = process.env.BUNDLE_FOR_DEBUGGER === 'true';
  return {
    absWorkingDir: root,
    entryPoints: [entry],
    outfile,
    bundle: true,
    minify: !forDebugger,
    ...(forDebugger && { sourcemap: 'inline' }),
    // Errors are told apart by the names of their classes, in logs and in Powertools.
    keepNames: true,
    platform: 'node',
    target: 'node20',
    // The SDK imports modules of Node's own; to require them is as good, and code without import() can be kept compiled (aws-local).
    supported: { 'dynamic-import': false },
    format: 'cjs',
    mainFields: ['module', 'main'],
    logLevel: 'error',
  } as const satisfies BuildOptions;
};
