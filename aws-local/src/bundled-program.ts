import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

/**
 * A program of this package as plain JavaScript, for a thread or a process that starts without the TypeScript loader.
 * @param entry its TypeScript file.
 */
export const bundledProgram = (entry: URL): string => {
  const file = fileURLToPath(entry);
  const [output] = buildSync({
    entryPoints: [file],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    write: false,
  }).outputFiles;
  if (output === undefined) throw new Error(`esbuild gave no output for ${file}`);
  return output.text;
};
