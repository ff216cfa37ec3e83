import { build } from 'esbuild';

/** The files that a program imports, itself included, all relative to `root`; packages are left out. */
export const importedBy = async (root: string, program: string): Promise<ReadonlySet<string>> => {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [program],
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
