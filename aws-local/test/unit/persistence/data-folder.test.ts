import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkStacks, openDataFolder } from '../../../src/persistence/data-folder';
import { FORMAT } from '../../../src/persistence/read-journal';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'data-folder-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

const journalOf = (origin: object): void => writeFileSync(join(folder, 'journal'), `${JSON.stringify(origin)}\n`);

test('a new folder is made, and free again after its release', () => {
  const path = join(folder, 'new/data');
  const opened = openDataFolder(path);
  expect(opened.content).toBeUndefined();
  opened.release();
  expect(readdirSync(path)).toEqual([]);
  openDataFolder(path).release();
});

test('a second taker is refused in one line that names the first', () => {
  const { release } = openDataFolder(folder);
  expect(() => openDataFolder(folder)).toThrow(`${folder} is in use by the process ${process.pid}:`);
  release();
});

test.each(['999999999 1', `${process.pid} 1`, ''])('a lock that a dead process left (%s) does not count', (left) => {
  writeFileSync(join(folder, 'lock'), left);
  openDataFolder(folder).release();
  expect(readdirSync(folder)).toEqual([]);
});

test('a folder that holds something else is left alone', () => {
  writeFileSync(join(folder, 'thesis.txt'), '');
  expect(() => openDataFolder(folder)).toThrow(/it holds thesis\.txt and no journal$/);
  expect(readdirSync(folder)).toEqual(['thesis.txt']);
});

test('another version’s folder is refused in one line, and is not locked by that', () => {
  journalOf({ format: FORMAT + 1, stacks: ['Shop'] });
  for (let times = 0; times < 2; times++) {
    expect(() => openDataFolder(folder)).toThrow(
      `${folder} was written by another version of this environment (format ${FORMAT + 1}, this one has ${FORMAT})`,
    );
  }
});

test('more stacks than before are fine, one that is gone is named', () => {
  journalOf({ format: FORMAT, stacks: ['Shop'] });
  const { content, release } = openDataFolder(folder);
  release();
  expect(() => checkStacks(folder, content, ['Shop', 'Loyalty'])).not.toThrow();
  expect(() => checkStacks(folder, content, ['Bakery'])).toThrow(
    `${folder} holds data of the stack Shop, and what is to run is Bakery`,
  );
});
