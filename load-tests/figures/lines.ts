/** A source file and the number of its lines. */
export interface SourceFile {
  /** Relative to the repository, with `/` between folders. */
  readonly path: string;
  readonly lines: number;
}

/** Lines of code by top-level folder; tests of any folder are counted apart. */
export interface LinesByFolder {
  readonly folders: Readonly<Record<string, number>>;
  readonly tests: number;
}

/**
 * Counts lines as `wc -l` does.
 * @returns the number of line ends; text after the last one is no line.
 */
export const linesIn = (text: string): number => text.split('\n').length - 1;

/** @returns the lines of all files together. */
export const totalLines = (files: readonly SourceFile[]): number => files.reduce((sum, { lines }) => sum + lines, 0);

const isTest = (path: string): boolean => path.split('/').includes('test') || /\.test\.[jt]s$/.test(path);

/**
 * Sums lines by top-level folder.
 * @returns folders, the largest first, `.` for files in none; tests are files below a folder `test` and `*.test.ts`.
 */
export const linesByFolder = (files: readonly SourceFile[]): LinesByFolder => {
  const sums: Record<string, number> = {};
  for (const { path, lines } of files.filter((file) => !isTest(file.path))) {
    const folder = path.includes('/') ? path.slice(0, path.indexOf('/')) : '.';
    sums[folder] = (sums[folder] ?? 0) + lines;
  }
  const folders = Object.fromEntries(Object.entries(sums).sort(([, one], [, other]) => other - one));
  return { folders, tests: totalLines(files.filter(({ path }) => isTest(path))) };
};
