import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { onDisk } from './disk-error';
import { lockFolder } from './lock';
import { type JournalContent, readJournal } from './read-journal';

const JOURNAL = 'journal';
const TABLES = 'tables.sqlite';

/** A folder that keeps an environment's data. */
export interface DataFolder {
  readonly journalFile: string;
  readonly tablesFile: string;
  /** What an earlier process left; undefined in a new folder. */
  readonly content: JournalContent | undefined;
  /** Lets another process have it. */
  release(): void;
}

/**
 * Opens a folder for this process alone; makes it if it is not there.
 * @throws Error in one line: another process has it, it holds something else, another version wrote it, or it is damaged.
 */
export const openDataFolder = (path: string): DataFolder => {
  const release = onDisk(path, 'written', () => {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    return lockFolder(path);
  });
  try {
    const journalFile = join(path, JOURNAL);
    if (!existsSync(journalFile)) {
      // What a process that died before its first line may have left.
      const others = readdirSync(path).filter((name) => !name.startsWith('lock') && name !== `${JOURNAL}.new`);
      if (others.length > 0)
        throw new Error(`${path} is not a folder of this environment's: it holds ${others[0]} and no ${JOURNAL}`);
      return { journalFile, tablesFile: join(path, TABLES), content: undefined, release };
    }
    const content = readJournal(journalFile);
    return { journalFile, tablesFile: join(path, TABLES), content, release };
  } catch (error) {
    release();
    throw error;
  }
};

/**
 * Makes sure that the data are of the stacks that are to run. More stacks than before, or other resources in them, are fine.
 * @throws Error in one line that names a stack which is gone.
 */
export const checkStacks = (path: string, content: JournalContent | undefined, stacks: readonly string[]): void => {
  const gone = content?.origin.stacks.find((name) => !stacks.includes(name));
  if (gone === undefined) return;
  throw new Error(
    `${path} holds data of the stack ${gone}, and what is to run is ${stacks.join(', ')}: choose another folder`,
  );
};
