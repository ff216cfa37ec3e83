import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { hasPs } from '../platform';
import type { PhaseSpan } from './artillery';

/** Resident memory at one moment, MiB. */
export interface Memory {
  /** The process that is queues, bus, pipes and handlers. */
  readonly environmentMb: number;
  /** The database, which keeps all its tables in memory. */
  readonly databaseMb: number;
}

export interface MemorySample extends Memory {
  readonly atMs: number;
}

/** Means over the first and the last quarter of the longest phase. */
export interface MemoryOfPhase {
  readonly phase: string;
  readonly first: Memory;
  readonly last: Memory;
}

const KIB_PER_MIB = 1024;
const DATABASE = /(^|\/)dynoxide$/;

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly residentKib: number;
  readonly command: string;
}

/** What `ps -A -o pid=,ppid=,rss=,comm=` prints. */
export const processesIn = (listing: string): Process[] =>
  listing
    .split('\n')
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(.*\S)/.exec(line))
    .filter((match) => match !== null)
    .map(([, pid, parent, residentKib, command = '']) => ({
      pid: Number(pid),
      parent: Number(parent),
      residentKib: Number(residentKib),
      command,
    }));

/** The memory of an environment, given all processes; undefined if it is not among them. Its other children, artillery say, are not it. */
export const memoryIn = (processes: readonly Process[], environmentPid: number): Memory | undefined => {
  const environment = processes.find(({ pid }) => pid === environmentPid);
  if (!environment) return undefined;
  const below = (of: number): Process[] =>
    processes.filter(({ parent }) => parent === of).flatMap((child) => [child, ...below(child.pid)]);
  const database = below(environmentPid).filter(({ command }) => DATABASE.test(command));
  return {
    environmentMb: environment.residentKib / KIB_PER_MIB,
    databaseMb: database.reduce((sum, { residentKib }) => sum + residentKib, 0) / KIB_PER_MIB,
  };
};

/** Looks at the memory of an environment that runs on this machine; undefined where processes cannot be listed. */
export const memoryOf = async (environmentPid: number): Promise<Memory | undefined> => {
  if (!hasPs(process.platform)) return undefined;
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=,rss=,comm=']);
  return memoryIn(processesIn(stdout), environmentPid);
};

const meanOf = (samples: readonly MemorySample[]): Memory => {
  const mean = (name: keyof Memory) => samples.reduce((sum, sample) => sum + sample[name], 0) / samples.length;
  return { environmentMb: mean('environmentMb'), databaseMb: mean('databaseMb') };
};

/** How memory went over the longest phase; undefined if nobody looked at it in its first or last quarter. Pure. */
export const memoryOfPhase = (
  samples: readonly MemorySample[],
  phases: readonly PhaseSpan[],
  startMs: number,
): MemoryOfPhase | undefined => {
  const longest = phases.toSorted((a, b) => b.seconds - a.seconds)[0];
  if (!longest) return undefined;
  const within = (from: number, to: number) =>
    samples.filter(({ atMs }) => {
      const share = ((atMs - startMs) / 1000 - longest.fromSecond) / longest.seconds;
      return share >= from && share < to;
    });
  const [first, last] = [within(0, 0.25), within(0.75, 1)];
  if (first.length === 0 || last.length === 0) return undefined;
  return { phase: longest.name, first: meanOf(first), last: meanOf(last) };
};
