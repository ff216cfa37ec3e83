import assert from 'node:assert/strict';
import { PurgeQueueCommand, ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { type Behaviour, RECORDED } from './behaviour';
import { bodiesOf } from './queue-under-test';
import { refusedWith } from './refusal';
import { FIFO, HIGH_THROUGHPUT } from './side';

/** When messages show, what a purge takes along, and which scope deduplication keeps. */
export const delaysAndPurges: readonly Behaviour[] = [
  {
    name: 'a purge takes what is visible, in flight and delayed',
    source: `${RECORDED}::test_purge_queue_deletes_inflight_messages; ${RECORDED}::test_purge_queue_deletes_delayed_messages`,
    async run(side) {
      const queue = await side.queue({ VisibilityTimeout: '2' });
      await queue.send({ body: 'in flight' });
      await queue.receive();
      await queue.send({ body: 'visible' });
      await side.sqs.send(new SendMessageCommand({ QueueUrl: queue.url, MessageBody: 'delayed', DelaySeconds: 2 }));
      await side.sqs.send(new PurgeQueueCommand({ QueueUrl: queue.url }));
      await side.wait(3_000);
      assert.deepEqual(await queue.receive(), []);
    },
  },
  {
    name: 'a purge clears the deduplication window too',
    source: `${RECORDED}::test_purge_queue_clears_fifo_deduplication_cache`,
    async run(side) {
      const queue = await side.queue(FIFO);
      await queue.send({ body: 'message-1', group: 'a', deduplicationId: 'same' });
      await side.sqs.send(new PurgeQueueCommand({ QueueUrl: queue.url }));
      await queue.send({ body: 'message-2', group: 'a', deduplicationId: 'same' });
      assert.deepEqual(bodiesOf(await queue.receive()), ['message-2']);
    },
  },
  {
    name: 'a queue that changes to deduplication per group goes on deduplicating per queue',
    source: `${RECORDED}::test_fifo_change_to_high_throughput_after_creation`,
    async run(side) {
      const queue = await side.queue(FIFO);
      const { DeduplicationScope, FifoThroughputLimit } = HIGH_THROUGHPUT;
      const Attributes = { DeduplicationScope, FifoThroughputLimit };
      await queue.setAttributes(Attributes);
      assert.equal((await queue.attributes()).DeduplicationScope, 'messageGroup');
      await queue.send({ body: 'one', group: 'group1', deduplicationId: 'same' });
      await queue.send({ body: 'two', group: 'group2', deduplicationId: 'same' });
      assert.deepEqual(bodiesOf(await queue.receive()), ['one']);
    },
  },
  {
    name: 'a queue that changes to deduplication per queue goes on deduplicating per group',
    source: `${RECORDED}::test_fifo_change_to_regular_throughput_after_creation`,
    async run(side) {
      const queue = await side.queue(HIGH_THROUGHPUT);
      const Attributes = { DeduplicationScope: 'queue', FifoThroughputLimit: 'perQueue' };
      await queue.setAttributes(Attributes);
      await queue.send({ body: 'one', group: 'group1', deduplicationId: 'same' });
      await queue.send({ body: 'two', group: 'group2', deduplicationId: 'same' });
      assert.deepEqual(bodiesOf(await queue.receive()).sort(), ['one', 'two']);
    },
  },
  {
    name: 'a delayed message shows after its delay, and its own delay goes before its queue’s',
    source: 'SQS sqs-message-timers.html; SQS sqs-delay-queues.html',
    async run(side) {
      const queue = await side.queue({ DelaySeconds: '10' });
      const send = (MessageBody: string, DelaySeconds?: number) =>
        side.sqs.send(new SendMessageCommand({ QueueUrl: queue.url, MessageBody, DelaySeconds }));
      await send('the queue’s');
      await send('its own', 4);
      await send('none', 0);
      assert.deepEqual(bodiesOf(await queue.receive()), ['none']);
      await side.wait(5_000);
      assert.deepEqual(bodiesOf(await queue.receive()), ['its own']);
      await side.wait(6_000);
      assert.deepEqual(bodiesOf(await queue.receive()), ['the queue’s']);
    },
  },
  {
    name: 'a message of a FIFO queue has no delay of its own; 0 is taken and leaves it the queue’s',
    source: `${RECORDED}::test_fifo_queue_send_message_with_delay_seconds_fails; ${RECORDED}::test_fifo_queue_send_message_with_zero_delay_defaults_to_queue_delay`,
    async run(side) {
      const queue = await side.queue({ ...FIFO, DelaySeconds: '4' });
      const send = (DelaySeconds: number) => {
        const group = { MessageGroupId: 'a', MessageDeduplicationId: 'x' };
        return side.sqs.send(new SendMessageCommand({ QueueUrl: queue.url, MessageBody: 'x', DelaySeconds, ...group }));
      };
      await refusedWith('InvalidParameterValue', send(2));
      await send(0);
      assert.deepEqual(await queue.receive(), []);
      await side.wait(5_000);
      assert.deepEqual(bodiesOf(await queue.receive()), ['x']);
    },
  },
  {
    name: 'a queue’s own wait time makes each receive a long poll, and a receive’s own goes before it',
    source: 'SQS sqs-short-and-long-polling.html; API SetQueueAttributes (ReceiveMessageWaitTimeSeconds)',
    async run(side) {
      const queue = await side.queue({ ReceiveMessageWaitTimeSeconds: '20' });
      assert.deepEqual(await queue.receive(10, { waitSeconds: 0 }), []);
      const polling = side.sqs.send(new ReceiveMessageCommand({ QueueUrl: queue.url }));
      await side.wait(1_000);
      await queue.send({ body: 'here' });
      assert.deepEqual(bodiesOf((await polling).Messages ?? []), ['here']);
    },
  },
];
