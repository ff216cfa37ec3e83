import {
  DeleteFunctionConcurrencyCommand,
  GetFunctionConcurrencyCommand,
  InvokeCommand,
  type LambdaClient,
  PutFunctionConcurrencyCommand,
} from '@aws-sdk/client-lambda';
import type { LambdaEngine } from '../../../src/lambda/engine';
import { aFunction } from './function-folder';
import { type LambdaEndpoint, startLambdaEndpoint } from './lambda-endpoint';

describe('the reserved concurrency of a function', () => {
  let endpoint: LambdaEndpoint;
  let engine: LambdaEngine;
  let client: LambdaClient;

  beforeEach(async () => {
    endpoint = await startLambdaEndpoint({}, 1);
    ({ engine, client } = endpoint);
    engine.createFunction(aFunction('return 1;'));
  });

  afterEach(() => endpoint.close());

  const reserve = (ReservedConcurrentExecutions: number, FunctionName = 'barista') =>
    client.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions }));
  const invoke = async (Qualifier?: string) =>
    (await client.send(new InvokeCommand({ FunctionName: 'barista', Qualifier }))).StatusCode;

  it('of zero throttles every version of it, until it is deleted', async () => {
    engine.publishVersion('barista');
    expect(await reserve(0)).toMatchObject({ ReservedConcurrentExecutions: 0 });
    for (const qualifier of [undefined, '1']) {
      await expect(invoke(qualifier)).rejects.toMatchObject({ name: 'TooManyRequestsException' });
    }
    await client.send(new DeleteFunctionConcurrencyCommand({ FunctionName: 'barista' }));
    expect([await invoke(), await invoke('1')]).toEqual([200, 200]);
  });

  it('must be a number that AWS takes, of a function that is there', async () => {
    await expect(reserve(-1)).rejects.toMatchObject({
      name: 'InvalidParameterValueException',
      message: expect.stringContaining('ReservedConcurrentExecutions'),
    });
    await expect(reserve(1, 'sommelier')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    expect(await invoke()).toBe(200);
  });

  it('is not read here, which is said by name', async () => {
    await expect(client.send(new GetFunctionConcurrencyCommand({ FunctionName: 'barista' }))).rejects.toThrow();
  });
});
