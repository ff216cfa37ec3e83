import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Journal } from '../../../src/persistence/journal';
import { readJournal } from '../../../src/persistence/read-journal';

const ORIGIN = { format: 1, stacks: ['Shop'] };

let folder: string;
let file: string;
let nowMs: number;
let failures: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'journal-'));
  file = join(folder, 'journal');
  nowMs = 1_000;
  failures = [];
});

afterEach(() => rmSync(folder, { recursive: true }));

const open = (content?: ReturnType<typeof readJournal>) =>
  new Journal({
    file,
    origin: ORIGIN,
    now: () => nowMs,
    content,
    onFailure: (reason) => failures.push(reason),
    compactFromBytes: 10_000,
  });
const reopened = () => open(readJournal(file));
const lines = () => readFileSync(file, 'utf8').trim().split('\n');

test('the last value of a key is what a later process finds, in the order of first use', () => {
  const orders = open().section<string>('orders');
  orders.put('a', 'placed');
  orders.put('b', 'placed');
  orders.put('a', 'paid');
  orders.put('c', 'placed');
  orders.delete('c');
  return Promise.resolve().then(() => {
    expect(reopened().section('orders').restored()).toEqual([
      ['a', 'paid'],
      ['b', 'placed'],
    ]);
  });
});

test('what is changed together is one line, there before anything that waits goes on', async () => {
  const journal = open();
  const from = journal.section('from');
  const to = journal.section('to');
  from.put('message', 1);
  await undefined;
  const before = lines().length;
  from.delete('message');
  to.put('message', 1);
  await undefined;
  expect(lines()).toHaveLength(before + 1);
});

test('a line that was being written when the process died never was', async () => {
  const journal = open();
  journal.section('orders').put('a', 'placed');
  await undefined;
  journal.section('orders').put('b', 'x'.repeat(100));
  await undefined;
  for (const cut of [1, 50, 100]) {
    truncateSync(file, statSync(file).size - (cut === 1 ? 1 : 40));
    expect(readJournal(file).state.get('orders')?.size).toBe(1);
  }
  expect(reopened().section('orders').restored()).toEqual([['a', 'placed']]);
});

test('a damaged line is named, whatever comes after it', async () => {
  open().section('orders').put('a', 'placed');
  await undefined;
  appendFileSync(file, '[1000,["orders","b"\n[1000,["orders","c","placed"]]\n');
  expect(() => readJournal(file)).toThrow(`${file}, line 3: it is not JSON, the file is damaged`);
});

test('a file of something else is refused', () => {
  writeFileSync(file, '{"name":"coffee"}\n');
  expect(() => readJournal(file)).toThrow(`${file} does not begin as a journal of the environment does`);
  writeFileSync(file, '');
  expect(() => readJournal(file)).toThrow('does not begin as a journal');
});

test('what has expired is not given back', async () => {
  const keys = open().section<string>('keys');
  keys.put('short', 'x', 2_000);
  keys.put('long', 'x', 3_000);
  await undefined;
  nowMs = 2_000;
  expect(reopened().section('keys').restored()).toEqual([['long', 'x']]);
});

test('a section that was cleared is empty, and can be used again', async () => {
  const queue = open().section<number>('queue');
  queue.put('a', 1);
  queue.clear();
  queue.put('b', 2);
  await undefined;
  expect(reopened().section('queue').restored()).toEqual([['b', 2]]);
});

test('a reader learns the time of the last line', async () => {
  const journal = open();
  nowMs = 5_000;
  journal.section('orders').put('a', 1);
  await undefined;
  expect(readJournal(file)).toMatchObject({ origin: ORIGIN, lastMs: 5_000 });
});

test('a journal that has grown is rewritten with what still counts, while it is in use', async () => {
  const orders = open().section<string>('orders');
  const large = 'x'.repeat(1_000);
  for (let times = 0; times < 20; times++) {
    orders.put('same', `${times} ${large}`);
    await undefined;
  }
  orders.put('other', 'afterwards');
  await undefined;
  expect(statSync(file).size).toBeLessThan(11_000);
  const restored = reopened().section<string>('orders').restored();
  expect(restored.map(([key, value]) => [key, value.slice(0, 3)])).toEqual([
    ['same', '19 '],
    ['other', 'aft'],
  ]);
  expect(failures).toEqual([]);
});

test('after it is closed nothing is written, and what was pending is', () => {
  const journal = open();
  journal.section('orders').put('a', 1);
  journal.close();
  journal.section('orders').put('b', 1);
  expect(reopened().section('orders').restored()).toEqual([['a', 1]]);
});
