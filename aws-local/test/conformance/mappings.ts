import assert from 'node:assert/strict';
import { GetEventSourceMappingCommand, UpdateEventSourceMappingCommand } from '@aws-sdk/client-lambda';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import type { Behaviour } from './behaviour';
import { inGroup, type QueueUnderTest } from './queue-under-test';
import { eventually, HIGH_THROUGHPUT, type RunningMapping, redriveTo, type Side } from './side';

const BATCHES = 'L services-sqs-configure.html; L services-sqs-scaling.html';
const ERRORS = 'L services-sqs-errorhandling.html';
const SCALED = { clock: 'scaled' } as const;

/** Prints the bodies of a batch. */
const PRINT = 'console.log(JSON.stringify(event.Records.map((record) => record.body)));';

const depth = async (queue: QueueUnderTest): Promise<number> => {
  const { ApproximateNumberOfMessages: visible, ApproximateNumberOfMessagesNotVisible: inFlight } =
    await queue.attributes();
  return Number(visible) + Number(inFlight);
};
const emptied = (side: Side, queue: QueueUnderTest) =>
  eventually(side, async () => ((await depth(queue)) === 0 ? true : undefined));
const batches = (mapping: RunningMapping) => mapping.printed() as string[][];
/** What a handler prints comes later than its answer. */
const printed = (side: Side, mapping: RunningMapping, count: number) =>
  eventually(side, () => (batches(mapping).flat().length >= count ? batches(mapping) : undefined));
const state = async (side: Side, { uuid }: RunningMapping): Promise<string | undefined> =>
  (await side.lambda.send(new GetEventSourceMappingCommand({ UUID: uuid }))).State;
const inState = (side: Side, mapping: RunningMapping, wanted: string) =>
  eventually(side, async () => ((await state(side, mapping)) === wanted ? true : undefined));
const visibility = (seconds: number) => ({ ...HIGH_THROUGHPUT, VisibilityTimeout: `${seconds}` });

/** A batch of two, of which the handler's answer decides what returns. */
const answering = (name: string, answer: string, returns: readonly string[]): Behaviour => ({
  name,
  source: ERRORS,
  ...SCALED,
  async run(side) {
    const queue = await side.queue(visibility(30));
    await queue.send(inGroup('a', 'a1'), inGroup('b', 'b1'));
    const mapping = await side.mapping({
      queue,
      // Only the first batch goes wrong; afterwards everything is well.
      handler: `${PRINT} const isFirst = !globalThis.called; globalThis.called = true;
        if (!isFirst) return undefined; const [a] = event.Records; ${answer}`,
    });
    await printed(side, mapping, 2);
    await emptied(side, queue);
    const [first, ...later] = await printed(side, mapping, 2 + returns.length);
    assert.deepEqual(first?.toSorted(), ['a1', 'b1']);
    assert.deepEqual(later.flat().toSorted(), returns);
  },
});

const RECORD_ATTRIBUTES = { MyAttribute: { DataType: 'String', StringValue: 'foobar' } } as const;

/** What feeds functions from queues. */
export const mappings: readonly Behaviour[] = [
  {
    name: 'a batch mixes groups, holds ten at most, and is deleted when the handler returns',
    source: BATCHES,
    ...SCALED,
    async run(side) {
      const queue = await side.queue(visibility(60));
      await queue.send(...Array.from({ length: 10 }, (_, at) => inGroup(`g${at % 5}`, `m${at}`)));
      const mapping = await side.mapping({ queue, handler: PRINT });
      await emptied(side, queue);
      const [first = [], ...more] = await printed(side, mapping, 10);
      assert.equal(first.length, 10);
      assert.deepEqual(more, []);
    },
  },
  {
    name: 'the messages of a group come in order',
    source: BATCHES,
    ...SCALED,
    async run(side) {
      const queue = await side.queue(visibility(60));
      for (let sent = 0; sent < 30; sent += 10) {
        await queue.send(...Array.from({ length: 10 }, (_, at) => inGroup(`g${at % 2}`, `g${at % 2}-${sent + at}`)));
      }
      const mapping = await side.mapping({ queue, handler: PRINT, batchSize: 4 });
      await emptied(side, queue);
      const received = await printed(side, mapping, 30);
      for (const group of ['g0', 'g1']) {
        const seen = received
          .flat()
          .filter((body) => body.startsWith(group))
          .map((body) => Number(body.slice(3)));
        assert.equal(seen.length, 15);
        assert.deepEqual(
          seen,
          [...seen].sort((one, two) => one - two),
        );
      }
    },
  },
  answering(
    'reported failures return, the others are deleted',
    'return { batchItemFailures: [{ itemIdentifier: a.messageId }] };',
    ['a1'],
  ),
  answering('an empty list of failures deletes the batch', 'return { batchItemFailures: [] };', []),
  answering('an answer without a list of failures deletes the batch', 'return {};', []),
  answering(
    'an identifier of no message of the batch fails the whole batch',
    "return { batchItemFailures: [{ itemIdentifier: 'unknown' }] };",
    ['a1', 'b1'],
  ),
  answering(
    'an identifier that is empty fails the whole batch',
    "return { batchItemFailures: [{ itemIdentifier: '' }] };",
    ['a1', 'b1'],
  ),
  answering('an error thrown fails the whole batch', "throw new Error('no luck');", ['a1', 'b1']),
  {
    name: 'without ReportBatchItemFailures what a handler answers means nothing: its batch is deleted',
    source: `${ERRORS} (ReportBatchItemFailures)`,
    ...SCALED,
    async run(side) {
      const queue = await side.queue(visibility(30));
      await queue.send(inGroup('a', 'a1'));
      const handler = `${PRINT} return { batchItemFailures: event.Records.map((r) => ({ itemIdentifier: r.messageId })) };`;
      const mapping = await side.mapping({ queue, handler, reportBatchItemFailures: false });
      await printed(side, mapping, 1);
      await emptied(side, queue);
      assert.deepEqual(batches(mapping), [['a1']]);
    },
  },
  {
    name: 'a record that keeps failing goes to the dead-letter queue after maxReceiveCount invocations',
    source: `${ERRORS}; L services-sqs-configure.html (dead-letter queue)`,
    ...SCALED,
    async run(side) {
      const deadLetters = await side.queue(HIGH_THROUGHPUT);
      const queue = await side.queue({ ...visibility(60), ...redriveTo(deadLetters, 2) });
      await queue.send(inGroup('a', 'poison'));
      const mapping = await side.mapping({ queue, handler: `${PRINT} throw new Error('poison');` });
      await printed(side, mapping, 2);
      const [letter] = await eventually(side, async () => {
        const letters = await deadLetters.receive();
        return letters.length > 0 ? letters : undefined;
      });
      assert.equal(letter?.Body, 'poison');
      assert.deepEqual(batches(mapping), [['poison'], ['poison']]);
    },
  },
  {
    name: 'a function that times out fails the batch, which returns by visibility',
    source: ERRORS,
    ...SCALED,
    async run(side) {
      const queue = await side.queue(visibility(60));
      await queue.send(inGroup('a', 'a1'));
      const mapping = await side.mapping({
        queue,
        timeoutSeconds: 5,
        handler: `${PRINT} if (event.Records[0].attributes.ApproximateReceiveCount === '1') await new Promise(() => setInterval(() => {}, 1000));`,
      });
      await printed(side, mapping, 1);
      await side.wait(60_000);
      await emptied(side, queue);
      assert.deepEqual(await printed(side, mapping, 2), [['a1'], ['a1']]);
    },
  },
  {
    name: 'a function whose process dies fails the batch, and a new one takes it',
    source: `${ERRORS}; L lambda-runtime-environment.html`,
    ...SCALED,
    async run(side) {
      const queue = await side.queue(visibility(60));
      await queue.send(inGroup('a', 'a1'));
      const mapping = await side.mapping({
        queue,
        handler: `${PRINT} if (event.Records[0].attributes.ApproximateReceiveCount === '1') {
          await new Promise((resolve) => setTimeout(resolve, 500)); process.exit(1); }`,
      });
      await printed(side, mapping, 1);
      await side.wait(60_000);
      await emptied(side, queue);
      assert.deepEqual(await printed(side, mapping, 2), [['a1'], ['a1']]);
    },
  },
  {
    name: 'MaximumConcurrency limits the batches at a time',
    source: 'L services-sqs-scaling.html (maximum concurrency)',
    ...SCALED,
    async run(side) {
      const queue = await side.queue(visibility(600));
      await queue.send(...Array.from({ length: 8 }, (_, at) => inGroup(`g${at}`, `m${at}`)));
      const mapping = await side.mapping({
        queue,
        batchSize: 1,
        maximumConcurrency: 2,
        timeoutSeconds: 60,
        handler: `const start = Date.now(); await new Promise((resolve) => setTimeout(resolve, 8000));
          console.log(JSON.stringify({ start, end: Date.now() }));`,
      });
      await emptied(side, queue);
      const runs = await eventually(side, () => {
        const all = mapping.printed() as { start: number; end: number }[];
        return all.length === 8 ? all : undefined;
      });
      const atOnce = runs.map(({ start }) => runs.filter((run) => run.start <= start && start < run.end).length);
      assert.equal(Math.max(...atOnce), 2);
    },
  },
  {
    name: 'Enabled false stops polling while the batch in flight finishes; Enabled true takes up what came meanwhile',
    source: 'API UpdateEventSourceMapping (Enabled)',
    ...SCALED,
    async run(side) {
      const queue = await side.queue(visibility(600));
      const mapping = await side.mapping({
        queue,
        timeoutSeconds: 100,
        handler: `${PRINT} await new Promise((resolve) => setTimeout(resolve, 20000));`,
      });
      await queue.send(inGroup('a', 'in-flight'));
      await printed(side, mapping, 1);
      const update = (Enabled: boolean) =>
        side.lambda.send(new UpdateEventSourceMappingCommand({ UUID: mapping.uuid, Enabled }));
      await update(false);
      await inState(side, mapping, 'Disabled');
      await queue.send(inGroup('b', 'meanwhile'));
      await eventually(side, async () => ((await depth(queue)) === 1 ? true : undefined));
      await side.wait(5_000);
      assert.deepEqual(batches(mapping), [['in-flight']]);
      await update(true);
      await emptied(side, queue);
      assert.deepEqual(await printed(side, mapping, 2), [['in-flight'], ['meanwhile']]);
    },
  },
  {
    name: 'a mapping in transition refuses another change',
    source: 'API UpdateEventSourceMapping (ResourceInUseException)',
    // No function runs here, so the clock may stand still between two requests, however busy the machine is.
    async run(side) {
      const queue = await side.queue(visibility(60));
      const mapping = await side.mapping({ queue, handler: PRINT });
      const update = (Enabled: boolean) =>
        side.lambda.send(new UpdateEventSourceMappingCommand({ UUID: mapping.uuid, Enabled }));
      assert.equal((await update(false)).State, 'Disabling');
      await assert.rejects(update(true), { name: 'ResourceInUseException' });
      await inState(side, mapping, 'Disabled');
      assert.equal((await update(true)).State, 'Enabling');
    },
  },
  {
    name: 'a handler gets its records as AWS writes them',
    source: 'L with-sqs.html (example event)',
    ...SCALED,
    async run(side) {
      const queue = await side.queue(visibility(60));
      await queue.send(inGroup('a', 'a1'));
      const mapping = await side.mapping({ queue, handler: 'console.log(JSON.stringify(event.Records[0]));' });
      const record = (await eventually(side, () => mapping.printed()[0])) as Record<string, unknown>;
      assert.equal(record.body, 'a1');
      assert.equal(record.eventSource, 'aws:sqs');
      assert.equal(record.eventSourceARN, queue.arn);
      const attributes = record.attributes as Record<string, string>;
      assert.equal(attributes.MessageGroupId, 'a');
      assert.equal(attributes.MessageDeduplicationId, 'a1');
      assert.equal(attributes.ApproximateReceiveCount, '1');
      for (const name of ['SequenceNumber', 'SentTimestamp', 'ApproximateFirstReceiveTimestamp', 'SenderId']) {
        assert.match(attributes[name] ?? '', /./, name);
      }
    },
  },
  {
    name: 'a record of a message with attributes has them in lower case, and their digest',
    source:
      'LocalStack test_lambda_integration_sqs.py::test_message_body_and_attributes_passed_correctly; L with-sqs.html',
    ...SCALED,
    async run(side) {
      const queue = await side.queue({ VisibilityTimeout: '60' });
      const message = { QueueUrl: queue.url, MessageBody: 'a1', MessageAttributes: RECORD_ATTRIBUTES };
      await side.sqs.send(new SendMessageCommand(message));
      const mapping = await side.mapping({ queue, handler: 'console.log(JSON.stringify(event.Records[0]));' });
      const record = (await eventually(side, () => mapping.printed()[0])) as Record<string, unknown>;
      assert.equal(record.md5OfMessageAttributes, 'adb59cd4678ea5a855436b949cd07ab6');
      assert.deepEqual(record.messageAttributes, {
        MyAttribute: { stringValue: 'foobar', stringListValues: [], binaryListValues: [], dataType: 'String' },
      });
    },
  },
];
