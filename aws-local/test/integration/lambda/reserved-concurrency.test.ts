import {
  DeleteFunctionConcurrencyCommand,
  GetFunctionConcurrencyCommand,
  InvokeCommand,
  LambdaClient,
  PutFunctionConcurrencyCommand,
} from '@aws-sdk/client-lambda';
import { type SharedClock, scaledClock } from '../../../src/clock/clock';
import { type HttpServer, startHttpServer } from '../../../src/http/server';
import { lambdaApi } from '../../../src/lambda/api';
import { concurrencyApi } from '../../../src/lambda/concurrency-api';
import { LambdaEngine } from '../../../src/lambda/engine';
import { SqsEngine } from '../../../src/sqs/engine';
import { aFunction, removeFunctionFolders } from './function-folder';

describe('the reserved concurrency of a function', () => {
  let clock: SharedClock;
  let sqs: SqsEngine;
  let engine: LambdaEngine;
  let server: HttpServer;
  let client: LambdaClient;

  beforeEach(async () => {
    clock = scaledClock();
    sqs = new SqsEngine({ clock });
    engine = new LambdaEngine({ clock, sqs });
    engine.createFunction(aFunction('return 1;'));
    server = await startHttpServer({ services: [], paths: [lambdaApi(engine), concurrencyApi(engine)] });
    client = new LambdaClient({ endpoint: server.url, maxAttempts: 1 });
  });

  afterEach(async () => {
    client.destroy();
    await engine.close();
    sqs.close();
    await server.close();
    removeFunctionFolders();
  });

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
