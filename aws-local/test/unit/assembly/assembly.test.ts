import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readAssembly } from '../../../src/assembly/assembly';

let folder: string;
const write = (name: string, content: unknown) => writeFile(join(folder, name), JSON.stringify(content));

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assembly-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const stack = (name: string, dependencies: string[] = []) => ({
  type: 'aws:cloudformation:stack',
  dependencies,
  properties: { templateFile: `${name}.template.json` },
});

describe('reading a cloud assembly', () => {
  it('takes a stack that has no asset files', async () => {
    await write('manifest.json', { artifacts: { Shop: stack('Shop'), Tree: { type: 'cdk:tree' } } });
    await write('Shop.template.json', { Resources: {} });
    await expect(readAssembly(folder)).resolves.toEqual([
      { name: 'Shop', template: { Resources: {} }, assets: new Map() },
    ]);
  });

  it('reads each stack after those that it depends on', async () => {
    await write('manifest.json', { artifacts: { Api: stack('Api', ['Data']), Data: stack('Data') } });
    await write('Api.template.json', { Resources: {} });
    await write('Data.template.json', { Resources: {} });
    expect((await readAssembly(folder)).map(({ name }) => name)).toEqual(['Data', 'Api']);
  });
});
