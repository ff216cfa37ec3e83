// Plain JavaScript: it runs before anything could compile it.
import { mkdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

// Read when esbuild is loaded. Otherwise its synchronous builds, by which workers get their code, leave a thread and a process behind for
// later ones: 28 MB until this process ends (esbuild 0.28.2, lib/main.js).
process.env.ESBUILD_WORKER_THREADS = '0';
const { build, stop } = await import('esbuild');

/** Compiled programs lie in the package, where Node.js finds the packages that they import. */
const FOLDER = fileURLToPath(new URL('../.compiled/', import.meta.url));

/** Sources go into the program, installed packages are imported by it. */
const sources = {
  name: 'sources',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^@coffee-shop\// }, ({ path }) => ({ path: fileURLToPath(import.meta.resolve(path)) }));
    // Each source sees its own place, not the program's. On the first line, so that the others keep their numbers.
    onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      const place = JSON.stringify({ url: String(pathToFileURL(path)), dirname: dirname(path), filename: path });
      const text = await readFile(path, 'utf8');
      return { contents: text.includes('import.meta') ? `const importMeta = ${place}; ${text}` : text, loader: 'ts' };
    });
  },
};

/**
 * Runs a TypeScript program, compiled to one file. A long-lived process starts sooner by that and is some 80 MB smaller than with a loader, which goes on
 * living in a thread and keeps every source.
 * @param {string} entry its file.
 * @returns {Promise<object>} what it exports.
 */
export const importProgram = async (entry) => {
  const file = join(FOLDER, `${process.pid}.mjs`);
  try {
    await mkdir(FOLDER, { recursive: true });
    await build({
      entryPoints: [entry],
      outfile: file,
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node20',
      packages: 'external',
      plugins: [sources],
      define: { 'import.meta': 'importMeta' },
      sourcemap: 'inline',
      sourcesContent: false,
      logLevel: 'silent',
    });
    await stop();
    process.setSourceMapsEnabled(true);
    return await import(String(pathToFileURL(file)));
  } finally {
    await rm(file, { force: true });
  }
};
