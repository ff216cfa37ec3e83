import {
  DeleteAliasCommand,
  GetEventSourceMappingCommand,
  GetFunctionCommand,
  InvokeCommand,
  type LambdaClient,
  ListEventSourceMappingsCommand,
  ListFunctionsCommand,
  type ListFunctionsCommandInput,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import type { SharedClock } from '../../../src/clock/clock';
import type { LambdaEngine } from '../../../src/lambda/engine';
import type { SqsEngine } from '../../../src/sqs/engine';
import { eventually } from './eventually';
import { aFunction } from './function-folder';
import { type LambdaEndpoint, startLambdaEndpoint } from './lambda-endpoint';

describe('the Lambda API, through the AWS SDK', () => {
  let endpoint: LambdaEndpoint;
  let clock: SharedClock;
  let sqs: SqsEngine;
  let engine: LambdaEngine;
  let client: LambdaClient;
  let invoked: number;

  beforeEach(async () => {
    invoked = 0;
    endpoint = await startLambdaEndpoint({ onLog: ({ text }) => void (text === 'invoked' && invoked++) });
    ({ clock, sqs, engine, client } = endpoint);
  });

  afterEach(() => endpoint.close());

  const invoke = async (payload?: string) => {
    const { Payload, ...rest } = await client.send(
      new InvokeCommand({ FunctionName: 'barista', ...(payload === undefined ? {} : { Payload: payload }) }),
    );
    return { ...rest, payload: JSON.parse(Payload?.transformToString() ?? 'null') };
  };

  const mapped = (queueName = 'orders.fifo') => {
    const { arn } = sqs.createQueue(queueName, { FifoQueue: 'true' });
    return engine.createMapping({
      functionName: 'barista',
      queueArn: arn,
      batchSize: 10,
      maximumConcurrency: 10,
      reportBatchItemFailures: true,
      enabled: true,
    }).uuid;
  };

  it('lists functions by name in pages, with their versions if asked', async () => {
    for (const functionName of ['roaster', 'barista', 'till']) {
      engine.createFunction(aFunction('return 1;', { functionName }));
    }
    engine.publishVersion('roaster');
    const names = async (input: ListFunctionsCommandInput) => {
      const { Functions = [], NextMarker } = await client.send(new ListFunctionsCommand(input));
      return [...Functions.map(({ FunctionName, Version }) => `${FunctionName} ${Version}`), NextMarker];
    };

    expect(await names({})).toEqual(['barista $LATEST', 'roaster $LATEST', 'till $LATEST', undefined]);
    expect(await names({ MaxItems: 2 })).toEqual(['barista $LATEST', 'roaster $LATEST', '2']);
    expect(await names({ MaxItems: 2, Marker: '2' })).toEqual(['till $LATEST', undefined]);
    expect(await names({ FunctionVersion: 'ALL' })).toContain('roaster 1');
    await expect(names({ MasterRegion: 'us-east-1' })).rejects.toThrow('ListFunctions does not take MasterRegion here');
  });

  it('invokes', async () => {
    engine.createFunction(aFunction('return { got: event };'));

    expect(await invoke('{"cup":1}')).toMatchObject({
      StatusCode: 200,
      ExecutedVersion: '$LATEST',
      payload: { got: { cup: 1 } },
    });
    expect((await invoke()).payload).toEqual({ got: {} });
  });

  it('marks the failure of a function', async () => {
    engine.createFunction(aFunction(`throw new RangeError('no such cup');`));

    expect(await invoke()).toMatchObject({
      StatusCode: 200,
      FunctionError: 'Unhandled',
      payload: { errorType: 'RangeError', errorMessage: 'no such cup' },
    });
  });

  it('answers an asynchronous invocation at once and tries it three times', async () => {
    engine.createFunction(aFunction(`console.log('invoked'); throw new Error('spilt');`));

    const answer = await client.send(new InvokeCommand({ FunctionName: 'barista', InvocationType: 'Event' }));

    expect(answer.StatusCode).toBe(202);
    await eventually(() => invoked === 3);
  });

  it('refuses a function that does not exist, and throttles', async () => {
    engine.createFunction(aFunction('return 1;', { reservedConcurrency: 0 }));

    await expect(client.send(new InvokeCommand({ FunctionName: 'sommelier' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'Function not found: arn:aws:lambda:us-east-1:000000000000:function:sommelier',
    });
    await expect(invoke()).rejects.toMatchObject({ name: 'TooManyRequestsException' });
  });

  it('shows a function without its variables', async () => {
    engine.createFunction(aFunction('return 1;', { environment: { TOKEN: 'secret' } }));

    const { Configuration } = await client.send(new GetFunctionCommand({ FunctionName: 'barista' }));

    expect(Configuration).toMatchObject({ FunctionName: 'barista', Timeout: 30, MemorySize: 128 });
    expect(JSON.stringify(Configuration)).not.toContain('secret');
  });

  it('finds mappings by queue and by function', async () => {
    engine.createFunction(aFunction('return 1;'));
    const uuid = mapped();
    mapped('refunds.fifo');
    const list = async (filter: { EventSourceArn?: string; FunctionName?: string; MaxItems?: number }) =>
      (await client.send(new ListEventSourceMappingsCommand(filter))).EventSourceMappings ?? [];

    expect(await list({})).toHaveLength(2);
    expect(await list({ MaxItems: 1 })).toHaveLength(1);
    expect(await list({ FunctionName: 'barista' })).toHaveLength(2);
    expect(await list({ FunctionName: 'sommelier' })).toHaveLength(0);
    expect(await list({ EventSourceArn: 'arn:aws:sqs:us-east-1:000000000000:orders.fifo' })).toEqual([
      expect.objectContaining({
        UUID: uuid,
        FunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:barista',
        State: 'Enabled',
        BatchSize: 10,
        ScalingConfig: { MaximumConcurrency: 10 },
        FunctionResponseTypes: ['ReportBatchItemFailures'],
      }),
    ]);
  });

  it('disables and enables a mapping, and refuses changes in between', async () => {
    engine.createFunction(aFunction('return 1;'));
    const UUID = mapped();
    const state = async () => (await client.send(new GetEventSourceMappingCommand({ UUID }))).State;

    // The transition of a second must outlast a request on a busy machine.
    clock.slowTo(0.001);
    const disabling = await client.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: false }));
    expect(disabling.State).toBe('Disabling');
    await expect(
      client.send(new UpdateEventSourceMappingCommand({ UUID, ScalingConfig: { MaximumConcurrency: 2 } })),
    ).rejects.toMatchObject({ name: 'ResourceInUseException' });

    clock.slowTo(1);
    await eventually(() => engine.mapping(UUID).state === 'Disabled');
    expect(await state()).toBe('Disabled');
    const enabling = await client.send(
      new UpdateEventSourceMappingCommand({ UUID, Enabled: true, ScalingConfig: { MaximumConcurrency: 2 } }),
    );
    expect(enabling).toMatchObject({ State: 'Enabling', ScalingConfig: { MaximumConcurrency: 2 } });
  });

  it('lifts the limit of a mapping with an empty ScalingConfig', async () => {
    engine.createFunction(aFunction('return 1;'));
    const UUID = mapped();

    const updated = await client.send(new UpdateEventSourceMappingCommand({ UUID, ScalingConfig: {} }));

    expect(updated.ScalingConfig).toBeUndefined();
  });

  it('changes window, batch size and filters of a mapping from a standard queue', async () => {
    engine.createFunction(aFunction('return 1;'));
    const queueArn = sqs.createQueue('orders', {}).arn;
    const settings = {
      functionName: 'barista',
      queueArn,
      batchSize: 10,
      reportBatchItemFailures: true,
      enabled: false,
    };
    const { uuid: UUID } = engine.createMapping(settings);
    const FilterCriteria = { Filters: [{ Pattern: '{"body":{"size":["L"]}}' }] };

    const change = { BatchSize: 500, MaximumBatchingWindowInSeconds: 5, FilterCriteria };
    const updated = await client.send(new UpdateEventSourceMappingCommand({ UUID, ...change }));

    expect(updated).toMatchObject({ State: 'Updating', ...change });
  });

  it('refuses by name what it does not do', async () => {
    engine.createFunction(aFunction('return 1;'));
    const UUID = mapped();

    await expect(client.send(new DeleteAliasCommand({ FunctionName: 'barista', Name: 'live' }))).rejects.toMatchObject({
      name: 'UnknownOperationException',
      message: expect.stringContaining('DELETE /2015-03-31/functions/barista/aliases/live'),
    });
    await expect(
      client.send(new UpdateEventSourceMappingCommand({ UUID, MaximumRetryAttempts: 5 })),
    ).rejects.toMatchObject({
      name: 'InvalidParameterValueException',
      message: expect.stringContaining('MaximumRetryAttempts'),
    });
    await expect(
      client.send(new UpdateEventSourceMappingCommand({ UUID, ScalingConfig: { MaximumConcurrency: 1 } })),
    ).rejects.toMatchObject({ name: 'InvalidParameterValueException', message: expect.stringContaining('not 1') });
    await expect(
      client.send(new GetEventSourceMappingCommand({ UUID: '11d6ee51-4cc7-4302-9e22-7cd8afdaadf5' })),
    ).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });
});
