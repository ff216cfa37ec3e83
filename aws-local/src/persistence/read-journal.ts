import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { onDisk } from './disk-error';
import { type Change, parsed, readLine } from './journal-line';

/** Raise it when an older environment cannot read what this one writes. */
export const FORMAT = 2;
/** 1 had no checksums. */
const READ_FORMATS: readonly number[] = [1, FORMAT];

/** Who writes a journal: a reader of another format or another app cannot make sense of it. */
export interface Origin {
  readonly format: number;
  /** Names of the stacks that run. */
  readonly stacks: readonly string[];
}

export interface Stored {
  readonly value: unknown;
  readonly expiresMs?: number;
}
export type State = Map<string, Map<string, Stored>>;

export interface JournalContent {
  readonly origin: Origin;
  readonly state: State;
  /** Environment time of the last line, epoch milliseconds; 0 if there is none. */
  readonly lastMs: number;
}

/**
 * Reads a journal. A last line that is incomplete was being written when its process died, and nobody had been answered yet: it is dropped.
 * @throws Error in one line: another version wrote it, or the file with the line where it is damaged.
 */
export const readJournal = (file: string): JournalContent => {
  const content = onDisk(file, 'read', () => readFileSync(file));
  const first = content.indexOf(10);
  const origin = originIn(content.subarray(0, Math.max(first, 0)));
  if (origin === undefined) throw new Error(`${file} does not begin as a journal of the environment does`);
  if (!READ_FORMATS.includes(origin.format)) {
    throw new Error(
      `${dirname(file)} was written by another version of this environment (format ${origin.format}, this one has ${FORMAT}): ` +
        'run that version or choose another folder',
    );
  }
  const state: State = new Map();
  let lastMs = 0;
  let number = 1;
  let checksum = 0;
  for (let start = first + 1, end = content.indexOf(10, start); end >= 0; end = content.indexOf(10, start)) {
    number += 1;
    try {
      const read = readLine(content.subarray(start, end), checksum);
      const [atMs, ...changes] = read.line;
      lastMs = Math.max(lastMs, atMs);
      for (const change of changes) apply(state, change);
      checksum = read.checksum;
    } catch (error) {
      throw new Error(`${file}, line ${number}: ${(error as Error).message}, the file is damaged`);
    }
    start = end + 1;
  }
  return { origin, state, lastMs };
};

const originIn = (line: Buffer): Origin | undefined => {
  try {
    const { format, stacks } = parsed(line) as Partial<Origin>;
    const isOrigin =
      typeof format === 'number' && Array.isArray(stacks) && stacks.every((name) => typeof name === 'string');
    return isOrigin ? { format, stacks } : undefined;
  } catch {
    return undefined;
  }
};

const apply = (state: State, change: Change): void => {
  const [name, key, value, expiresMs] = change;
  if (key === undefined) {
    state.delete(name);
  } else if (change.length === 2) {
    state.get(name)?.delete(key);
  } else {
    const section = state.get(name) ?? new Map<string, Stored>();
    section.set(key, { value, ...(expiresMs !== undefined && { expiresMs }) });
    state.set(name, section);
  }
};
