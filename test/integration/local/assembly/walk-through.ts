import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** A block of a walk-through: a new file, or lines of a file that others replace. */
export interface Step {
  readonly file: string;
  readonly kind: 'ts' | 'diff';
  readonly text: string;
}

/** The code blocks that name a file, in the document's order. */
export const stepsOf = (markdown: string): Step[] =>
  [...markdown.matchAll(/^```(ts|diff) (\S+)\n([\s\S]*?)^```$/gm)].map(([, kind, file = '', text = '']) => ({
    kind: kind as Step['kind'],
    file,
    text,
  }));

const linesMarked = (text: string, marks: string): string =>
  text
    .split('\n')
    .filter((line) => line !== '' && marks.includes(line.charAt(0)))
    .map((line) => `${line.slice(1)}\n`)
    .join('');

/** Does what a block says in a copy of the repository. @throws Error if the lines to replace do not occur exactly once. */
export const apply = async ({ kind, file, text }: Step, copy: string): Promise<void> => {
  const path = join(copy, file);
  if (kind === 'ts') {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
    return;
  }
  const [before, ...more] = (await readFile(path, 'utf8')).split(linesMarked(text, ' -'));
  const [after, ...others] = more;
  if (before === undefined || after === undefined || others.length > 0) {
    throw new Error(`${file}: these lines must occur once, they occur ${more.length} times:\n${text}`);
  }
  await writeFile(path, before + linesMarked(text, ' +') + after);
};
