import assert from 'node:assert/strict';
import type { Behaviour } from './behaviour';
import { attributeOf, bodiesOf, type QueueUnderTest } from './queue-under-test';
import { eventually, HIGH_THROUGHPUT, redriveTo, type Side } from './side';

const PATHS = 'EB eb-pipes-event-target.html; API PipeTargetSqsQueueParameters';
const BATCHING = 'EB eb-pipes-batching-concurrency.html';

const event = (orderId: unknown, id = `event-${orderId}`) => ({ body: JSON.stringify({ id, detail: { orderId } }) });
const FEED = {
  groupIdPath: '$.body.detail.orderId',
  deduplicationIdPath: '$.body.id',
  inputTemplate: '<$.body>',
} as const;

/** The whole content of a queue, as soon as there are `count` messages. */
const contentOf = (side: Side, queue: QueueUnderTest, count: number) => {
  const content: Awaited<ReturnType<QueueUnderTest['receive']>> = [];
  return eventually(side, async () => {
    content.push(...(await queue.receive()));
    return content.length >= count ? content : undefined;
  });
};

/** What carries events from a standard queue into a FIFO queue. */
export const pipes: readonly Behaviour[] = [
  {
    name: 'a pipe takes group and deduplication id from the JSON body, and its template passes the body alone',
    source: `${PATHS}; serverless-patterns PR #2764`,
    async run(side) {
      const [source, target] = [await side.queue(), await side.queue(HIGH_THROUGHPUT)];
      await side.pipe({ source, target, ...FEED });
      await source.send(event('o-1'));
      const [message] = await contentOf(side, target, 1);
      assert.equal(attributeOf(message, 'MessageGroupId'), 'o-1');
      assert.equal(attributeOf(message, 'MessageDeduplicationId'), 'event-o-1');
      assert.deepEqual(JSON.parse(message?.Body ?? ''), { id: 'event-o-1', detail: { orderId: 'o-1' } });
    },
  },
  {
    name: 'a pipe carries a backlog in batches and empties its source',
    source: BATCHING,
    async run(side) {
      const [source, target] = [await side.queue(), await side.queue(HIGH_THROUGHPUT)];
      for (let batch = 0; batch < 3; batch++) {
        await source.send(...Array.from({ length: 10 }, (_, at) => event(`o-${batch}-${at}`)));
      }
      await side.pipe({ source, target, ...FEED });
      assert.equal((await contentOf(side, target, 30)).length, 30);
      const left = await source.attributes();
      assert.equal(left.ApproximateNumberOfMessages, '0');
      assert.equal(left.ApproximateNumberOfMessagesNotVisible, '0');
    },
  },
  {
    name: 'an event that came twice is one message in the target',
    source: `${PATHS} (MessageDeduplicationId)`,
    async run(side) {
      const [source, target] = [await side.queue(), await side.queue(HIGH_THROUGHPUT)];
      await side.pipe({ source, target, ...FEED });
      await source.send(event('o-1'), event('o-1'), event('o-2'));
      await contentOf(side, target, 2);
      await side.wait(1_000);
      assert.equal((await target.attributes()).ApproximateNumberOfMessagesNotVisible, '2');
    },
  },
  {
    name: 'records that cannot be sent stay in the source and return by visibility; the others of their batch go on',
    source: `${BATCHING} (partial failure)`,
    async run(side) {
      const deadLetters = await side.queue();
      const source = await side.queue({ ...redriveTo(deadLetters, 2), VisibilityTimeout: '5' });
      const target = await side.queue(HIGH_THROUGHPUT);
      await source.send(event('o-1'), event('x'.repeat(200), 'group-too-long'), { body: 'no JSON' }, event('o-2'));
      await side.pipe({ source, target, ...FEED });
      const carried = await contentOf(side, target, 2);
      assert.deepEqual(carried.map((each) => attributeOf(each, 'MessageGroupId')).sort(), ['o-1', 'o-2']);
      const letters = await contentOf(side, deadLetters, 2);
      assert.equal(bodiesOf(letters).filter((body) => body === 'no JSON').length, 1);
      assert.equal((await target.attributes()).ApproximateNumberOfMessages, '0');
    },
  },
  {
    name: 'what a filter of the body does not match, a body that is not JSON included, is deleted from the source',
    source: 'EB eb-pipes-event-filtering.html (Properly filtering Amazon SQS messages)',
    async run(side) {
      const [source, target] = [await side.queue(), await side.queue(HIGH_THROUGHPUT)];
      const filters = [JSON.stringify({ body: { detail: { orderId: [{ 'anything-but': ['', ' '] }] } } })];
      await source.send(event(''), event(' '), { body: 'no JSON' }, event('o-1'));
      await side.pipe({ source, target, ...FEED, filters });
      const carried = await contentOf(side, target, 1);
      assert.deepEqual(
        carried.map((each) => attributeOf(each, 'MessageGroupId')),
        ['o-1'],
      );
      await side.wait(1_000);
      const left = await source.attributes();
      assert.equal(left.ApproximateNumberOfMessages, '0');
      assert.equal(left.ApproximateNumberOfMessagesNotVisible, '0');
    },
  },
  {
    name: 'a pipe that keeps failing backs off, and carries on when what comes is good again',
    source: 'EB eb-pipes-error-troubleshooting.html ("polling throughput will gradually back off")',
    async run(side) {
      const [source, target] = [await side.queue({ VisibilityTimeout: '1' }), await side.queue(HIGH_THROUGHPUT)];
      await source.send({ body: 'poison' });
      await side.pipe({ source, target, ...FEED });
      await side.wait(10_000);
      await source.send(event('o-1'));
      const [message] = await contentOf(side, target, 1);
      assert.equal(attributeOf(message, 'MessageGroupId'), 'o-1');
    },
  },
];
