import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { bundleOptions, REPOSITORY_ROOT } from '../../cdk/bundle-options';

const CODE_FOLDER = join(import.meta.dirname, '../fixtures/released-code');

/** The functions of a release that its successor works beside: each in a Lambda of its own, on the same orders. */
const STAGES = ['payment', 'inventory', 'fulfillment'] as const;

/** The folder of a release's code, by stage. */
export type ReleasedCode = ReadonlyMap<string, string>;

const frozen = (version: string, stage: string): string => join(CODE_FOLDER, version, `${stage}.mjs`);

/**
 * Keeps the code of this release's stages: a module each, and modules for what they share, in which the packages are imports.
 * @returns the folder.
 */
export const freezeCode = async (version: string): Promise<string> => {
  const entries = STAGES.map((stage) => [stage, `stages/${stage}/lambda.ts`]);
  const outdir = join(CODE_FOLDER, version);
  await rm(outdir, { recursive: true, force: true });
  const { minify: _, outfile: __, ...options } = bundleOptions('', '');
  await build({
    ...options,
    entryPoints: Object.fromEntries(entries),
    outdir,
    outExtension: { '.js': '.mjs' },
    chunkNames: 'shared-[hash]',
    splitting: true,
    format: 'esm',
    packages: 'external',
  });
  return outdir;
};

/**
 * Makes of a frozen release what was deployed of it, with the packages of today.
 * @param folder where to put the bundles.
 */
export const bundleReleased = async (version: string, folder: string): Promise<ReleasedCode> => {
  const bundled = STAGES.map(async (stage) => {
    const codePath = join(folder, version, stage);
    await build(bundleOptions(frozen(version, stage), join(codePath, 'index.js'), REPOSITORY_ROOT));
    return [stage, codePath] as const;
  });
  return new Map(await Promise.all(bundled));
};
