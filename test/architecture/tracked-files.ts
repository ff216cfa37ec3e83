import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '../..');

const listed = (...args: string[]): string[] =>
  execFileSync('git', ['ls-files', ...args], { cwd: ROOT, encoding: 'utf8' })
    .split('\n')
    .filter(Boolean);

/**
 * The files of the repository that are there and would be in git with the next commit.
 * @param patterns as `git ls-files` takes them: `*.ts`, `stages/*.ts`; all files unless given.
 * @returns paths relative to `ROOT`.
 */
export const trackedFiles = (...patterns: string[]): string[] => {
  const deleted = new Set(listed('--deleted'));
  const all = listed('--cached', '--others', '--exclude-standard', '--deduplicate', '--', ...patterns);
  return all.filter((file) => !deleted.has(file));
};
