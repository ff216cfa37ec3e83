import assert from 'node:assert/strict';
import type { Message } from '@aws-sdk/client-sqs';
import { type Behaviour, NotCovered } from './behaviour';
import { attributeOf, bodiesOf, inGroup, type QueueUnderTest } from './queue-under-test';
import { FIFO } from './side';

const ORDERING = 'SQS FIFO-queues-understanding-logic.html';
const VISIBILITY = 'SQS sqs-visibility-timeout.html';
/** Tests of LocalStack's that were recorded against AWS. */
const RECORDED = 'LocalStack tests/aws/services/sqs/test_sqs.py, markers.aws.validated';
const MINUTE_MS = 60_000;
const SEARCHED = 120_000;

/** `count` messages of one group, numbered. */
const sequence = (group: string, from: number, count: number) =>
  Array.from({ length: count }, (_, at) => inGroup(group, `${group}${from + at}`));

/**
 * `count` messages of one group, in flight together.
 * @throws NotCovered if the receive gives fewer, which is a behaviour of its own: what holds for several can then not be asked.
 */
const receiveTogether = async (queue: QueueUnderTest, count: number): Promise<Message[]> => {
  const messages = await queue.receive(count);
  if (new Set(messages.map((message) => attributeOf(message, 'MessageGroupId'))).size > 1 || messages.length < count) {
    throw new NotCovered(`needs ${count} messages of one group in one receive, which gave ${bodiesOf(messages)}`);
  }
  return messages;
};

/** Which messages of a FIFO queue may be received, and in which order. */
export const fifoGroups: readonly Behaviour[] = [
  {
    name: 'one receive gives several messages of one group, in order',
    source: ORDERING,
    async run(side) {
      const queue = await side.queue(FIFO);
      await queue.send(inGroup('a', 'a1'), inGroup('a', 'a2'), inGroup('a', 'a3'));
      assert.deepEqual(bodiesOf(await queue.receive()), ['a1', 'a2', 'a3']);
    },
  },
  {
    name: 'a receive fills up from other groups',
    source: ORDERING,
    async run(side) {
      const queue = await side.queue(FIFO);
      await queue.send(inGroup('a', 'a1'), inGroup('b', 'b1'), inGroup('a', 'a2'), inGroup('c', 'c1'));
      const bodies = bodiesOf(await queue.receive());
      assert.deepEqual([...bodies].sort(), ['a1', 'a2', 'b1', 'c1']);
      assert.ok(bodies.indexOf('a1') < bodies.indexOf('a2'), `a1 comes before a2 in ${bodies}`);
    },
  },
  {
    name: 'nothing that comes after a message in flight is given out of its group; other groups go on',
    source: ORDERING,
    async run(side) {
      const queue = await side.queue(FIFO);
      await queue.send(inGroup('a', 'a1'), inGroup('a', 'a2'), inGroup('b', 'b1'));
      assert.deepEqual(bodiesOf(await queue.receive(1)), ['a1']);
      assert.deepEqual(bodiesOf(await queue.receive()), ['b1']);
      assert.deepEqual(bodiesOf(await queue.receive()), []);
    },
  },
  {
    name: 'a message in flight holds back what lies before it as little as what lies in other groups',
    source: `${RECORDED}, test_fifo_message_group_visibility_after_terminate_visibility_timeout`,
    async run(side) {
      const queue = await side.queue(FIFO);
      await queue.send(inGroup('a', 'a1'), inGroup('a', 'a2'), inGroup('b', 'b1'));
      const [first] = await receiveTogether(queue, 2);
      await queue.giveBack(first ? [first] : []);
      assert.deepEqual([...bodiesOf(await queue.receive(3))].sort(), ['a1', 'b1'], 'a2 is in flight still');
    },
  },
  {
    name: 'a batch of which one message stays hidden longer returns up to that message',
    source: 'LocalStack #13386, test_fifo_group_visibility_extends_with_change_message_visibility',
    async run(side) {
      const queue = await side.queue({ ...FIFO, VisibilityTimeout: '5' });
      await queue.send(inGroup('a', 'a1'), inGroup('a', 'a2'), inGroup('a', 'a3'), inGroup('a', 'a4'));
      const [, , third] = await receiveTogether(queue, 4);
      await queue.giveBack(third ? [third] : [], 20);
      await side.wait(6_000);
      assert.deepEqual(bodiesOf(await queue.receive(10, { visibilitySeconds: 1 })), ['a1', 'a2'], 'a3 hides a4');
    },
  },
  {
    name: 'deleting the messages in flight lets their group go on',
    source: ORDERING,
    async run(side) {
      const queue = await side.queue(FIFO);
      await queue.send(inGroup('a', 'a1'), inGroup('a', 'a2'), inGroup('a', 'a3'));
      const first = await receiveTogether(queue, 2);
      await queue.delete(first.slice(0, 1));
      assert.deepEqual(bodiesOf(await queue.receive()), [], 'a2 is in flight still');
      await queue.delete(first.slice(1));
      assert.deepEqual(bodiesOf(await queue.receive()), ['a3']);
    },
  },
  {
    name: 'after a visibility change to 0 the message comes first again, at once',
    source: VISIBILITY,
    async run(side) {
      const queue = await side.queue(FIFO);
      await queue.send(inGroup('a', 'a1'), inGroup('a', 'a2'));
      await queue.giveBack(await queue.receive(1));
      assert.deepEqual(bodiesOf(await queue.receive(1)), ['a1']);
    },
  },
  {
    name: 'what comes after a message is held back for as long as its visibility change says',
    source: VISIBILITY,
    async run(side) {
      const queue = await side.queue(FIFO);
      await queue.send(inGroup('a', 'a1'), inGroup('a', 'a2'));
      await queue.giveBack(await queue.receive(1), 10);
      await side.wait(6_000);
      assert.deepEqual(bodiesOf(await queue.receive()), []);
      await side.wait(5_000);
      assert.deepEqual(bodiesOf(await queue.receive(1)), ['a1']);
    },
  },
  {
    name: 'a message returns after the visibility timeout of its receive',
    source: VISIBILITY,
    async run(side) {
      const queue = await side.queue({ ...FIFO, VisibilityTimeout: '3600' });
      await queue.send(inGroup('a', 'a1'));
      assert.equal((await queue.receive(1, { visibilitySeconds: 5 })).length, 1);
      assert.deepEqual(await queue.receive(), []);
      await side.wait(6_000);
      assert.deepEqual(bodiesOf(await queue.receive()), ['a1']);
    },
  },
  {
    name: 'a visibility timeout of 15 minutes holds for 15 minutes',
    source: VISIBILITY,
    async run(side) {
      const queue = await side.queue({ ...FIFO, VisibilityTimeout: '900' });
      await queue.send(inGroup('a', 'a1'));
      await queue.receive();
      await side.wait(14 * MINUTE_MS + 50_000);
      assert.deepEqual(await queue.receive(), []);
      await side.wait(20_000);
      assert.deepEqual(bodiesOf(await queue.receive()), ['a1']);
    },
  },
  {
    name: 'order is kept when the messages of a batch return one by one',
    source: ORDERING,
    async run(side) {
      const queue = await side.queue(FIFO);
      await queue.send(inGroup('a', 'a1'), inGroup('a', 'a2'), inGroup('a', 'a3'));
      const messages = await receiveTogether(queue, 3);
      for (const message of messages.toReversed()) await queue.giveBack([message]);
      assert.deepEqual(bodiesOf(await queue.receive()), ['a1', 'a2', 'a3']);
    },
  },
  {
    name: 'order is kept when a batch returns as a whole, and when its middle was deleted',
    source: ORDERING,
    async run(side) {
      const queue = await side.queue(FIFO);
      await queue.send(inGroup('a', 'a1'), inGroup('a', 'a2'), inGroup('a', 'a3'), inGroup('a', 'a4'));
      const [first, second, third] = await receiveTogether(queue, 3);
      assert.ok(first && second && third);
      await queue.delete([second]);
      await queue.giveBack([third, first]);
      assert.deepEqual(bodiesOf(await queue.receive()), ['a1', 'a3', 'a4']);
    },
  },
  {
    name: 'the receive count and the first receive are kept over receives',
    source: 'API ReceiveMessage (ApproximateReceiveCount, ApproximateFirstReceiveTimestamp)',
    async run(side) {
      const queue = await side.queue(FIFO);
      await queue.send(inGroup('a', 'a1'));
      const [first] = await queue.receive();
      await side.wait(2_000);
      await queue.giveBack(first ? [first] : []);
      const [again] = await queue.receive();
      assert.equal(attributeOf(first, 'ApproximateReceiveCount'), '1');
      assert.equal(attributeOf(again, 'ApproximateReceiveCount'), '2');
      assert.equal(again?.MessageId, first?.MessageId);
      const firstReceived = 'ApproximateFirstReceiveTimestamp';
      assert.equal(attributeOf(again, firstReceived), attributeOf(first, firstReceived));
    },
  },
  {
    name: 'sequence numbers rise within a group',
    source: 'SQS FIFO-queues-message-identifiers.html; SQS using-messagededuplicationid-property.html',
    async run(side) {
      const queue = await side.queue(FIFO);
      const { Successful = [] } = await queue.send(inGroup('a', 'a1'), inGroup('a', 'a2'));
      const [one, two] = Successful.map(({ SequenceNumber = '0' }) => BigInt(SequenceNumber));
      assert.ok(one !== undefined && two !== undefined && one < two, `${one} < ${two}`);
    },
  },
  {
    name: 'a receipt whose visibility has ended deletes nothing from a FIFO queue',
    source: 'SQS sqs-visibility-timeout.html; API DeleteMessage (ReceiptHandleIsInvalid, InvalidParameterValue)',
    async run(side) {
      const queue = await side.queue({ ...FIFO, VisibilityTimeout: '2' });
      await queue.send(inGroup('a', 'a1'));
      const late = await queue.receive();
      await side.wait(3_000);
      const { Failed = [] } = await queue.delete(late);
      assert.equal(Failed.length, 1);
      assert.deepEqual(bodiesOf(await queue.receive()), ['a1']);
    },
  },
  {
    name: 'only the first 120,000 messages are searched for groups: a backlog of one group hides those behind it',
    source: 'SQS avoid-backlog-with-the-same-message-group-id.html',
    alone: true,
    async run(side) {
      const queue = await side.queue(FIFO);
      for (let sent = 0; sent < SEARCHED; sent += 100) {
        await Promise.all(Array.from({ length: 10 }, (_, at) => queue.send(...sequence('a', sent + 10 * at, 10))));
      }
      const head = await queue.receive(1);
      await queue.send(inGroup('b', 'b1'));
      assert.deepEqual(bodiesOf(await queue.receive()), [], 'b1 is the 120,001st, and the head of a is in flight');
      await queue.delete(head);
      // b1 is the 120,000th now; this receive takes the head of a again.
      const ahead = await queue.receive();
      assert.ok(ahead.length > 0 && bodiesOf(ahead).every((body) => body?.startsWith('a')), `${bodiesOf(ahead)}`);
      assert.deepEqual(bodiesOf(await queue.receive()), ['b1']);
    },
  },
];
