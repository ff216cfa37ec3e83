import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';

const DEMO = ['local/run.mjs', 'local/demo/main.ts'].map((file) => join(__dirname, '../..', file));

interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const demo = async (...args: string[]): Promise<Run> => {
  const child = spawn(process.execPath, [...DEMO, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close') as Promise<[number | null]>,
  ]);
  return { code, stdout, stderr };
};

/** Process and parent of all that run here, with their command lines. */
const processes = () =>
  execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .map(([pid, parent, ...command]) => ({ pid: Number(pid), parent: Number(parent), command: command.join(' ') }));

/** Everything that a process started, and what that started. */
const descendants = (root: number) => {
  const all = processes();
  const found = all.filter(({ pid }) => pid === root);
  for (const { pid } of found) found.push(...all.filter(({ parent }) => parent === pid));
  return found.slice(1);
};

const untilGone = async (pids: readonly number[]): Promise<void> => {
  while (processes().some(({ pid }) => pids.includes(pid))) await sleep(100);
};

/** Waits until the database of a demo runs, so that there is something to leave behind; gives all that runs. */
const startedUnder = async (root: ChildProcess): Promise<number[]> => {
  for (;;) {
    const running = descendants(root.pid ?? 0);
    if (running.some(({ command }) => /^\S*dynoxide serve/.test(command))) return running.map(({ pid }) => pid);
    await sleep(50);
  }
};

test('a small run ends by itself with every promise kept, and says so in one line', async () => {
  const { code, stdout, stderr } = await demo('--orders', '30', '--seed', '3', '--barista', 'instant', '--json');
  expect(stderr).toBe('');
  expect(stdout.trim().split('\n')).toHaveLength(1);
  const figures = JSON.parse(stdout) as Record<string, number> & { invariants: Record<string, boolean> };
  expect(figures).toMatchObject({ orders: 30, cancelled: 1, pending: 0, malformedSent: 7, deadLetters: 7 });
  expect(figures.fulfilled).toBeGreaterThan(0);
  expect(figures.failed).toBeGreaterThan(0);
  expect(Object.entries(figures.invariants).filter(([, holds]) => !holds)).toEqual([]);
  expect(code).toBe(0);
});

test.each([
  [['--orders', 'many'], "'many' is invalid. It must be a whole number from 1"],
  [['--data', '/nowhere/till.csv'], '/nowhere/till.csv: ENOENT'],
  [['--shops', '3', '--data', 'till.csv'], "'--shops <number>' cannot be used with option '--data <file>'"],
])('%j is refused in one line', async (args, message) => {
  const { code, stdout, stderr } = await demo(...args);
  expect(stderr).toContain(message);
  expect(stderr.trim().split('\n')).toHaveLength(1);
  expect(stdout).toBe('');
  expect(code).not.toBe(0);
});

test('Ctrl-C leaves no process behind', async () => {
  const child = spawn(process.execPath, [...DEMO, '--json'], { stdio: 'ignore' });
  const started = await startedUnder(child);
  child.kill('SIGINT');
  const [code] = (await once(child, 'exit')) as [number | null];
  await untilGone(started);
  expect(code).toBe(130);
});

test('a demo whose parent is killed ends and leaves no process behind', async () => {
  const program = `require('node:child_process').spawn(process.execPath, ${JSON.stringify([...DEMO, '--json'])}, { stdio: 'ignore' })`;
  const parent = spawn(process.execPath, ['-e', program], { stdio: 'ignore' });
  const started = await startedUnder(parent);
  expect(started.length).toBeGreaterThan(1);
  parent.kill('SIGKILL');
  await untilGone(started);
});
