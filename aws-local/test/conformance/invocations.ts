import assert from 'node:assert/strict';
import {
  GetEventSourceMappingCommand,
  GetFunctionConfigurationCommand,
  InvokeCommand,
  type InvokeCommandInput,
  ListEventSourceMappingsCommand,
} from '@aws-sdk/client-lambda';
import type { Behaviour } from './behaviour';
import { refusalOf } from './refusal';
import { eventually, type Side } from './side';

const SCALED = { clock: 'scaled' } as const;

const invoke = async (side: Side, FunctionName: string, event: unknown, more: Partial<InvokeCommandInput> = {}) => {
  const { Payload, ...answer } = await side.lambda.send(
    new InvokeCommand({ FunctionName, Payload: JSON.stringify(event), ...more }),
  );
  const text = Buffer.from(Payload ?? []).toString('utf8');
  return { ...answer, payload: text === '' ? undefined : JSON.parse(text) };
};

/** Functions that are called, not fed. */
export const invocations: readonly Behaviour[] = [
  {
    name: 'an invocation answers what the handler returns, with 200 and the version that ran',
    source: 'API Invoke (RequestResponse, X-Amz-Executed-Version)',
    ...SCALED,
    async run(side) {
      const { name } = await side.function({ handler: 'return { doubled: event.value * 2 };' });
      const { StatusCode, ExecutedVersion, FunctionError, payload } = await invoke(side, name, { value: 21 });
      assert.deepEqual(
        [StatusCode, ExecutedVersion, FunctionError, payload],
        [200, '$LATEST', undefined, { doubled: 42 }],
      );
    },
  },
  {
    name: 'a handler that returns nothing answers null',
    source: 'L nodejs-handler.html (return values)',
    ...SCALED,
    async run(side) {
      const { name } = await side.function({ handler: '' });
      assert.equal((await invoke(side, name, {})).payload, null);
    },
  },
  {
    name: 'an error of the handler is an answer with 200, FunctionError Unhandled, its type and its message',
    source: 'L nodejs-exceptions.html; API Invoke (FunctionError)',
    ...SCALED,
    async run(side) {
      const { name } = await side.function({ handler: "throw new RangeError('too hot');" });
      const { StatusCode, FunctionError, payload } = await invoke(side, name, {});
      assert.deepEqual([StatusCode, FunctionError], [200, 'Unhandled']);
      assert.deepEqual([payload.errorType, payload.errorMessage], ['RangeError', 'too hot']);
    },
  },
  {
    name: 'a function that runs longer than its timeout answers that it timed out, and after how long',
    source: 'L troubleshooting-invocation.html (Task timed out); API Invoke (FunctionError)',
    ...SCALED,
    async run(side) {
      const handler = 'await new Promise((resolve) => setTimeout(resolve, 60000));';
      const { name } = await side.function({ handler, timeoutSeconds: 5 });
      const { FunctionError, payload } = await invoke(side, name, {});
      assert.equal(FunctionError, 'Unhandled');
      assert.match(payload.errorMessage, /Task timed out after 5\.00 seconds/);
    },
  },
  {
    name: 'an asynchronous invocation is answered with 202 and nothing, before the handler ends',
    source: 'L invocation-async.html; API Invoke (InvocationType Event)',
    ...SCALED,
    async run(side) {
      const { name, printed } = await side.function({ handler: 'console.log(JSON.stringify(event));' });
      const { StatusCode, payload } = await invoke(side, name, { orderId: 'o-1' }, { InvocationType: 'Event' });
      assert.deepEqual([StatusCode, payload], [202, undefined]);
      assert.deepEqual(await eventually(side, () => printed()[0]), { orderId: 'o-1' });
    },
  },
  {
    name: 'a dry run is answered with 204 and runs nothing',
    source: 'API Invoke (InvocationType DryRun)',
    ...SCALED,
    async run(side) {
      const { name, printed } = await side.function({ handler: 'console.log(JSON.stringify(event));' });
      assert.equal((await invoke(side, name, {}, { InvocationType: 'DryRun' })).StatusCode, 204);
      await side.wait(2_000);
      assert.deepEqual(printed(), []);
    },
  },
  {
    name: 'a function that is not there is not found',
    source: 'API Invoke (ResourceNotFoundException)',
    async run(side) {
      const { name, status } = await refusalOf(invoke(side, side.unique('nowhere'), {}));
      assert.deepEqual([name, status], ['ResourceNotFoundException', 404]);
    },
  },
  {
    name: 'a payload that is no JSON is refused before the handler sees it',
    source: 'API Invoke (InvalidRequestContentException)',
    async run(side) {
      const { name } = await side.function({ handler: '' });
      const refused = await refusalOf(invoke(side, name, undefined, { Payload: 'no JSON' }));
      assert.deepEqual([refused.name, refused.status], ['InvalidRequestContentException', 400]);
    },
  },
  {
    name: 'a handler learns its function’s name, its version and the time that is left to it',
    source: 'L nodejs-context.html',
    ...SCALED,
    async run(side) {
      const handler = `const { functionName, functionVersion, invokedFunctionArn } = context;
        return { functionName, functionVersion, invokedFunctionArn, leftMs: context.getRemainingTimeInMillis() };`;
      const { name } = await side.function({ handler, timeoutSeconds: 60 });
      const { payload } = await invoke(side, name, {});
      assert.deepEqual([payload.functionName, payload.functionVersion], [name, '$LATEST']);
      assert.match(payload.invokedFunctionArn, new RegExp(`:function:${name}$`));
      assert.ok(payload.leftMs > 0 && payload.leftMs <= 60_000, `${payload.leftMs} ms are left`);
    },
  },
  {
    name: 'a function’s configuration reads back',
    source: 'API GetFunctionConfiguration',
    async run(side) {
      const { name } = await side.function({ handler: '', timeoutSeconds: 7 });
      const configuration = await side.lambda.send(new GetFunctionConfigurationCommand({ FunctionName: name }));
      const { FunctionName, Timeout, MemorySize, Handler } = configuration;
      assert.deepEqual([FunctionName, Timeout, MemorySize, Handler], [name, 7, 128, 'index.handler']);
    },
  },
  {
    name: 'mappings are listed by queue and read back; an unknown one is not found',
    source: 'API ListEventSourceMappings; API GetEventSourceMapping (ResourceNotFoundException)',
    async run(side) {
      const [queue, other] = [await side.queue(), await side.queue()];
      const { uuid } = await side.mapping({ queue, handler: '', batchSize: 3 });
      await side.mapping({ queue: other, handler: '' });
      const list = new ListEventSourceMappingsCommand({ EventSourceArn: queue.arn });
      const { EventSourceMappings = [] } = await side.lambda.send(list);
      assert.deepEqual(
        EventSourceMappings.map(({ UUID, BatchSize, EventSourceArn }) => [UUID, BatchSize, EventSourceArn]),
        [[uuid, 3, queue.arn]],
      );
      const unknown = new GetEventSourceMappingCommand({ UUID: '10f57157-fc38-4da9-a113-4de7e12d05aa' });
      assert.equal((await refusalOf(side.lambda.send(unknown))).name, 'ResourceNotFoundException');
    },
  },
];
