import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, posix, win32 } from 'node:path';
import { sourcePath, watchSaves } from '../../../src/watch/saves';

let root: string;
let end: () => void;
let seen: string[];
let onSeen: () => void = () => undefined;

/** Resolves when the file was told of; the test's own time limit says that it never was. */
const told = async (file: string): Promise<void> => {
  while (!seen.includes(file)) {
    await new Promise<void>((resolve) => {
      onSeen = resolve;
    });
  }
  seen = [];
};

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'saves-'));
  await mkdir(join(root, 'stages/payment'), { recursive: true });
  await writeFile(join(root, 'stages/payment/handler.ts'), '1');
  seen = [];
  end = watchSaves(root, { folders: ['stages', 'not-there'], files: ['cdk.json'] }, ({ files }) => {
    seen.push(...files);
    onSeen();
  });
});

afterEach(async () => {
  end();
  await rm(root, { recursive: true });
});

const replace = async (file: string, text: string): Promise<void> => {
  await writeFile(join(root, 'swap'), text);
  await rename(join(root, 'swap'), join(root, file));
};

test('a file that an editor replaces is noticed every time', async () => {
  for (const text of ['2', '3', '4']) {
    await replace('stages/payment/handler.ts', text);
    await told('stages/payment/handler.ts');
  }
});

test('a file that is written into is noticed', async () => {
  await writeFile(join(root, 'stages/payment/handler.ts'), '2');
  await told('stages/payment/handler.ts');
});

test('a folder that is made later is watched too, with what is in it already', async () => {
  await mkdir(join(root, 'new/refunds/deep'), { recursive: true });
  await writeFile(join(root, 'new/refunds/deep/refund.ts'), '1');
  await rename(join(root, 'new/refunds'), join(root, 'stages/payment/refunds'));
  await told('stages/payment/refunds/deep/refund.ts');
  await replace('stages/payment/refunds/deep/refund.ts', '2');
  await told('stages/payment/refunds/deep/refund.ts');
});

test('a folder that was removed and made again is watched again', async () => {
  await rm(join(root, 'stages/payment'), { recursive: true });
  await told('stages/payment');
  await mkdir(join(root, 'stages/payment'));
  await writeFile(join(root, 'stages/payment/handler.ts'), '1');
  await told('stages/payment/handler.ts');
  await replace('stages/payment/handler.ts', '2');
  await told('stages/payment/handler.ts');
});

test('of the root, the named files alone', async () => {
  await writeFile(join(root, 'notes.txt'), '');
  await writeFile(join(root, 'cdk.json'), '{}');
  await told('cdk.json');
  expect(seen).toEqual([]);
});

test.each([
  ['Windows', win32, 'C:\\shop', 'C:\\shop\\stages\\payment\\charge.ts'],
  ['others', posix, '/shop', '/shop/stages/payment/charge.ts'],
])('a source has slashes in its path on %s', (_, path, root, file) => {
  expect(sourcePath(root, file, path)).toBe('stages/payment/charge.ts');
});
