import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { LambdaEngine, SqsEngine } from '@coffee-shop/aws-local';
import { scaledClock } from '@coffee-shop/aws-local/clock';
import { watchSources } from '@coffee-shop/aws-local/watch';
import { buildSync } from 'esbuild';
import { bundleOptions } from '../../../../cdk/bundle-options';
import { WATCHED_SOURCES } from '../../../../local/watched-sources';

const greets = (words: string) => `export const greeting = (name: string) => '${words} ' + name;`;

/** An app with two functions that share a file; the stacks depend on one of them. */
const SOURCES = {
  'stages/payment/lambda.ts': `import { greeting } from '../../pipeline/greeting';
export const handler = async () => greeting('payment');`,
  'stages/inventory/lambda.ts': `import { greeting } from '../../pipeline/greeting';
export const handler = async () => greeting('inventory');`,
  'pipeline/greeting.ts': greets('Hello'),
  'pipeline/limits.ts': 'export const LIMIT = 10;',
  'cdk/app.ts': `import { LIMIT } from '../pipeline/limits';\nconsole.log(LIMIT);`,
};
const STAGES = ['payment', 'inventory'];

let root: string;
let lambda: LambdaEngine;
let sqs: SqsEngine;
let endWatching: () => Promise<void>;
let said: string[] = [];
let onSaid: () => void = () => undefined;

/** As editors save: a new file takes the old one's place. */
const save = async (file: string, text: string): Promise<void> => {
  await mkdir(dirname(join(root, file)), { recursive: true });
  await writeFile(join(root, 'saving'), text);
  await rename(join(root, 'saving'), join(root, file));
};

/** Resolves when a line was said that matches; the test's own time limit says that it never was. */
const hears = async (line: RegExp): Promise<void> => {
  while (!said.some((text) => line.test(text))) {
    await new Promise<void>((resolve) => {
      onSaid = resolve;
    });
  }
};

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'watched-app-'));
  for (const [file, text] of Object.entries(SOURCES)) await save(file, text);
  const assembly = join(root, 'assembly');
  const clock = scaledClock();
  sqs = new SqsEngine({ clock });
  lambda = new LambdaEngine({ clock, sqs });
  const Resources: Record<string, object> = {};
  for (const stage of STAGES) {
    const entry = `stages/${stage}/lambda.ts`;
    const codePath = join(assembly, stage);
    buildSync(bundleOptions(entry, join(codePath, 'index.js'), root));
    lambda.createFunction({
      functionName: stage,
      codePath,
      handler: 'index.handler',
      timeoutMs: 3_000,
      memoryMb: 128,
      environment: {},
    });
    Resources[stage] = {
      Type: 'AWS::Lambda::Function',
      Properties: { FunctionName: stage, Code: { S3Key: stage } },
      Metadata: { Entry: entry },
    };
  }
  const files = Object.fromEntries(
    STAGES.map((stage) => [stage, { source: { path: stage }, destinations: { here: { objectKey: stage } } }]),
  );
  await save('assembly/Shop.template.json', JSON.stringify({ Resources }));
  await save('assembly/Shop.assets.json', JSON.stringify({ files }));
  const artifacts = { Shop: { type: 'aws:cloudformation:stack', properties: { templateFile: 'Shop.template.json' } } };
  await save('assembly/manifest.json', JSON.stringify({ artifacts }));
  endWatching = await watchSources({
    assembly,
    sources: { ...WATCHED_SOURCES, root },
    swapCode: (functionName, codePath) => lambda.swapCode(functionName, codePath),
    say: (line) => {
      said.push(line);
      onSaid();
    },
  });
});

beforeEach(() => {
  said = [];
});

afterAll(async () => {
  await endWatching?.();
  await lambda?.close();
  sqs?.close();
  await rm(root, { recursive: true, force: true });
});

const answer = (stage: string) => lambda.invoke(stage, {});

test('a saved stage runs its new code, the others stay as they are, as often as it is saved', async () => {
  expect(await answer('payment')).toBe('Hello payment');
  for (const text of ['first', 'second', 'third']) {
    said = [];
    await save('stages/payment/lambda.ts', `export const handler = async () => '${text}';`);
    await hears(/^watch \| payment runs the new code \(\d+ ms after the save\)$/);
    expect(await answer('payment')).toBe(text);
  }
  expect(said).toHaveLength(1);
  expect(await answer('inventory')).toBe('Hello inventory');
  await save('stages/payment/lambda.ts', SOURCES['stages/payment/lambda.ts']);
  await hears(/payment runs the new code/);
});

test('a file that stages share swaps them all', async () => {
  await save('pipeline/greeting.ts', greets('Good morning'));
  await hears(/payment runs the new code/);
  await hears(/inventory runs the new code/);
  expect(await answer('payment')).toBe('Good morning payment');
  expect(await answer('inventory')).toBe('Good morning inventory');
});

test('a syntax error is shown once, with file and line, and the old code goes on until it is mended', async () => {
  const before = await answer('inventory');
  await save('pipeline/greeting.ts', 'export const greeting = (name: string) => {');
  await hears(/the old code goes on/);
  const shown = said.join('\n');
  expect(shown).toMatch(/pipeline\/greeting\.ts:1:\d+/);
  expect(shown.match(/greeting\.ts:1:/g)).toHaveLength(1);
  expect(shown.split('\n').every((line) => line.startsWith('watch | '))).toBe(true);
  expect(await answer('inventory')).toBe(before);

  await save('pipeline/greeting.ts', greets('Mended'));
  await hears(/inventory runs the new code/);
  expect(await answer('inventory')).toBe('Mended inventory');
});

test('an import of a file that comes later is shown, and found once it is there', async () => {
  await save('stages/inventory/lambda.ts', `export { handler } from './stock';`);
  await hears(/Could not resolve "\.\/stock"/);
  await save('stages/inventory/stock.ts', `export const handler = async () => 'stock';`);
  await hears(/inventory runs the new code/);
  expect(await answer('inventory')).toBe('stock');
});

test('a comment swaps nothing and says so, and what editors leave beside a file is nothing to talk about', async () => {
  await save('stages/payment/.lambda.ts.swp', 'editor');
  await save('stages/payment/lambda.ts', `${SOURCES['stages/payment/lambda.ts']}\n// a comment`);
  await hears(/^watch \| no function’s code is another by stages\/payment\/lambda\.ts$/);
  expect(said).toHaveLength(1);
});

test('what may change the stacks needs a restart, also when it lies outside of cdk/', async () => {
  await save('cdk/app.ts', `${SOURCES['cdk/app.ts']}\n`);
  await hears(/^watch \| cdk\/app\.ts may change the stacks: restart for that$/);
  await save('pipeline/limits.ts', 'export const LIMIT = 20;');
  await hears(/^watch \| pipeline\/limits\.ts may change the stacks: restart for that$/);
  await save('package.json', '{}');
  await hears(/^watch \| package\.json may change the stacks: restart for that$/);
});
