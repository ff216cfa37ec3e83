import fs, { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Journal } from '../../../src/persistence/journal';
import type { FileSystem } from '../../../src/persistence/journal-file';
import { readJournal } from '../../../src/persistence/read-journal';

/* What happens when the disk refuses. test/chaos/full-disk.test.ts does the same to a whole `npm start`. */

const REFUSALS = {
  ENOSPC: 'no space left on device',
  EDQUOT: 'disk quota exceeded',
  EIO: 'i/o error',
  EROFS: 'read-only file system',
};

let folder: string;
let file: string;
let happened: string[];
/** Bytes that the disk still takes. */
let room: number;
let refusal: keyof typeof REFUSALS;

const refuse = (syscall: string): never => {
  throw Object.assign(new Error(`${refusal}: ${REFUSALS[refusal]}, ${syscall}`), { code: refusal });
};

/** Takes a part of a write before it refuses the rest, as a disk does. */
const disk: FileSystem = {
  ...fs,
  writeSync: ((descriptor: number, bytes: Buffer, offset: number) => {
    const taken = Math.min(room, bytes.length - offset);
    if (taken === 0) return refuse('write');
    room -= taken;
    return fs.writeSync(descriptor, bytes, offset, taken);
  }) as FileSystem['writeSync'],
};

const open = (fileSystem: FileSystem = disk) =>
  new Journal({
    file,
    origin: { format: 2, stacks: ['Shop'] },
    now: () => 1_000,
    content: readdirSync(folder).includes('journal') ? readJournal(file) : undefined,
    onFailure: (reason) => happened.push(reason),
    compactFromBytes: 10_000,
    fileSystem,
  });
const orders = (journal: Journal) => journal.section<string>('orders');

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'full-disk-'));
  file = join(folder, 'journal');
  happened = [];
  room = Number.POSITIVE_INFINITY;
  refusal = 'ENOSPC';
});

afterEach(() => rmSync(folder, { recursive: true }));

const line = () =>
  `${file} cannot be written (${refusal}: ${REFUSALS[refusal]}, write): make room or repair the disk and start again; nothing that was acknowledged is lost`;

test.each(Object.keys(REFUSALS) as (keyof typeof REFUSALS)[])(
  '%s is told in one line, before anything that waits for the write goes on',
  async (code) => {
    refusal = code;
    const journal = open();
    orders(journal).put('a', 'placed');
    await undefined;
    happened.push('a is acknowledged');
    room = 20;
    orders(journal).put('b', 'placed');
    await undefined;
    happened.push('b would be acknowledged');
    expect(happened).toEqual(['a is acknowledged', line(), 'b would be acknowledged']);
  },
);

test.each([0, 1, 20, 40])(
  'with %i bytes of the line written, the next process finds what was acknowledged',
  async (part) => {
    const journal = open();
    orders(journal).put('a', 'placed');
    await undefined;
    const before = statSync(file).size;
    room = part;
    orders(journal).put('b', 'x'.repeat(100));
    await undefined;
    expect(statSync(file).size).toBe(before + part);
    room = Number.POSITIVE_INFINITY;
    expect(orders(open()).restored()).toEqual([['a', 'placed']]);
  },
);

test('after that nothing is written behind half a line, it is told once, and closing is no error', async () => {
  const journal = open();
  room = 20;
  orders(journal).put('a', 'placed');
  await undefined;
  room = Number.POSITIVE_INFINITY;
  const left = readFileSync(file, 'utf8');
  orders(journal).put('b', 'placed');
  await undefined;
  journal.close();
  expect(readFileSync(file, 'utf8')).toBe(left);
  expect(happened).toEqual([line()]);
});

test('a start on a full disk is refused in one line, and leaves what was there and nothing else', async () => {
  const journal = open();
  orders(journal).put('a', 'placed');
  journal.close();
  room = 10;
  expect(() => open()).toThrow(line());
  expect(readdirSync(folder)).toEqual(['journal']);
  room = Number.POSITIVE_INFINITY;
  expect(orders(open()).restored()).toEqual([['a', 'placed']]);
});

test('a journal that cannot be rewritten while it is in use grows on, and is rewritten when there is room', async () => {
  const noSecondFile: FileSystem = { ...disk, renameSync: () => refuse('rename') };
  const current = { ...disk };
  const journal = open(current);
  current.renameSync = noSecondFile.renameSync;
  const large = 'x'.repeat(1_000);
  for (let times = 0; times < 15; times++) {
    orders(journal).put('same', `${times} ${large}`);
    await undefined;
  }
  expect(statSync(file).size).toBeGreaterThan(15_000);
  expect(readdirSync(folder)).toEqual(['journal']);
  current.renameSync = disk.renameSync;
  for (let times = 15; times < 30; times++) {
    orders(journal).put('same', `${times} ${large}`);
    await undefined;
  }
  expect(statSync(file).size).toBeLessThan(15_000);
  expect(happened).toEqual([]);
  expect(orders(open()).restored()).toEqual([['same', `29 ${large}`]]);
});
