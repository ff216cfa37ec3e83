import { build } from 'esbuild';

/** The files that the CDK app itself is made of, relative to `root`: a change of one may change the stacks. */
export const appSources = async (root: string, app = 'cdk/app.ts'): Promise<ReadonlySet<string>> => {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [app],
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    metafile: true,
    write: false,
    logLevel: 'silent',
  });
  return new Set(Object.keys(metafile.inputs));
};
