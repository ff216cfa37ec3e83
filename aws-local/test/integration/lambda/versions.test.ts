import {
  GetEventSourceMappingCommand,
  GetFunctionCommand,
  InvokeCommand,
  type LambdaClient,
} from '@aws-sdk/client-lambda';
import type { LambdaEngine } from '../../../src/lambda/engine';
import type { SqsEngine } from '../../../src/sqs/engine';
import { eventually } from './eventually';
import { aFunction, functionFolder } from './function-folder';
import { type LambdaEndpoint, startLambdaEndpoint } from './lambda-endpoint';

const WHO =
  'return { version: context.functionVersion, arn: context.invokedFunctionArn, variable: process.env.AWS_LAMBDA_FUNCTION_VERSION };';
const ARN = 'arn:aws:lambda:us-east-1:000000000000:function:barista';

describe('versions and aliases', () => {
  let endpoint: LambdaEndpoint;
  let sqs: SqsEngine;
  let engine: LambdaEngine;
  let client: LambdaClient;
  const lines: string[] = [];

  beforeEach(async () => {
    lines.length = 0;
    endpoint = await startLambdaEndpoint({ onLog: ({ text }) => lines.push(text) });
    ({ sqs, engine, client } = endpoint);
  });
  afterEach(() => endpoint.close());

  const invoke = async (FunctionName: string, Qualifier?: string) => {
    const answer = await client.send(new InvokeCommand({ FunctionName, ...(Qualifier && { Qualifier }) }));
    return { executed: answer.ExecutedVersion, ...JSON.parse(answer.Payload?.transformToString() ?? '{}') };
  };
  const published = () => {
    engine.createFunction(aFunction(WHO));
    const { version } = engine.publishVersion('barista');
    engine.createAlias({ functionName: 'barista', name: 'live', version });
  };

  it('an alias runs its version, which knows its number; without one the latest code runs', async () => {
    published();
    const live = { executed: '1', version: '1', variable: '1', arn: `${ARN}:live` };
    expect(await invoke(`${ARN}:live`)).toEqual(live);
    expect(await invoke('barista:live')).toEqual(live);
    expect(await invoke('barista', 'live')).toEqual(live);
    expect(await invoke('barista', '1')).toMatchObject({ executed: '1', arn: `${ARN}:1` });
    expect(await invoke('barista')).toEqual({ executed: '$LATEST', version: '$LATEST', variable: '$LATEST', arn: ARN });
  });

  it('each version has execution environments of its own; ending a function’s ends all of them', async () => {
    published();
    await invoke('barista:live');
    await invoke('barista');
    expect([engine.function('barista:live').environments, engine.function('barista').environments]).toEqual([1, 1]);
    expect(await engine.killEnvironments('barista')).toBe(2);
  });

  it('a version stays what it was when another one is published; new code is swapped into all of them', async () => {
    published();
    expect(engine.publishVersion('barista')).toEqual({ version: '2', arn: `${ARN}:2` });
    expect(await invoke('barista:live')).toMatchObject({ executed: '1' });
    await engine.swapCode('barista', functionFolder('export const handler = async () => ({ code: "new" });'));
    expect(await invoke('barista:live')).toEqual({ executed: '1', code: 'new' });
  });

  it('a mapping on an alias invokes its version, and tells the alias', async () => {
    engine.createFunction(aFunction('console.log(context.functionVersion, context.invokedFunctionArn);'));
    engine.createAlias({ functionName: 'barista', name: 'live', version: engine.publishVersion('barista').version });
    const queue = sqs.createQueue('orders.fifo', { FifoQueue: 'true' });
    const { uuid } = engine.createMapping({
      functionName: 'barista:live',
      queueArn: queue.arn,
      batchSize: 10,
      reportBatchItemFailures: true,
      enabled: true,
    });
    queue.sendMessage({ body: '{}', groupId: 'astoria', deduplicationId: '1' });
    await eventually(() => lines.some((line) => line === `1 ${ARN}:live`));
    const { FunctionArn } = await client.send(new GetEventSourceMappingCommand({ UUID: uuid }));
    expect(FunctionArn).toBe(`${ARN}:live`);
  });

  it('what was never published is not found', async () => {
    published();
    for (const reference of ['barista:next', `${ARN}:2`]) {
      await expect(invoke(reference)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    }
    expect(() => engine.createAlias({ functionName: 'barista', name: 'next', version: '2' })).toThrow(/not found/);
    expect(() => engine.createAlias({ functionName: 'barista', name: 'live', version: '1' })).toThrow(/already exists/);
    const { Configuration } = await client.send(new GetFunctionCommand({ FunctionName: 'barista:live' }));
    expect(Configuration).toMatchObject({ Version: '1', FunctionArn: `${ARN}:1` });
  });
});
