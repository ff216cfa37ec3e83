import {
  GetAliasCommand,
  InvokeCommand,
  type LambdaClient,
  ListAliasesCommand,
  ListVersionsByFunctionCommand,
  PublishVersionCommand,
  UpdateAliasCommand,
} from '@aws-sdk/client-lambda';
import type { LambdaEngine } from '../../../src/lambda/engine';
import type { SqsEngine } from '../../../src/sqs/engine';
import { eventually } from './eventually';
import { aFunction, functionFolder } from './function-folder';
import { type LambdaEndpoint, startLambdaEndpoint } from './lambda-endpoint';

const LIVE = { FunctionName: 'barista', Name: 'live' };
const codeOf = (release: string, body = '') =>
  `export const handler = async (event) => { ${body} return { release: '${release}', roast: process.env.ROAST }; };`;

describe('an alias that leads to two versions', () => {
  let endpoint: LambdaEndpoint;
  let sqs: SqsEngine;
  let engine: LambdaEngine;
  let client: LambdaClient;
  let draws: number[];
  const lines: string[] = [];

  beforeEach(async () => {
    lines.length = 0;
    draws = [];
    endpoint = await startLambdaEndpoint({ onLog: ({ text }) => lines.push(text), random: () => draws.shift() ?? 0 });
    ({ sqs, engine, client } = endpoint);
  });
  afterEach(() => endpoint.close());

  const invoke = async () => {
    const { ExecutedVersion, Payload } = await client.send(new InvokeCommand({ FunctionName: 'barista:live' }));
    return { executed: ExecutedVersion, ...JSON.parse(Payload?.transformToString() ?? '{}') };
  };
  const twoReleases = async (body = '') => {
    engine.createFunction(
      aFunction('', { codePath: functionFolder(codeOf('old', body)), environment: { ROAST: 'light' } }),
    );
    engine.createAlias({ functionName: 'barista', name: 'live', version: engine.publishVersion('barista').version });
    return engine.publish('barista', { codePath: functionFolder(codeOf('new', body)), variables: { ROAST: 'dark' } });
  };

  it('keeps to the old version when another one is published, until it is given a weight', async () => {
    expect((await twoReleases()).version).toBe('2');
    expect(await invoke()).toEqual({ executed: '1', release: 'old', roast: 'light' });

    const RoutingConfig = { AdditionalVersionWeights: { 2: 0.1 } };
    const updated = await client.send(new UpdateAliasCommand({ ...LIVE, RoutingConfig }));
    expect(updated).toMatchObject({ FunctionVersion: '1', RoutingConfig });
    draws = [0.05, 0.1, 0.9];
    expect(await invoke()).toEqual({ executed: '2', release: 'new', roast: 'dark' });
    expect(await invoke()).toEqual({ executed: '1', release: 'old', roast: 'light' });
    expect(await invoke()).toMatchObject({ executed: '1', release: 'old' });

    const { RevisionId } = await client.send(new GetAliasCommand(LIVE));
    const done = { ...LIVE, FunctionVersion: '2', RoutingConfig: { AdditionalVersionWeights: {} }, RevisionId };
    const moved = await client.send(new UpdateAliasCommand(done));
    expect(moved).toMatchObject({ FunctionVersion: '2' });
    expect(moved.RoutingConfig).toBeUndefined();
    expect(await invoke()).toMatchObject({ executed: '2', release: 'new' });
    await expect(client.send(new UpdateAliasCommand(done))).rejects.toMatchObject({
      name: 'PreconditionFailedException',
    });
  });

  it('feeds both versions from one queue, and each message is worked once', async () => {
    await twoReleases('for (const { body } of event.Records) console.log(process.env.ROAST + " " + body);');
    engine.updateAlias({ functionName: 'barista', name: 'live', weights: { 2: 0.5 } });
    // So long that no message returns while workers start on a busy machine.
    const queue = sqs.createQueue('orders', { VisibilityTimeout: '43200' });
    const orders = Array.from({ length: 20 }, (_, number) => `order-${number}`);
    draws = orders.map((_, number) => (number % 2 === 0 ? 0.2 : 0.7));
    const asked = { functionName: 'barista:live', queueArn: queue.arn, batchSize: 1 };
    engine.createMapping({ ...asked, reportBatchItemFailures: true, enabled: true });
    for (const body of orders) queue.sendMessage({ body });
    await eventually(() => lines.length >= orders.length && queue.peek().length === 0);
    expect(lines.map((line) => line.split(' ')[1]).sort()).toEqual([...orders].sort());
    expect(lines.filter((line) => line.startsWith('dark'))).toHaveLength(10);
  });

  it('shares the reserved concurrency of its function between the versions', async () => {
    const codePath = functionFolder(
      'export const handler = () => new Promise((resolve) => setTimeout(resolve, 20_000));',
    );
    engine.createFunction(aFunction('', { codePath, reservedConcurrency: 1 }));
    const { version } = engine.publishVersion('barista');
    engine.createAlias({ functionName: 'barista', name: 'live', version });
    await engine.publish('barista', { variables: { ROAST: 'dark' } });
    engine.updateAlias({ functionName: 'barista', name: 'live', weights: { 2: 0.5 } });
    draws = [0.9, 0.1];
    const first = engine.invoke('barista:live', {});
    await expect(engine.invoke('barista:live', {})).rejects.toMatchObject({ code: 'TooManyRequestsException' });
    await first;
  });

  it('is listed with its versions, and a version is published only if something changed', async () => {
    await twoReleases();
    const publish = () => client.send(new PublishVersionCommand({ FunctionName: 'barista' }));
    expect(await publish()).toMatchObject({ Version: '2' });
    await engine.published('barista').update({ variables: { ROAST: 'medium' } });
    expect(await publish()).toMatchObject({ Version: '3' });
    const { Versions } = await client.send(new ListVersionsByFunctionCommand({ FunctionName: 'barista' }));
    expect(Versions?.map(({ Version }) => Version)).toEqual(['$LATEST', '1', '2', '3']);

    engine.createAlias({ functionName: 'barista', name: 'next', version: '3' });
    const named = async (FunctionVersion?: string) => {
      const request = { FunctionName: 'barista', ...(FunctionVersion && { FunctionVersion }) };
      return (await client.send(new ListAliasesCommand(request))).Aliases?.map(({ Name }) => Name);
    };
    expect(await named()).toEqual(['live', 'next']);
    expect(await named('3')).toEqual(['next']);
  });

  it('is refused when it leads to what is not published, and not found when it is not there', async () => {
    await twoReleases();
    const unknown = { ...LIVE, RoutingConfig: { AdditionalVersionWeights: { 7: 0.1 } } };
    await expect(client.send(new UpdateAliasCommand(unknown))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
    const missing = new GetAliasCommand({ FunctionName: 'barista', Name: 'next' });
    await expect(client.send(missing)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    expect(await client.send(new GetAliasCommand(LIVE))).toMatchObject({ FunctionVersion: '1' });
  });
});
