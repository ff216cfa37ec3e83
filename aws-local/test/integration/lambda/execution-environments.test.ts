import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scaledClock } from '../../../src/clock/clock';
import { LambdaEngine } from '../../../src/lambda/engine';
import { eventually } from './eventually';
import { aFunction, functionFolder, removeFunctionFolders } from './function-folder';

describe('execution environments', () => {
  let lambda: LambdaEngine;

  beforeEach(() => {
    const clock = scaledClock({ scale: 1_000 });
    lambda = new LambdaEngine({ clock, sqs: { queueByArn: () => undefined } });
  });
  afterEach(async () => {
    await lambda.close();
    removeFunctionFolders();
  });

  const counting = (name = 'first') =>
    functionFolder(`
      let runs = 0;
      export const handler = async (event) => {
        runs += 1;
        if (event.waitMs) await new Promise((resolve) => setTimeout(resolve, event.waitMs));
        return '${name} ' + runs;
      };`);

  const withCode = (codePath: string) => aFunction('', { codePath, timeoutMs: 900_000 });

  it('keep their state from one invocation to the next', async () => {
    lambda.createFunction(withCode(counting()));

    expect(await lambda.invoke('barista', {})).toBe('first 1');
    expect(await lambda.invoke('barista', {})).toBe('first 2');
    expect(lambda.function('barista').environments).toBe(1);
  });

  it('run one invocation at a time, so concurrent ones get their own', async () => {
    lambda.createFunction(withCode(counting()));

    const results = await Promise.all([1, 2, 3].map(() => lambda.invoke('barista', { waitMs: 60_000 })));

    expect(results).toEqual(['first 1', 'first 1', 'first 1']);
    expect(lambda.function('barista').environments).toBe(3);
  });

  it.each([
    ['that can be kept compiled', `const load = async () => require('node:path');`],
    ['that imports modules when it runs', `const load = () => import('node:path');`],
  ])('share the code of a CommonJS bundle %s, and none of its state', async (_, load) => {
    const source = `
      ${load}
      let runs = 0;
      exports.handler = async ({ waitMs }) => {
        runs += 1;
        await new Promise((resolve) => setTimeout(resolve, waitMs));
        return (await load()).basename('shop/order') + ' ' + runs;
      };`;
    lambda.createFunction(withCode(functionFolder(source, 'index.js')));

    const results = await Promise.all([1, 2, 3].map(() => lambda.invoke('barista', { waitMs: 60_000 })));

    expect(results).toEqual(['order 1', 'order 1', 'order 1']);
  });

  it('start although the first one ended while it loaded', async () => {
    const folder = functionFolder('process.exit(3);', 'index.js');
    lambda.createFunction(withCode(folder));
    const first = lambda.invoke('barista', {});
    await expect(first).rejects.toThrow('exit status 3');
    writeFileSync(join(folder, 'index.js'), `exports.handler = async () => 'served';`);

    expect(await lambda.invoke('barista', {})).toBe('served');
  });

  it('end after some idle minutes on the clock', async () => {
    lambda.createFunction(withCode(counting()));
    await lambda.invoke('barista', {});

    await eventually(() => lambda.function('barista').environments === 0);

    expect(await lambda.invoke('barista', {})).toBe('first 1');
  });

  it('keep the space for short-lived objects small, however much memory the function has', async () => {
    const body = `
      const kept = [];
      for (let n = 0; n < 400_000; n++) kept.push({ cup: n }) > 100_000 && (kept.length = 0);
      const { getHeapSpaceStatistics } = await import('node:v8');
      return getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space').space_size;`;
    lambda.createFunction(aFunction(body, { memoryMb: 1_024, timeoutMs: 900_000 }));

    expect(await lambda.invoke('barista', {})).toBeLessThanOrEqual(6 * 2 ** 20);
  });

  it('do not share variables or globals with others', async () => {
    lambda.createFunction(aFunction('process.env.CUP = globalThis.cup = "mine"; return 1;'));
    lambda.createFunction(
      aFunction('return [process.env.CUP ?? null, globalThis.cup ?? null];', { functionName: 'roaster' }),
    );

    await lambda.invoke('barista', {});

    expect(await lambda.invoke('roaster', {})).toEqual([null, null]);
    expect(process.env.CUP).toBeUndefined();
  });

  it('load new code after a swap, while an invocation under way finishes with the old', async () => {
    lambda.createFunction(withCode(counting('old')));
    await lambda.invoke('barista', {});
    const underWay = lambda.invoke('barista', { waitMs: 60_000 });

    await lambda.swapCode('barista', counting('new'));

    expect(await lambda.invoke('barista', {})).toBe('new 1');
    expect(await underWay).toBe('old 2');
    expect(await lambda.invoke('barista', {})).toBe('new 2');
  });

  it('load code anew from the same file after a swap', async () => {
    const folder = counting('old');
    lambda.createFunction(withCode(folder));
    await lambda.invoke('barista', {});
    writeFileSync(join(folder, 'index.mjs'), `export const handler = async () => 'rewritten';`);

    await lambda.swapCode('barista', folder);

    expect(await lambda.invoke('barista', {})).toBe('rewritten');
  });

  it('fail what runs in them when killed', async () => {
    lambda.createFunction(withCode(counting()));
    const underWay = lambda.invoke('barista', { waitMs: 600_000 });

    const [killed] = await Promise.all([
      lambda.killEnvironments('barista'),
      expect(underWay).rejects.toMatchObject({
        errorType: 'Runtime.ExitError',
        message: expect.stringMatching(/signal: killed$/),
      }),
    ]);

    expect(killed).toBe(1);
    expect(await lambda.invoke('barista', {})).toBe('first 1');
  });

  it('are throttled beyond the reserved concurrency', async () => {
    lambda.createFunction({ ...withCode(counting()), reservedConcurrency: 1 });
    const underWay = lambda.invoke('barista', { waitMs: 10_000 });

    await expect(lambda.invoke('barista', {})).rejects.toMatchObject({
      code: 'TooManyRequestsException',
      statusCode: 429,
    });

    await underWay;
    expect(await lambda.invoke('barista', {})).toBe('first 2');
  });
});
