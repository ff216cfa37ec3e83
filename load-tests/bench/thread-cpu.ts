import { readdirSync, readFileSync } from 'node:fs';
import { hasProc } from '../platform';

/** Where CPU time went, milliseconds. */
export interface CpuTime {
  /** The thread of the environment itself: queues, bus, pipes, HTTP, and the bench's own traffic. */
  readonly environmentMs: number;
  /** The process's other threads: the handlers, and what V8 does on the side. */
  readonly workersMs: number;
  /** Child processes: the database. */
  readonly databaseMs: number;
}

/** A tick of /proc's CPU times (USER_HZ), which Linux keeps at 100 per second for all programs (proc(5)). */
const TICK_MS = 10;

/** User and system time in a `stat` of proc(5), milliseconds; the name before the last bracket may hold anything. */
const cpuMsOf = (stat: string): number => {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
};

const parentOf = (stat: string): number => Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);

const statOf = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // It ended while the list was read.
    return undefined;
  }
};

/** CPU time of a process's descendants. */
const descendantsMs = (pid: number): number => {
  const stats = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      const stat = statOf(`/proc/${name}/stat`);
      return stat === undefined ? [] : [{ pid: Number(name), stat }];
    });
  const below = (parent: number): number =>
    stats
      .filter(({ stat }) => parentOf(stat) === parent)
      .reduce((sum, child) => sum + cpuMsOf(child.stat) + below(child.pid), 0);
  return below(pid);
};

/** What cannot be measured on a system without /proc, and what can. */
export const noCpuTimeMessage = (platform: NodeJS.Platform): string =>
  `CPU time by thread is read from /proc, which ${platform} does not have: npm run bench -- --only lanes,cold-start runs here, the other parts on Linux`;

/** CPU time of this process and of its children up to now. Threads that have ended count as workers. @throws Error on systems other than Linux. */
export const cpuTime = (): CpuTime => {
  if (!hasProc(process.platform)) throw new Error(noCpuTimeMessage(process.platform));
  const environmentMs = cpuMsOf(readFileSync(`/proc/self/task/${process.pid}/stat`, 'utf8'));
  const { user, system } = process.cpuUsage();
  return {
    environmentMs,
    workersMs: (user + system) / 1000 - environmentMs,
    databaseMs: descendantsMs(process.pid),
  };
};

export const cpuBetween = (before: CpuTime, after: CpuTime): CpuTime => ({
  environmentMs: after.environmentMs - before.environmentMs,
  workersMs: after.workersMs - before.workersMs,
  databaseMs: after.databaseMs - before.databaseMs,
});

export const totalMs = ({ environmentMs, workersMs, databaseMs }: CpuTime): number =>
  environmentMs + workersMs + databaseMs;
