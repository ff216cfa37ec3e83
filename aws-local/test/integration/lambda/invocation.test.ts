import { join } from 'node:path';
import { type SharedClock, scaledClock } from '../../../src/clock/clock';
import { FunctionError, LambdaEngine, type LogLine } from '../../../src/lambda/engine';
import { eventually } from './eventually';
import { aFunction, functionFolder, removeFunctionFolders } from './function-folder';

describe('invoking a function', () => {
  let lambda: LambdaEngine;
  let log: LogLine[];

  let clock: SharedClock;

  const start = (scale = 1, startMs = Date.parse('2026-11-24T08:00:00Z')) => {
    clock = scaledClock({ scale, startMs });
    log = [];
    lambda = new LambdaEngine({ clock, sqs: { queueByArn: () => undefined }, onLog: (line) => log.push(line) });
  };

  const failureOf = async (invocation: Promise<unknown>): Promise<FunctionError> => {
    const error = await invocation.then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    if (error instanceof FunctionError) return error;
    throw new Error(`Expected a FunctionError, not ${String(error)}`);
  };

  beforeEach(() => start());
  afterEach(async () => {
    await lambda.close();
    removeFunctionFolders();
  });

  it('gives the handler the event and the caller its result', async () => {
    lambda.createFunction(aFunction("return { greeting: 'hello ' + event.name };"));

    expect(await lambda.invoke('barista', { name: 'Ada' })).toEqual({ greeting: 'hello Ada' });
  });

  it('runs a CommonJS bundle although the project around it is of ES modules', async () => {
    const source = `const { basename } = require('node:path'); exports.handler = async () => basename(__filename);`;
    lambda.createFunction(aFunction('', { codePath: functionFolder(source, 'index.js') }));

    expect(await lambda.invoke('barista', {})).toBe('index.js');
  });

  it('takes a bundle by its file and an exported name other than handler', async () => {
    const folder = functionFolder(`export const brew = async () => 'brewed';`, 'index.mjs');
    lambda.createFunction(aFunction('', { codePath: join(folder, 'index.mjs'), handler: 'index.brew' }));

    expect(await lambda.invoke('barista', {})).toBe('brewed');
  });

  it('describes the invocation in the context', async () => {
    lambda.createFunction(
      aFunction('return { ...context, remainingMs: context.getRemainingTimeInMillis() };', { timeoutMs: 3_000 }),
    );

    const { arn } = lambda.publishVersion('barista');
    const context = (await lambda.invoke(arn, {})) as Record<string, unknown>;

    expect(context).toMatchObject({
      functionName: 'barista',
      functionVersion: '1',
      invokedFunctionArn: arn,
      memoryLimitInMB: '128',
      logGroupName: '/aws/lambda/barista',
      awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      logStreamName: expect.stringMatching(/^2026\/11\/24\/\[1\][0-9a-f]{32}$/),
    });
    expect(context.remainingMs).toBeLessThanOrEqual(3_000);
    expect(context.remainingMs).toBeGreaterThan(0);
  });

  it('sets the variables of Lambda and of the function, and none of the process around it', async () => {
    lambda.createFunction(aFunction('return process.env;', { environment: { BUS: 'orders', TZ: 'Europe/Berlin' } }));

    const variables = (await lambda.invoke('barista', {})) as Record<string, string>;

    expect(variables).toMatchObject({
      BUS: 'orders',
      TZ: 'Europe/Berlin',
      AWS_LAMBDA_FUNCTION_NAME: 'barista',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '128',
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/barista',
      AWS_REGION: 'us-east-1',
      AWS_DEFAULT_REGION: 'us-east-1',
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
      _X_AMZN_TRACE_ID: expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0$/),
    });
    expect(variables).not.toHaveProperty('JEST_WORKER_ID');
  });

  it('follows the clock in Date, timers and performance', async () => {
    start(100);
    lambda.createFunction(
      aFunction(`
        const { setTimeout: wait } = await import('node:timers/promises');
        const before = { date: Date.now(), performance: performance.now(), real: process.hrtime.bigint() };
        await new Promise((resolve) => setTimeout(resolve, 3_000));
        await wait(3_000);
        await new Promise((resolve) => AbortSignal.timeout(3_000).addEventListener('abort', resolve));
        return {
          year: new Date().getUTCFullYear(),
          isDate: new Date() instanceof Date,
          elapsedMs: new Date() - before.date,
          measuredMs: performance.now() - before.performance,
          realMs: Number(process.hrtime.bigint() - before.real) / 1e6,
        };`),
    );

    const seen = (await lambda.invoke('barista', {})) as Record<string, number>;

    expect(seen).toMatchObject({ year: 2026, isDate: true });
    expect(seen.elapsedMs).toBeGreaterThanOrEqual(8_500);
    expect(seen.measuredMs).toBeGreaterThanOrEqual(8_500);
    expect(seen.realMs).toBeLessThan(seen.elapsedMs ?? 0);
  });

  it('wakes nothing in it too early when the clock is slowed down', async () => {
    start(100);
    lambda.createFunction(
      aFunction(`
        const http = await import('node:http');
        const { setTimeout: wait, setInterval: ticks } = await import('node:timers/promises');
        const silent = http.createServer(() => undefined);
        await new Promise((resolve) => silent.listen(0, '127.0.0.1', resolve));
        const since = Date.now();
        const passedMs = () => Date.now() - since;
        const request = http.get({ host: '127.0.0.1', port: silent.address().port });
        // Destroying a request that has no answer emits 'error' (Node.js, http.request); unheard, it would end the process.
        request.on('error', () => undefined);
        const woken = await Promise.all([
          new Promise((resolve) => setTimeout(() => resolve(passedMs()), 10_000)),
          new Promise((resolve) => {
            const timer = setInterval(() => resolve([passedMs(), clearInterval(timer)][0]), 10_000);
          }),
          wait(10_000).then(passedMs),
          (async () => { for await (const _ of ticks(10_000)) return passedMs(); })(),
          new Promise((resolve) => AbortSignal.timeout(10_000).addEventListener('abort', () => resolve(passedMs()))),
          new Promise((resolve) => request.setTimeout(10_000, () => resolve(passedMs()))),
        ]);
        request.destroy();
        silent.closeAllConnections();
        await new Promise((resolve) => silent.close(resolve));
        return woken;`),
    );
    const invocation = lambda.invoke('barista', {});
    await eventually(() => lambda.function('barista').environments > 0);
    clock.slowTo(0.2);

    const woken = (await invocation) as number[];

    expect(woken).toHaveLength(6);
    // A millisecond of real time too early, a tenth of a second here, is on time: Node's timers are no better.
    for (const passedMs of woken) expect(passedMs).toBeGreaterThanOrEqual(9_900);
  });

  it('reports what a handler throws in the shape of Lambda, and logs it', async () => {
    lambda.createFunction(aFunction(`throw new RangeError('no such cup');`));

    const failure = await failureOf(lambda.invoke('barista', {}));

    expect(failure.payload).toEqual({
      errorType: 'RangeError',
      errorMessage: 'no such cup',
      trace: expect.arrayContaining(['RangeError: no such cup']),
    });
    expect(log.map(({ text }) => text)).toEqual([
      expect.stringContaining('ERROR Invoke Error {"errorType":"RangeError"'),
    ]);
  });

  it('passes on each line that a handler prints', async () => {
    lambda.createFunction(aFunction(`console.log('one\\ntwo'); console.error('three'); return 1;`));

    await lambda.invoke('barista', {});
    await eventually(() => log.length === 3);

    expect(log.map(({ text }) => text).sort()).toEqual(['one', 'three', 'two']);
    expect(log[0]).toMatchObject({ functionName: 'barista', environment: 1 });
  });

  it.each([
    ['a handler that does not exist', { handler: 'index.brew' }, 'Runtime.HandlerNotFound', /index\.brew is undefined/],
    [
      'a module that does not exist',
      { handler: 'main.handler' },
      'Runtime.ImportModuleError',
      /Cannot find module 'main'/,
    ],
    ['a handler name without a dot', { handler: 'index' }, 'Runtime.MalformedHandlerName', /Bad handler/],
  ])('refuses %s', async (_, overrides, errorType, message) => {
    lambda.createFunction(aFunction('return 1;', overrides));

    const failure = await failureOf(lambda.invoke('barista', {}));

    expect(failure.errorType).toBe(errorType);
    expect(failure.message).toMatch(message);
  });

  it('reports a module that throws when loaded', async () => {
    const codePath = functionFolder(`throw new TypeError('bad beans'); export const handler = async () => 1;`);
    lambda.createFunction(aFunction('', { codePath }));

    expect(await failureOf(lambda.invoke('barista', {}))).toMatchObject({
      errorType: 'TypeError',
      message: 'bad beans',
    });
  });

  it('refuses a handler that expects a callback', async () => {
    const codePath = functionFolder('export const handler = (event, context, callback) => callback(null, 1);');
    lambda.createFunction(aFunction('', { codePath }));

    expect((await failureOf(lambda.invoke('barista', {}))).errorType).toBe('Runtime.CallbackHandlerDeprecated');
  });

  it('ends an invocation at the timeout, on the clock, and replaces the environment', async () => {
    start(50);
    lambda.createFunction(
      aFunction(`if (event.hang) for (;;) {} globalThis.runs = (globalThis.runs ?? 0) + 1; return globalThis.runs;`, {
        timeoutMs: 3_000,
      }),
    );
    expect(await lambda.invoke('barista', {})).toBe(1);

    const failure = await failureOf(lambda.invoke('barista', { hang: true }));

    expect(failure.errorType).toBe('Sandbox.Timedout');
    expect(failure.message).toMatch(/^RequestId: \S+ Error: Task timed out after 3\.00 seconds$/);
    expect(await lambda.invoke('barista', {})).toBe(1);
  });

  it('does not count loading the module towards the timeout', async () => {
    const codePath = functionFolder(
      `await new Promise((resolve) => setTimeout(resolve, 20_000)); export const handler = async () => 'warm';`,
    );
    start(50);
    lambda.createFunction(aFunction('', { codePath, timeoutMs: 5_000 }));

    expect(await lambda.invoke('barista', {})).toBe('warm');
  });

  it.each([
    ['exits', 'process.exit(3);', /exited with error: exit status 3$/],
    ['exits as if all were well', 'process.exit(0);', /exited without providing a reason$/],
    [
      'leaves an exception uncaught',
      `setImmediate(() => { throw new Error('spilt'); }); await new Promise(() => {});`,
      /exit status 129$/,
    ],
    [
      'leaves a rejection unhandled',
      `Promise.reject(new Error('spilt')); await new Promise(() => {});`,
      /exit status 129$/,
    ],
    [
      'runs out of memory',
      'const cups = []; for (;;) cups.push(new Array(1e5).fill(cups.length));',
      /signal: aborted$/,
    ],
  ])('fails the invocation and replaces the environment when the handler %s', async (_, body, message) => {
    lambda.createFunction(aFunction(`if (event.crash) { ${body} } return 'fine';`));

    const failure = await failureOf(lambda.invoke('barista', { crash: true }));

    expect(failure.errorType).toBe('Runtime.ExitError');
    expect(failure.message).toMatch(message);
    expect(await lambda.invoke('barista', {})).toBe('fine');
  });
});
