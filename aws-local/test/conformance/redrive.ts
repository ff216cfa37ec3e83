import assert from 'node:assert/strict';
import {
  CancelMessageMoveTaskCommand,
  ListMessageMoveTasksCommand,
  type ListMessageMoveTasksResultEntry,
  SetQueueAttributesCommand,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import type { Behaviour } from './behaviour';
import { attributeOf, bodiesOf, inGroup, type QueueUnderTest } from './queue-under-test';
import { refusalOf } from './refusal';
import { eventually, FIFO, redriveTo, type Side } from './side';

const POLICY = 'SQS sqs-dead-letter-queues.html';
const RECORDED = 'LocalStack test_sqs_move_task.py';
const MOVE = 'SQS sqs-configure-dead-letter-queue-redrive.html; API StartMessageMoveTask';

interface Redriven {
  readonly queue: QueueUnderTest;
  readonly deadLetters: QueueUnderTest;
}

const queueWithDeadLetters = async (side: Side, maxReceiveCount = 1): Promise<Redriven> => {
  const deadLetters = await side.queue(FIFO);
  return { deadLetters, queue: await side.queue({ ...FIFO, ...redriveTo(deadLetters, maxReceiveCount) }) };
};

/** Receives and gives back until the redrive policy has moved what is there. */
const exhaust = async (side: Side, { queue, deadLetters }: Redriven, count: number): Promise<void> => {
  await eventually(side, async () => {
    const messages = await queue.receive();
    if (messages.length > 0) await queue.giveBack(messages);
    const moved = Number((await deadLetters.attributes()).ApproximateNumberOfMessages);
    return moved === count ? true : undefined;
  });
};

const latestTask = async (queue: QueueUnderTest): Promise<ListMessageMoveTasksResultEntry> => {
  const { Results } = await queue.client.send(new ListMessageMoveTasksCommand({ SourceArn: queue.arn }));
  return Results?.[0] ?? {};
};

const finishedTask = (side: Side, queue: QueueUnderTest): Promise<ListMessageMoveTasksResultEntry> =>
  eventually(side, async () => {
    const task = await latestTask(queue);
    return task.Status === 'RUNNING' ? undefined : task;
  });

/** Where messages go that nobody can process, and how they come back. */
export const redrive: readonly Behaviour[] = [
  {
    name: 'a message goes to the dead-letter queue when it would be received once more than maxReceiveCount',
    source: POLICY,
    async run(side) {
      const pair = await queueWithDeadLetters(side, 2);
      await pair.queue.send(inGroup('a', 'poison'), inGroup('a', 'next'));
      for (const receives of ['1', '2']) {
        const [head] = await pair.queue.receive(1);
        assert.equal(attributeOf(head, 'ApproximateReceiveCount'), receives);
        await pair.queue.giveBack(head ? [head] : []);
      }
      assert.deepEqual(bodiesOf(await pair.queue.receive()), ['next']);
      assert.deepEqual(bodiesOf(await pair.deadLetters.receive()), ['poison']);
    },
  },
  {
    name: 'a FIFO dead letter keeps its group, and its deduplication id becomes its message id',
    source: `${POLICY}; SQS sqs-configure-dead-letter-queue-redrive.html`,
    async run(side) {
      const pair = await queueWithDeadLetters(side);
      const { Successful } = await pair.queue.send({ body: 'poison', group: 'shop-1', deduplicationId: 'mine' });
      await exhaust(side, pair, 1);
      const [letter] = await pair.deadLetters.receive();
      assert.equal(letter?.MessageId, Successful?.[0]?.MessageId);
      assert.equal(attributeOf(letter, 'MessageGroupId'), 'shop-1');
      assert.equal(attributeOf(letter, 'MessageDeduplicationId'), letter?.MessageId);
      assert.equal(attributeOf(letter, 'DeadLetterQueueSourceArn'), pair.queue.arn);
    },
  },
  {
    name: 'a dead-letter queue that allows other sources only refuses a redrive policy',
    source: `${POLICY} (redrive allow policy)`,
    async run(side) {
      const allow = {
        redrivePermission: 'byQueue',
        sourceQueueArns: ['arn:aws:sqs:us-east-1:000000000000:other.fifo'],
      };
      const closed = await side.queue({ ...FIFO, RedriveAllowPolicy: JSON.stringify(allow) });
      const queue = await side.queue(FIFO);
      const attributes = { QueueUrl: queue.url, Attributes: redriveTo(closed, 3) };
      await assert.rejects(side.sqs.send(new SetQueueAttributesCommand(attributes)), { name: /InvalidParameterValue/ });
    },
  },
  {
    name: 'a redrive returns dead letters to where they came from, in their groups, with new ids and receive counts anew',
    source: MOVE,
    async run(side) {
      const pair = await queueWithDeadLetters(side);
      await pair.queue.send(inGroup('a', 'a1'), inGroup('b', 'b1'));
      await exhaust(side, pair, 2);
      const letters = await pair.deadLetters.receive();
      await pair.deadLetters.giveBack(letters);
      await side.sqs.send(new StartMessageMoveTaskCommand({ SourceArn: pair.deadLetters.arn }));
      const task = await finishedTask(side, pair.deadLetters);
      assert.equal(task.Status, 'COMPLETED');
      assert.equal(task.ApproximateNumberOfMessagesMoved, 2);
      const returned = await pair.queue.receive();
      assert.deepEqual(returned.map((each) => attributeOf(each, 'MessageGroupId')).sort(), ['a', 'b']);
      assert.deepEqual(
        returned.map((each) => attributeOf(each, 'ApproximateReceiveCount')),
        ['1', '1'],
      );
      const ids = new Set(letters.map(({ MessageId }) => MessageId));
      assert.ok(!returned.some(({ MessageId }) => ids.has(MessageId)), 'message ids are new');
    },
  },
  {
    name: 'a message that was sent to a dead-letter queue has no source to return to',
    source: `${MOVE}; SQS troubleshooting-dlq-redrive.html (CouldNotDetermineMessageSource)`,
    async run(side) {
      const pair = await queueWithDeadLetters(side);
      await pair.deadLetters.send(inGroup('a', 'sent-here'));
      await side.sqs.send(new StartMessageMoveTaskCommand({ SourceArn: pair.deadLetters.arn }));
      const task = await finishedTask(side, pair.deadLetters);
      assert.equal(task.Status, 'FAILED');
      assert.match(task.FailureReason ?? '', /CouldNotDetermineMessageSource/);
      assert.deepEqual(bodiesOf(await pair.deadLetters.receive()), ['sent-here']);
    },
  },
  {
    name: 'a redrive keeps to its velocity, is the only one of its queue, and stops when it is cancelled',
    source: `${MOVE}; API CancelMessageMoveTask; ${RECORDED}::test_start_multiple_move_tasks`,
    async run(side) {
      const pair = await queueWithDeadLetters(side);
      await pair.queue.send(...Array.from({ length: 8 }, (_, at) => inGroup(`g${at}`, `m${at}`)));
      await exhaust(side, pair, 8);
      const start = { SourceArn: pair.deadLetters.arn, MaxNumberOfMessagesPerSecond: 1 };
      const { TaskHandle } = await side.sqs.send(new StartMessageMoveTaskCommand(start));
      await side.wait(2_500);
      const second = await refusalOf(side.sqs.send(new StartMessageMoveTaskCommand(start)));
      assert.equal(second.code, 'InvalidParameterValue');
      assert.match(second.message, /already a task running/);
      await side.sqs.send(new CancelMessageMoveTaskCommand({ TaskHandle }));
      const task = await finishedTask(side, pair.deadLetters);
      assert.match(task.Status ?? '', /^CANCELLED$/);
      const moved = Number(task.ApproximateNumberOfMessagesMoved);
      assert.ok(moved >= 1 && moved <= 5, `moved ${moved} in 2.5 s at 1 a second`);
    },
  },
  {
    name: 'a queue that is nobody’s dead-letter queue has nothing to move',
    source: `${RECORDED}::test_source_needs_redrive_policy`,
    async run(side) {
      const queue = await side.queue(FIFO);
      const start = new StartMessageMoveTaskCommand({ SourceArn: queue.arn });
      const { code, message } = await refusalOf(side.sqs.send(start));
      assert.equal(code, 'InvalidParameterValue');
      assert.match(message, /Dead Letter Queue/i);
    },
  },
  {
    name: 'a dead letter of a FIFO queue is kept for the dead-letter queue’s own 14 days, anew from its move',
    source: 'SQS sqs-dead-letter-queues.html (retention)',
    async run(side) {
      const deadLetters = await side.queue({ ...FIFO, MessageRetentionPeriod: '1209600' });
      const queue = await side.queue({ ...FIFO, ...redriveTo(deadLetters, 1), MessageRetentionPeriod: '1209600' });
      await queue.send(inGroup('a', 'poison'));
      const DAY_MS = 86_400_000;
      await side.wait(10 * DAY_MS);
      await exhaust(side, { queue, deadLetters }, 1);
      await side.wait(13 * DAY_MS);
      const kept = await deadLetters.receive(1, { visibilitySeconds: 1 });
      assert.deepEqual(bodiesOf(kept), ['poison']);
      await side.wait(2 * DAY_MS);
      assert.deepEqual(await deadLetters.receive(), []);
    },
  },
];
