import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Takes a folder for this process; a lock that a dead process left does not count. Returns a function that gives it back.
 * @throws Error in one line when another process has it.
 */
export const lockFolder = (folder: string): (() => void) => {
  const file = join(folder, 'lock');
  const mine = `${process.pid} ${startOf(process.pid)}`;
  const written = `${file}.${process.pid}`;
  try {
    writeFileSync(written, mine);
    // A link appears with its content, and only where there is none: of two processes one gets it.
    while (!linked(written, file)) {
      const holder = readIfThere(file);
      if (holder !== undefined && isAlive(holder)) {
        throw new Error(`${folder} is in use by the process ${holder.split(' ')[0]}: stop it or choose another folder`);
      }
      discardStale(file, `${written}.stale`, holder);
    }
  } finally {
    rmSync(written, { force: true });
  }
  return () => {
    if (readIfThere(file) !== mine) return;
    try {
      rmSync(file, { force: true });
    } catch {
      // A disk that became read-only. The lock of a dead process does not count.
    }
  };
};

const linked = (existing: string, file: string): boolean => {
  try {
    linkSync(existing, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
};

/** Moves a stale lock away. If somebody else was faster and it is theirs by now, they get it back. */
const discardStale = (file: string, aside: string, stale: string | undefined): void => {
  try {
    renameSync(file, aside);
  } catch {
    return;
  }
  if (readIfThere(aside) !== stale) linked(aside, file);
  rmSync(aside, { force: true });
};

const readIfThere = (file: string): string | undefined => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
};

/** Numbers of processes are used again, also after a reboot: with the time of its start it is one process. */
const isAlive = (holder: string): boolean => {
  const [pid = '', start = ''] = holder.split(' ');
  if (!/^[1-9]\d*$/.test(pid)) return false;
  try {
    process.kill(Number(pid), 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  const now = startOf(Number(pid));
  return start === '' || now === '' || now === start;
};

/** Where the system tells it (Linux): ticks from boot to the process's start. The command's name before it may hold spaces. */
const startOf = (pid: number): string => {
  const stat = readIfThere(`/proc/${pid}/stat`);
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
};
