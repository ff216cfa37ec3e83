import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadCommonJs } from '../../../src/lambda/worker/common-js';

describe('a file of CommonJS', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'common-js-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const fileOf = (source: string): string => {
    const file = join(folder, 'index.js');
    writeFileSync(file, source);
    return file;
  };
  const compiledOf = (source: string) => {
    const code = loadCommonJs(fileOf(source)).compiled?.();
    if (code === undefined) throw new Error('the code cannot be shared');
    return code;
  };

  it('runs from code that was compiled before', () => {
    const { data } = compiledOf('exports.drink = "latte";');
    // V8 compares the length only, so that another source of the same length shows which of the two ran.
    const mocha = 'exports.drink = "mocha";';
    const sourceHash = createHash('sha256').update(mocha).digest('hex');

    expect(loadCommonJs(fileOf(mocha), { sourceHash, data }).exports).toEqual({ drink: 'latte' });
  });

  it('runs from its source if what was compiled is of another one, however long that is', () => {
    // Sources of its own: V8 keeps what it compiled, by source, as long as the process lives.
    const code = compiledOf('exports.drink = "cocoa";');

    expect(loadCommonJs(fileOf('exports.drink = "chai!";'), code).exports).toEqual({ drink: 'chai!' });
  });

  it('runs from its source if V8 refuses what was compiled', () => {
    const source = 'exports.drink = "water";';
    const { sourceHash, data } = compiledOf(source);
    new Uint8Array(data).fill(7, 0, 64);

    expect(loadCommonJs(fileOf(source), { sourceHash, data }).exports).toEqual({ drink: 'water' });
  });

  it.each([
    'exports.path = () => import("node:path");',
    'exports.path = () => import ("node:path");',
    'exports.path = () => import\n/* of Node */("node:path");',
  ])('is not shared if it may import modules, which compiled code cannot: %s', (source) => {
    expect(loadCommonJs(fileOf(source)).compiled).toBeUndefined();
  });

  it('is shared if it only speaks of imports', () => {
    expect(loadCommonJs(fileOf('exports.map = { import: "./index.mjs" };')).compiled).toBeDefined();
  });

  it('tells in its errors where in the file they were thrown', () => {
    const thrown = (code?: ReturnType<typeof compiledOf>): string => {
      try {
        loadCommonJs(fileOf('throw new Error("no beans");'), code);
        return 'nothing';
      } catch (error) {
        return String((error as Error).stack);
      }
    };

    expect(thrown()).toContain('index.js:1:7');
  });
});
