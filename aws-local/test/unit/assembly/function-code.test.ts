import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { InlineCode } from '../../../src/assembly/inline-code';
import { codePathOf } from '../../../src/assembly/resources/function-code';

let folder: string;
let inlineCode: InlineCode;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'function-code-'));
  inlineCode = new InlineCode();
});

afterEach(async () => {
  inlineCode.close();
  await rm(folder, { recursive: true, force: true });
});

const pathOf = (code: { S3Key?: string; ZipFile?: string }, assets: Record<string, string> = {}) =>
  codePathOf('worker', code, new Map(Object.entries(assets)), inlineCode);

describe('the code of a function', () => {
  it('is a CommonJS file where the template holds it, until the environment stops', async () => {
    const path = pathOf({ ZipFile: 'exports.handler = async () => 1;' });
    expect(await readFile(join(path, 'index.js'), 'utf8')).toBe('exports.handler = async () => 1;');
    inlineCode.close();
    expect(existsSync(path)).toBe(false);
  });

  it('is the folder of an asset', () => {
    expect(pathOf({ S3Key: 'abc.zip' }, { 'abc.zip': folder })).toBe(folder);
  });

  it('is what an archive holds', async () => {
    const archive = join(folder, 'asset.abc.zip');
    await writeFile(archive, zipSync({ 'index.js': strToU8('exports.handler = 1;'), lib: { 'a.js': strToU8('2') } }));
    const path = pathOf({ S3Key: 'abc.zip' }, { 'abc.zip': archive });
    expect(await readFile(join(path, 'index.js'), 'utf8')).toBe('exports.handler = 1;');
    expect(await readFile(join(path, 'lib/a.js'), 'utf8')).toBe('2');
  });

  it('is refused where an archive would write outside its folder', async () => {
    const archive = join(folder, 'asset.abc.zip');
    await writeFile(archive, zipSync({ '../elsewhere.js': strToU8('1') }));
    expect(() => pathOf({ S3Key: 'abc.zip' }, { 'abc.zip': archive })).toThrow('../elsewhere.js leads out of');
  });

  it('is refused where a file is no archive, or is not there', async () => {
    const archive = join(folder, 'asset.abc.zip');
    await writeFile(archive, 'no archive');
    expect(() => pathOf({ S3Key: 'a' }, { a: archive })).toThrow(
      `Code.S3Key: ${archive} cannot be read as a zip archive`,
    );
    expect(() => pathOf({ S3Key: 'a' })).toThrow('Code.S3Key: the assembly has no asset a');
  });
});
