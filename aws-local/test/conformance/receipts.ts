import assert from 'node:assert/strict';
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  type Message,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import { type Behaviour, RECORDED } from './behaviour';
import { attributeOf, inGroup, type QueueUnderTest } from './queue-under-test';
import { refusedWith } from './refusal';
import { eventually, FIFO, type Side } from './side';

const change = (
  side: Side,
  { url: QueueUrl }: QueueUnderTest,
  message: Message | undefined,
  VisibilityTimeout: number,
) =>
  side.sqs.send(
    new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle: message?.ReceiptHandle, VisibilityTimeout }),
  );
const remove = (side: Side, { url: QueueUrl }: QueueUnderTest, ReceiptHandle: string | undefined) =>
  side.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));

/** What a receipt handle is good for. */
export const receipts: readonly Behaviour[] = [
  {
    name: 'a standard queue takes a visibility change under a receipt whose visibility has ended',
    source: `${RECORDED}::test_change_message_visibility_after_visibility_timeout_expiration`,
    async run(side) {
      const queue = await side.queue({ VisibilityTimeout: '1' });
      await queue.send({ body: 'a' });
      const [late] = await queue.receive();
      await side.wait(2_000);
      await change(side, queue, late, 2);
    },
  },
  {
    name: 'a FIFO queue refuses a visibility change under a receipt whose visibility has ended',
    source: 'API ChangeMessageVisibility; SQS sqs-visibility-timeout.html',
    async run(side) {
      const queue = await side.queue({ ...FIFO, VisibilityTimeout: '1' });
      await queue.send(inGroup('a', 'a1'));
      const [late] = await queue.receive();
      await side.wait(2_000);
      await refusedWith('InvalidParameterValue', change(side, queue, late, 2));
    },
  },
  {
    name: 'a receipt that was extended in time still deletes from a FIFO queue',
    source: `${RECORDED}::test_fifo_delete_after_visibility_timeout_extended`,
    async run(side) {
      const queue = await side.queue({ ...FIFO, VisibilityTimeout: '5' });
      await queue.send(inGroup('a', 'a1'));
      const [message] = await queue.receive();
      await change(side, queue, message, 20);
      await side.wait(8_000);
      await remove(side, queue, message?.ReceiptHandle);
      const { ApproximateNumberOfMessagesNotVisible: inFlight } = await queue.attributes();
      assert.equal(inFlight, '0');
    },
  },
  {
    name: 'a standard queue deletes under a receipt whose visibility has ended',
    source: `${RECORDED}::test_delete_after_visibility_timeout`,
    async run(side) {
      const queue = await side.queue({ VisibilityTimeout: '1' });
      await queue.send({ body: 'a' });
      const [late] = await queue.receive();
      await side.wait(2_000);
      await remove(side, queue, late?.ReceiptHandle);
      assert.deepEqual(await queue.receive(), []);
    },
  },
  {
    name: 'a deleted message may be deleted again, and has no visibility to change',
    source: `${RECORDED}::test_change_visibility_on_deleted_message_raises_invalid_parameter_value; API DeleteMessage`,
    async run(side) {
      const queue = await side.queue();
      await queue.send({ body: 'a' });
      const [message] = await queue.receive();
      await remove(side, queue, message?.ReceiptHandle);
      await remove(side, queue, message?.ReceiptHandle);
      await refusedWith('InvalidParameterValue', change(side, queue, message, 42));
    },
  },
  {
    name: 'what is no receipt handle is refused as one, in a batch entry by entry',
    source: `${RECORDED}::test_delete_message_with_illegal_receipt_handle; API DeleteMessage (ReceiptHandleIsInvalid)`,
    async run(side) {
      const queue = await side.queue();
      await refusedWith('ReceiptHandleIsInvalid', remove(side, queue, 'garbage'));
      await queue.send({ body: 'a' });
      const [message] = await queue.receive();
      assert.ok(message);
      const { Successful, Failed } = await queue.delete([{ ReceiptHandle: 'garbage' }, message]);
      assert.deepEqual([Failed?.map(({ Id }) => Id), Successful?.map(({ Id }) => Id)], [['0'], ['1']]);
      assert.equal(Failed?.[0]?.Code, 'ReceiptHandleIsInvalid');
    },
  },
  {
    name: 'a batch of which nothing failed has no Failed, one of which all failed no Successful',
    source: `${RECORDED}::test_publish_get_delete_message_batch; ${RECORDED}::test_send_message_batch_with_oversized_contents_with_updated_maximum_message_size`,
    async run(side) {
      const queue = await side.queue();
      const sent = await queue.send({ body: 'a' });
      assert.equal('Failed' in sent ? sent.Failed : undefined, undefined);
      const received = await queue.receive();
      assert.equal((await queue.giveBack(received, 5)).Failed, undefined);
      assert.equal((await queue.delete(received)).Failed, undefined);
      assert.equal((await queue.delete([{ ReceiptHandle: 'garbage' }])).Successful, undefined);
    },
  },
  {
    name: 'a message stays hidden for 12 hours from its receive at most',
    source: 'API ChangeMessageVisibility (VisibilityTimeout, 12 hours in total)',
    async run(side) {
      const queue = await side.queue();
      await queue.send({ body: 'a' });
      const [message] = await queue.receive();
      await side.wait(10_000);
      await refusedWith('InvalidParameterValue', change(side, queue, message, 43_200));
      await refusedWith('InvalidParameterValue', change(side, queue, message, 43_201));
      await change(side, queue, message, 43_180);
    },
  },
  {
    name: 'a visibility change holds for one receive: the next one has the queue’s own timeout again',
    source: `${RECORDED}::test_change_message_visibility_not_permanent`,
    async run(side) {
      const queue = await side.queue({ VisibilityTimeout: '60' });
      await queue.send({ body: 'a' });
      await queue.giveBack(await queue.receive());
      assert.equal((await queue.receive()).length, 1);
      await side.wait(2_000);
      assert.deepEqual(await queue.receive(), []);
    },
  },
  {
    name: 'a message of a standard queue may have a group, which its receiver sees, and no deduplication id',
    source: `${RECORDED}::test_fair_queue_with_message_group_id; API SendMessage (MessageDeduplicationId)`,
    async run(side) {
      const queue = await side.queue();
      await queue.send({ body: 'fair', group: 'tenant-1' });
      assert.equal(attributeOf((await queue.receive())[0], 'MessageGroupId'), 'tenant-1');
      const bad = { QueueUrl: queue.url, MessageBody: 'x', MessageDeduplicationId: 'x' };
      await refusedWith('InvalidParameterValue', side.sqs.send(new SendMessageCommand(bad)));
    },
  },
  {
    name: 'a message that nobody deletes is received again and again, under a new receipt each time',
    source: 'SQS sqs-queue-message-identifiers.html (receipt handle)',
    async run(side) {
      const queue = await side.queue({ VisibilityTimeout: '0' });
      await queue.send({ body: 'a' });
      const handles = new Set<string | undefined>();
      for (const count of ['1', '2', '3']) {
        const message = await eventually(side, async () => (await queue.receive())[0]);
        assert.equal(attributeOf(message, 'ApproximateReceiveCount'), count);
        handles.add(message.ReceiptHandle);
      }
      assert.equal(handles.size, 3);
    },
  },
];
