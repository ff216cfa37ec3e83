import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
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
      { name: 'Shop', template: { Resources: {} }, assets: new Map(), paths: new Map() },
    ]);
  });

  it('finds the assets of an assembly that is given by a relative path, wherever they are read from later', async () => {
    await write('manifest.json', { artifacts: { Shop: stack('Shop') } });
    await write('Shop.template.json', { Resources: {} });
    const destinations = { here: { objectKey: 'key.zip' } };
    await write('Shop.assets.json', { files: { key: { source: { path: 'asset.key' }, destinations } } });

    const [read] = await readAssembly(relative(process.cwd(), folder));

    expect(read?.assets).toEqual(new Map([['key.zip', join(folder, 'asset.key')]]));
  });

  it('reads the stacks of a stage, and where in the app each resource comes from', async () => {
    await mkdir(join(folder, 'assembly-Prod'));
    const nested = { type: 'cdk:cloud-assembly', properties: { directoryName: 'assembly-Prod' } };
    const shop = { ...stack('ProdShop'), additionalMetadataFile: 'ProdShop.metadata.json' };
    shop.properties = { ...shop.properties, ...{ stackName: 'Prod-Shop' } };
    await write('manifest.json', { artifacts: { nested } });
    await write('assembly-Prod/manifest.json', { artifacts: { ProdShop: shop } });
    await write('assembly-Prod/ProdShop.metadata.json', {
      '/Prod/Shop/Queue/Resource': [{ type: 'aws:cdk:logicalId', data: 'Queue1' }],
    });
    const Topic2 = { Type: 'AWS::SNS::Topic', Metadata: { 'aws:cdk:path': 'Prod/Shop/Topic/Resource' } };
    await write('assembly-Prod/ProdShop.template.json', { Resources: { Queue1: { Type: 'AWS::SQS::Queue' }, Topic2 } });
    const [read] = await readAssembly(folder);
    expect(read?.name).toBe('Prod-Shop');
    expect(Object.fromEntries(read?.paths ?? [])).toEqual({
      Queue1: 'Prod/Shop/Queue/Resource',
      Topic2: 'Prod/Shop/Topic/Resource',
    });
  });

  it.each([
    ['a folder without a manifest', async () => undefined, /is no cloud assembly: it has no manifest\.json/],
    ['an assembly without stacks', () => write('manifest.json', { artifacts: {} }), /has no stacks$/],
  ])('refuses %s', async (_name, prepare, message) => {
    await prepare();
    await expect(readAssembly(folder)).rejects.toThrow(message);
  });

  it('reads each stack after those that it depends on', async () => {
    await write('manifest.json', { artifacts: { Api: stack('Api', ['Data']), Data: stack('Data') } });
    await write('Api.template.json', { Resources: {} });
    await write('Data.template.json', { Resources: {} });
    expect((await readAssembly(folder)).map(({ name }) => name)).toEqual(['Data', 'Api']);
  });
});
