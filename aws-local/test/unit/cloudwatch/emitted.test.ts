import { ManualClock } from '../../../src/clock/manual-clock';
import { unknownMetric } from '../../../src/cloudwatch/emitted/catalogue';
import { FunctionMetrics, mappingMetrics } from '../../../src/cloudwatch/emitted/function-metrics';
import type { MetricSource } from '../../../src/cloudwatch/emitted/metric-source';
import { pipeMetrics } from '../../../src/cloudwatch/emitted/pipe-metrics';
import { queueMetrics } from '../../../src/cloudwatch/emitted/queue-metrics';
import { ruleMetrics } from '../../../src/cloudwatch/emitted/rule-metrics';
import { MINUTE_MS } from '../../../src/cloudwatch/metrics/metric';
import { MetricStore } from '../../../src/cloudwatch/metrics/metric-store';
import { EventBridgeEngine } from '../../../src/eventbridge/engine';
import { AwsError } from '../../../src/http/aws-error';
import { Pipe } from '../../../src/pipes/pipe';
import { queueTarget } from '../../../src/pipes/queue-target';
import type { PipeTarget } from '../../../src/pipes/target';
import { SqsEngine } from '../../../src/sqs/engine';

let clock: ManualClock;
let sqs: SqsEngine;

beforeEach(() => {
  clock = new ManualClock();
  sqs = new SqsEngine({ clock });
});

afterEach(() => sqs.close());

/** What a service emits of a minute: value by metric, and how often it came if that is not once. */
const emitted = (source: MetricSource): Record<string, number | string> => {
  const found: Record<string, number | string> = {};
  source(({ namespace, name, dimensions }, value, times = 1) => {
    expect(unknownMetric({ namespace, name }, Object.keys(dimensions))).toBeUndefined();
    found[`${Object.values(dimensions).join(' ')} ${name}`] = times === 1 ? value : `${value} x ${times}`;
  });
  return found;
};

// docs: AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
describe('the metrics of a queue', () => {
  const source = () => queueMetrics(sqs, () => clock.now());

  it('are levels at the end of the minute, and what happened in it', async () => {
    const queue = sqs.createQueue('orders.fifo', { FifoQueue: 'true', ContentBasedDeduplication: 'true' });
    const orders = source();
    for (const [groupId, body] of [
      ['a', '1'],
      ['a', '2'],
      ['b', '3'],
      ['b', '3'],
    ]) {
      queue.sendMessage({ body: body ?? '', groupId: groupId ?? '' });
    }
    clock.advance(20_000);
    const [first] = await queue.receive({ maxMessages: 1, waitMs: 0 });
    await queue.receive({ maxMessages: 1, waitMs: 0 });
    queue.deleteMessage(first?.receiptHandle ?? '');
    expect(emitted(orders)).toEqual({
      'orders.fifo ApproximateNumberOfMessagesVisible': 1,
      'orders.fifo ApproximateNumberOfMessagesNotVisible': 1,
      'orders.fifo ApproximateAgeOfOldestMessage': 20,
      'orders.fifo NumberOfMessagesSent': 3,
      'orders.fifo NumberOfMessagesReceived': 2,
      'orders.fifo NumberOfMessagesDeleted': 1,
      'orders.fifo NumberOfEmptyReceives': 0,
      'orders.fifo ApproximateNumberOfGroupsWithInflightMessages': 1,
      'orders.fifo NumberOfDeduplicatedSentMessages': 1,
    });
  });

  it('tell of receives that waited for nothing, and not of those that were given up', async () => {
    const queue = sqs.createQueue('orders', {});
    const orders = source();
    const waiting = queue.receive({ maxMessages: 1, waitMs: 20_000 });
    const givenUp = new AbortController();
    const cut = queue.receive({ maxMessages: 1, waitMs: 20_000, signal: givenUp.signal });
    givenUp.abort();
    clock.advance(20_000);
    await Promise.all([waiting, cut]);
    await queue.receive({ maxMessages: 1, waitMs: 0 });
    expect(emitted(orders)).toMatchObject({ 'orders NumberOfEmptyReceives': 2, 'orders NumberOfMessagesReceived': 0 });
  });

  it('do not count a message that a redrive policy moves as sent', async () => {
    const letters = sqs.createQueue('letters', {});
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: letters.arn, maxReceiveCount: 1 });
    const queue = sqs.createQueue('orders', { RedrivePolicy, VisibilityTimeout: '1' });
    const all = source();
    queue.sendMessage({ body: 'latte' });
    await queue.receive({ maxMessages: 1, waitMs: 0 });
    clock.advance(2_000);
    await queue.receive({ maxMessages: 1, waitMs: 0 });
    expect(emitted(all)).toMatchObject({
      'letters NumberOfMessagesSent': 0,
      'letters ApproximateNumberOfMessagesVisible': 1,
      'orders NumberOfMessagesSent': 1,
    });
  });

  it('leave the age of a message out that a standard queue has handed out three times', async () => {
    const queue = sqs.createQueue('orders', { VisibilityTimeout: '0' });
    const orders = source();
    queue.sendMessage({ body: 'latte' });
    clock.advance(30_000);
    for (let receive = 0; receive < 3; receive += 1) await queue.receive({ maxMessages: 1, waitMs: 0 });
    expect(emitted(orders)).not.toHaveProperty(['orders ApproximateAgeOfOldestMessage']);
    queue.sendMessage({ body: 'mocha' });
    clock.advance(5_000);
    expect(emitted(orders)).toMatchObject({ 'orders ApproximateAgeOfOldestMessage': 5 });
  });

  it('end six hours after the last request to an empty queue', () => {
    const queue = sqs.createQueue('orders', {});
    const orders = source();
    expect(emitted(orders)).toEqual({});
    expect(() => queue.deleteMessage('none')).toThrow();
    expect(emitted(orders)).toMatchObject({ 'orders ApproximateNumberOfMessagesVisible': 0 });
    clock.advance(6 * 60 * MINUTE_MS);
    expect(emitted(orders)).toHaveProperty(['orders ApproximateNumberOfMessagesVisible']);
    clock.advance(MINUTE_MS);
    expect(emitted(orders)).toEqual({});
  });
});

// docs: eventbridge/latest/userguide/eb-monitoring.html
describe('the metrics of a rule', () => {
  const events = () => {
    const engine = new EventBridgeEngine({ clock, sqs, invokeFunction: async () => undefined });
    engine.buses.deploy('shop');
    engine.rules.put({ name: 'orders', busName: 'shop', eventPattern: { source: ['till'] } });
    return engine;
  };
  const putOrder = async (engine: EventBridgeEngine) => {
    engine.putEvents([{ EventBusName: 'shop', Source: 'till', DetailType: 'Order', Detail: '{}' }]);
    await new Promise((resolve) => setImmediate(resolve));
  };
  const target = (name: string, dlq?: string) => ({
    Id: name,
    Arn: `arn:aws:sqs:us-east-1:000000000000:${name}`,
    ...(dlq && { DeadLetterConfig: { Arn: `arn:aws:sqs:us-east-1:000000000000:${dlq}` } }),
  });

  it('count events and invocations, and are silent about zero', async () => {
    const engine = events();
    const orders = ruleMetrics(engine);
    sqs.createQueue('orders', {});
    engine.rules.putTargets('shop', 'orders', [target('orders')]);
    await putOrder(engine);
    await putOrder(engine);
    expect(emitted(orders)).toEqual({
      'shop orders MatchedEvents': '1 x 2',
      'shop orders TriggeredRules': '1 x 2',
      'shop orders Invocations': '1 x 2',
      'shop orders InvocationAttempts': '1 x 2',
      'shop orders SuccessfulInvocationAttempts': '1 x 2',
    });
    expect(emitted(orders)).toEqual({});
    engine.close();
  });

  it('tell what went to a dead-letter queue, and what that did not take either', async () => {
    const engine = events();
    const orders = ruleMetrics(engine);
    sqs.createQueue('letters', {});
    engine.rules.putTargets('shop', 'orders', [target('gone', 'letters'), target('away', 'nowhere'), target('lost')]);
    await putOrder(engine);
    expect(emitted(orders)).toMatchObject({
      'shop orders Invocations': '1 x 3',
      'shop orders FailedInvocations': '1 x 3',
      'shop orders InvocationsSentToDlq': 1,
      'shop orders InvocationsFailedToBeSentToDlq': 1,
    });
    engine.close();
  });

  it('name the default bus by nothing', () => {
    const engine = events();
    engine.rules.put({ name: 'minute', busName: 'default', scheduleExpression: 'rate(1 minute)' });
    clock.advance(MINUTE_MS);
    expect(emitted(ruleMetrics(engine))).toEqual({ 'minute MatchedEvents': 1, 'minute TriggeredRules': 1 });
    engine.close();
  });
});

// docs: eventbridge/latest/userguide/eb-pipes-monitoring.html
describe('the metrics of a pipe', () => {
  const names = ['Invocations', 'EventCount', 'ExecutionFailed', 'ExecutionPartiallyFailed', 'ExecutionThrottled'];
  /** Of a batch of two records whose sending ends so. */
  const afterBatch = async (send: PipeTarget['send']): Promise<(number | string | undefined)[]> => {
    const source = sqs.createQueue('orders', { VisibilityTimeout: '1' });
    const into = queueTarget({
      queue: sqs.createQueue('kitchen', {}),
      groupIdPath: undefined,
      deduplicationIdPath: undefined,
    });
    const pipe = new Pipe({ name: 'feed', clock, source, target: { ...into, send }, batchSize: 10 });
    const feed = pipeMetrics([pipe]);
    source.send([
      { id: 'a', body: '1' },
      { id: 'b', body: '2' },
    ]);
    pipe.start();
    for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    const found = emitted(feed);
    await pipe.stop();
    return names.map((name) => found[`feed ${name}`]);
  };

  it('are zero for a run that succeeds', async () => {
    expect(await afterBatch(async () => [])).toEqual([1, 2, 0, 0, 0]);
  });

  it('tell of a run that fails as a whole', async () => {
    const refused = [0, 1].map((at) => ({ at, reason: 'no', retriable: false }));
    expect(await afterBatch(async () => refused)).toEqual([1, 2, 1, 0, 0]);
  });

  it('tell of a run that fails in part', async () => {
    expect(await afterBatch(async () => [{ at: 1, reason: 'no', retriable: false }])).toEqual([1, 2, 0, 1, 0]);
  });

  it('tell of a target that throttles', async () => {
    const throttled = async () => {
      throw new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429);
    };
    expect(await afterBatch(throttled)).toEqual([1, 2, 1, 0, 1]);
  });
});

// docs: lambda/latest/dg/monitoring-metrics-types.html
describe('the metrics of a function', () => {
  const arn = 'arn:aws:lambda:us-east-1:000000000000:function:barista';
  const values = (store: MetricStore, dimensions: Record<string, string>) =>
    Object.fromEntries(
      ['Invocations', 'Errors', 'Throttles', 'Duration', 'ConcurrentExecutions'].map((name) => {
        const fromMs = Math.floor(clock.now() / MINUTE_MS) * MINUTE_MS;
        const [bucket] = store.buckets({ namespace: 'AWS/Lambda', name, dimensions }, fromMs, fromMs + MINUTE_MS);
        return [name, bucket && [bucket.sum, bucket.count]];
      }),
    );

  it('are of the moment at which it was invoked; a throttled request is no invocation', () => {
    const store = new MetricStore();
    const functions = new FunctionMetrics(store);
    const record = {
      functionName: 'barista',
      functionArn: `${arn}:live`,
      version: '1',
      startedMs: clock.now(),
      concurrent: 2,
    };
    functions.add({ ...record, durationMs: 120_000, outcome: 'failed' });
    functions.add({ ...record, durationMs: 40, outcome: 'succeeded' });
    functions.add({ ...record, durationMs: 0, outcome: 'throttled' });
    const counts = { Invocations: [2, 2], Errors: [1, 2], Throttles: [1, 3], Duration: [120_040, 2] };
    expect(values(store, { FunctionName: 'barista' })).toEqual({ ...counts, ConcurrentExecutions: [4, 2] });
    expect(values(store, { FunctionName: 'barista', Resource: 'barista:live' })).toMatchObject(counts);
    expect(values(store, {})).toMatchObject(counts);
  });

  it('have those of its event source mappings, by their ids, in minutes in which something happened', () => {
    const counts = {
      PolledEventCount: 0,
      FilteredOutEventCount: 0,
      InvokedEventCount: 0,
      FailedInvokeEventCount: 0,
      DeletedEventCount: 0,
    };
    const mapping = mappingMetrics({ mappings: () => [{ uuid: 'u-1', counts }] as never });
    expect(emitted(mapping)).toEqual({});
    counts.PolledEventCount = 3;
    counts.DeletedEventCount = 2;
    expect(emitted(mapping)).toMatchObject({
      'u-1 PolledEventCount': 3,
      'u-1 DeletedEventCount': 2,
      'u-1 InvokedEventCount': 0,
    });
    expect(emitted(mapping)).toEqual({});
  });
});

test.each<[string, string, string[], string | undefined]>([
  ['Shop', 'Anything', ['service'], undefined],
  ['AWS/SQS', 'NumberOfMessagesSent', ['QueueName'], undefined],
  ['AWS/DynamoDB', 'ThrottledRequests', ['Operation', 'TableName'], undefined],
  ['AWS/Kinesis', 'GetRecords.Bytes', ['StreamName'], 'nothing computes metrics of AWS/Kinesis here'],
  ['AWS/SQS', 'SentMessageSize', ['QueueName'], 'nothing computes AWS/SQS SentMessageSize here'],
  ['AWS/SQS', 'NumberOfMessagesSent', [], 'AWS/SQS NumberOfMessagesSent has no series by no dimension here'],
  ['AWS/Events', 'FailedInvocations', ['EventBusName'], 'it is emitted by RuleName or by EventBusName, RuleName'],
])('whether %s %s by %j can be watched', (namespace, name, dimensions, problem) => {
  const found = unknownMetric({ namespace, name }, dimensions);
  expect(found).toEqual(problem === undefined ? undefined : expect.stringContaining(problem));
});
