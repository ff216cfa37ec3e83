import assert from 'node:assert/strict';
import type { Behaviour } from './behaviour';
import { bodiesOf, inGroup } from './queue-under-test';
import { FIFO, HIGH_THROUGHPUT } from './side';

const WINDOW = 'SQS using-messagededuplicationid-property.html (5-minute window, also after deletion)';
const SCOPE = 'SQS high-throughput-fifo.html (DeduplicationScope)';

/** When a FIFO queue takes a message for one that it has seen. */
export const deduplication: readonly Behaviour[] = [
  {
    name: 'a duplicate within 5 minutes is answered as the original and not stored; after them it is a new message',
    source: WINDOW,
    async run(side) {
      const queue = await side.queue(FIFO);
      const original = await queue.send(inGroup('a', 'a1'));
      await side.wait(4 * 60_000 + 50_000);
      const duplicate = await queue.send(inGroup('a', 'a1'));
      assert.equal(duplicate.Successful?.[0]?.MessageId, original.Successful?.[0]?.MessageId);
      assert.equal(duplicate.Successful?.[0]?.SequenceNumber, original.Successful?.[0]?.SequenceNumber);
      await side.wait(20_000);
      await queue.send(inGroup('a', 'a1'));
      assert.deepEqual(bodiesOf(await queue.receive()), ['a1', 'a1']);
    },
  },
  {
    name: 'a duplicate of a message that was deleted is still a duplicate',
    source: WINDOW,
    async run(side) {
      const queue = await side.queue(FIFO);
      await queue.send(inGroup('a', 'a1'));
      await queue.delete(await queue.receive());
      await queue.send(inGroup('a', 'a1'));
      assert.deepEqual(await queue.receive(), []);
    },
  },
  {
    name: 'deduplication ids hold for the whole queue by default',
    source: SCOPE,
    async run(side) {
      const queue = await side.queue(FIFO);
      await queue.send({ body: 'one', group: 'a', deduplicationId: 'x' });
      await queue.send({ body: 'two', group: 'b', deduplicationId: 'x' });
      assert.deepEqual(bodiesOf(await queue.receive()), ['one']);
    },
  },
  {
    name: 'deduplication ids hold within a group in high-throughput mode',
    source: SCOPE,
    async run(side) {
      const queue = await side.queue(HIGH_THROUGHPUT);
      await queue.send({ body: 'one', group: 'a', deduplicationId: 'x' });
      await queue.send({ body: 'two', group: 'b', deduplicationId: 'x' });
      await queue.send({ body: 'three', group: 'a', deduplicationId: 'x' });
      assert.deepEqual(bodiesOf(await queue.receive()).sort(), ['one', 'two']);
    },
  },
  {
    name: 'content-based deduplication goes by the body; a given id goes before it',
    source: 'SQS FIFO-queues-exactly-once-processing.html',
    async run(side) {
      const queue = await side.queue({ ...FIFO, ContentBasedDeduplication: 'true' });
      await queue.send({ body: 'same', group: 'a' });
      await queue.send({ body: 'same', group: 'b' });
      await queue.send({ body: 'same', group: 'c', deduplicationId: 'other' });
      await queue.send({ body: 'different', group: 'd' });
      assert.deepEqual(bodiesOf(await queue.receive()).sort(), ['different', 'same', 'same']);
    },
  },
];
