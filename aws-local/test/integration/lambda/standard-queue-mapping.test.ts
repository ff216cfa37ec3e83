import { scaledClock } from '../../../src/clock/clock';
import { LambdaEngine, type MappingDefinition } from '../../../src/lambda/engine';
import { workerSource } from '../../../src/lambda/worker/source';
import { type Queue, SqsEngine } from '../../../src/sqs/engine';
import { eventually } from './eventually';
import { aFunction, removeFunctionFolders } from './function-folder';

// Compiling the workers' program takes longer, on a busy machine, than the first message stays invisible.
beforeAll(() => void workerSource());

describe('a standard queue mapped to a function with a batching window', () => {
  let sqs: SqsEngine;
  let lambda: LambdaEngine;
  let queue: Queue;
  let batches: string[][];

  beforeEach(() => {
    const clock = scaledClock({ scale: 20 });
    sqs = new SqsEngine({ clock });
    batches = [];
    lambda = new LambdaEngine({
      clock,
      sqs,
      onLog: ({ text }) => {
        if (text.startsWith('["')) batches.push(JSON.parse(text));
      },
    });
    queue = sqs.createQueue('orders', { VisibilityTimeout: '120' });
  });

  afterEach(async () => {
    await lambda.close();
    sqs.close();
    removeFunctionFolders();
  });

  const sendNumbered = (count: number, body: (index: number) => string) => {
    for (let at = 0; at < count; at += 10) {
      const entries = Array.from({ length: Math.min(10, count - at) }, (_, index) => ({
        id: String(index),
        body: body(at + index),
      }));
      expect(queue.send(entries).failed).toEqual([]);
    }
  };

  const map = (handlerBody: string, mapping: Partial<MappingDefinition>): string => {
    const log = 'console.log(JSON.stringify(event.Records.map(({ body }) => body)));';
    lambda.createFunction(aFunction(log + handlerBody));
    return lambda.createMapping({
      functionName: 'barista',
      queueArn: queue.arn,
      batchSize: 100,
      maximumBatchingWindowSeconds: 5,
      reportBatchItemFailures: true,
      enabled: true,
      ...mapping,
    }).uuid;
  };

  it('hands over a hundred messages at once and brings back the one that failed', async () => {
    sendNumbered(100, (index) => `order-${index}`);
    const uuid = map(
      `const failed = event.Records.filter(({ body, attributes }) => body === 'order-42' && attributes.ApproximateReceiveCount === '1');
       return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };`,
      // Three seconds of this machine, so that a busy one collects all of them, and less than their visibility timeout.
      { maximumBatchingWindowSeconds: 60 },
    );

    await eventually(() => queue.peek().length === 0 && batches.length >= 2);

    expect(batches[0]).toHaveLength(100);
    expect(batches[1]).toEqual(['order-42']);
    expect(lambda.mapping(uuid).counts).toMatchObject({ FailedInvokeEventCount: 1, DeletedEventCount: 100 });
  });

  it('deletes what its filter does not match, without invoking the function for it', async () => {
    sendNumbered(40, (index) => JSON.stringify({ size: index % 4 === 0 ? 'L' : 'S' }));
    const uuid = map('', { filters: ['{"body":{"size":["L"]}}'] });

    await eventually(() => queue.peek().length === 0 && batches.length > 0);

    expect(batches.flat()).toEqual(Array(10).fill('{"size":"L"}'));
    expect(lambda.mapping(uuid).counts).toMatchObject({
      PolledEventCount: 40,
      FilteredOutEventCount: 30,
      InvokedEventCount: 10,
      DeletedEventCount: 10,
    });
  });

  it('filters with what an update says, once it has taken effect', async () => {
    const uuid = map('', { filters: ['{"body":["tea"]}'], maximumBatchingWindowSeconds: 1 });
    expect(() => lambda.updateMapping(uuid, { filters: ['{'] })).toThrow(/^Invalid filter pattern definition/);
    lambda.updateMapping(uuid, { filters: [] });
    await eventually(() => lambda.mapping(uuid).state === 'Enabled');

    sendNumbered(1, () => 'latte');
    await eventually(() => batches.length > 0);

    expect(batches).toEqual([['latte']]);
    expect(lambda.mapping(uuid).filters).toEqual([]);
  });
});
