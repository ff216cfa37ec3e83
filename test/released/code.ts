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
 * Keeps the code of this release's stages, one module each, in which the packages are imports.
 * @returns the files.
 */
export const freezeCode = (version: string): Promise<string[]> =>
  Promise.all(
    STAGES.map(async (stage) => {
      const { minify: _, ...options } = bundleOptions(`stages/${stage}/lambda.ts`, frozen(version, stage));
      await build({ ...options, format: 'esm', packages: 'external' });
      return frozen(version, stage);
    }),
  );

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
