import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { openDataFolder } from '../../../src/persistence/data-folder';
import { Journal } from '../../../src/persistence/journal';
import { readJournal } from '../../../src/persistence/read-journal';

/* Files that somebody else changed, and values that somebody else chose. */

const ORIGIN = { format: 2, stacks: ['Shop'] };

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'damaged-'));
  file = join(folder, 'journal');
});

afterEach(() => rmSync(folder, { recursive: true }));

const journal = () =>
  new Journal({ file, origin: ORIGIN, now: () => 1_000, onFailure: (reason) => expect(reason).toBe('written') });

const messageOf = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('nothing was thrown');
};

/** Three lines behind the origin. */
const written = async (): Promise<Buffer> => {
  const kept = journal();
  for (const key of ['a', 'b', 'c']) {
    kept.section('orders').put(key, { body: `order ${key} \u2028 ☕` });
    await undefined;
  }
  kept.close();
  return readFileSync(file);
};

test('one byte that somebody else changed, anywhere behind the first line, is told in one line that names the file', async () => {
  const whole = await written();
  const first = whole.indexOf(10) + 1;
  fc.assert(
    fc.property(fc.integer({ min: first, max: whole.length - 2 }), fc.integer({ min: 1, max: 255 }), (at, change) => {
      const changed = Buffer.from(whole);
      changed[at] = (changed[at] ?? 0) ^ change;
      writeFileSync(file, changed);
      expect(messageOf(() => readJournal(file))).toMatch(
        /^\S+journal, line [2-5]: (it is not JSON|its checksum is another|it is no list of changes), the file is damaged$/,
      );
    }),
  );
});

test('a line that somebody took out, or put in twice, is told by the next one', async () => {
  const [origin = '', a = '', b = '', c = ''] = (await written()).toString('utf8').split('\n');
  for (const lines of [
    [origin, b, c],
    [origin, a, c],
    [origin, a, a, b, c],
  ]) {
    writeFileSync(file, `${lines.join('\n')}\n`);
    expect(messageOf(() => readJournal(file))).toMatch(/line \d: its checksum is another, the file is damaged$/);
  }
});

test.each([
  ['null'],
  ['7'],
  ['"journal"'],
  ['{}'],
  ['{"format":2}'],
  ['{"format":2,"stacks":"Shop"}'],
  ['{"format":2,"stacks":[7]}'],
  [''],
  ['\u0000\u0000'],
])('a first line that is %j is refused, and the folder can be opened again', (first) => {
  writeFileSync(file, `${first}\n`);
  for (let times = 0; times < 2; times++) {
    expect(messageOf(() => openDataFolder(folder))).toBe(`${file} does not begin as a journal of the environment does`);
  }
});

test.each([['null'], ['{}'], ['[]'], ['["1000",["orders"]]'], ['[1000,"orders"]'], ['[1000,[7,"a",1]]']])(
  'a line of an earlier version that is %s is named',
  (line) => {
    writeFileSync(file, `{"format":1,"stacks":[]}\n${line}\n`);
    expect(messageOf(() => readJournal(file))).toBe(`${file}, line 2: it is no list of changes, the file is damaged`);
  },
);

test('what an earlier version wrote, without checksums, is read', () => {
  writeFileSync(
    file,
    '{"format":1,"stacks":["Shop"]}\n[1000,["orders","a","placed"]]\n[2000,["orders","b","placed"]]\n[30',
  );
  const { content, release } = openDataFolder(folder);
  release();
  expect(content).toMatchObject({ origin: { format: 1 }, lastMs: 2_000 });
  expect([...(content?.state.get('orders')?.keys() ?? [])]).toEqual(['a', 'b']);
});

test('something else in the place of a file is named in one line', () => {
  mkdirSync(file);
  expect(messageOf(() => openDataFolder(folder))).toBe(
    `${file} cannot be read (EISDIR: illegal operation on a directory, read): repair it, or choose another folder`,
  );
  writeFileSync(join(folder, 'notes.txt'), '');
  const below = join(folder, 'notes.txt', 'data');
  expect(messageOf(() => openDataFolder(below))).toMatch(/^\S+notes\.txt\/data cannot be written \(ENOTDIR: [^\n]+$/);
});

/** Of what an event may hold: any text, half surrogates and control characters too, any names, any depth that the bus takes. */
const hostile = fc.oneof(
  fc.json({ stringUnit: 'binary', maxDepth: 5 }).map((text): unknown => JSON.parse(text)),
  fc.constant(JSON.parse('{"__proto__":{"constructor":null},"toString":1}') as unknown),
  fc.integer({ min: 1, max: 1_000 }).map((levels): unknown => JSON.parse('['.repeat(levels) + ']'.repeat(levels))),
  fc.integer({ min: 1, max: 500 }).map((times): unknown => '\u2028\ud83d\u0000'.repeat(times)),
);

test('whatever an event held, the next process finds it as it was', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.string({ unit: 'binary' }), hostile), { minLength: 1, maxLength: 4 }),
      async (entries) => {
        const kept = journal();
        for (const [key, value] of entries) {
          kept.section('events').put(key, value);
          await undefined;
        }
        kept.close();
        const { state } = readJournal(file);
        const found = [...(state.get('events') ?? [])].map(([key, { value }]) => [key, value]);
        expect(JSON.stringify(found)).toBe(JSON.stringify([...new Map(entries)]));
      },
    ),
    { numRuns: 20 },
  );
});
