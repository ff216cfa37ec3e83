import assert from 'node:assert/strict';
import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  GetQueueUrlCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import { type Behaviour, RECORDED } from './behaviour';
import { refusalOf, refusedWith } from './refusal';
import { FIFO } from './side';

/** What SQS calls its errors. */
export const sqsErrors: readonly Behaviour[] = [
  {
    name: 'an invalid parameter has the code InvalidParameterValue, and the type that ends in Exception',
    source: `${RECORDED}::test_send_receive_max_number_of_messages; SQS sqs-json-faqs.html`,
    async run(side) {
      const queue = await side.queue();
      const receive = new ReceiveMessageCommand({ QueueUrl: queue.url, MaxNumberOfMessages: 11 });
      const { code, type, status } = await refusalOf(side.sqs.send(receive));
      assert.deepEqual([code, type, status], ['InvalidParameterValue', 'InvalidParameterValueException', 400]);
    },
  },
  {
    name: 'a missing parameter has the code MissingParameter and the type MissingRequiredParameterException',
    source: `${RECORDED}::test_posting_to_fifo_requires_deduplicationid_group_id`,
    async run(side) {
      const queue = await side.queue(FIFO);
      const send = new SendMessageCommand({ QueueUrl: queue.url, MessageBody: 'x', MessageDeduplicationId: 'x' });
      const { code, type } = await refusalOf(side.sqs.send(send));
      assert.deepEqual([code, type], ['MissingParameter', 'MissingRequiredParameterException']);
    },
  },
  {
    name: 'a queue that is not there keeps the query protocol’s code NonExistentQueue beside its new type',
    source: `${RECORDED}::test_non_existent_queue`,
    async run(side) {
      const { code, type, status } = await refusalOf(
        side.sqs.send(new GetQueueUrlCommand({ QueueName: side.unique('nowhere') })),
      );
      assert.deepEqual([code, type, status], ['AWS.SimpleQueueService.NonExistentQueue', 'QueueDoesNotExist', 400]);
    },
  },
  {
    name: 'a queue that exists with other attributes keeps the query protocol’s code QueueAlreadyExists',
    source: `${RECORDED}::test_create_queue_with_different_attributes_raises_exception`,
    async run(side) {
      const queue = await side.queue({ DelaySeconds: '1' });
      const QueueName = queue.url.slice(queue.url.lastIndexOf('/') + 1);
      const again = new CreateQueueCommand({ QueueName, Attributes: { DelaySeconds: '2' } });
      const { code, type, message } = await refusalOf(side.sqs.send(again));
      assert.deepEqual([code, type], ['QueueAlreadyExists', 'QueueNameExists']);
      assert.match(message, /DelaySeconds/);
    },
  },
  {
    name: 'errors of a batch keep the query protocol’s prefix',
    source: `${RECORDED}::test_too_many_entries_in_batch_request; ${RECORDED}::test_delete_message_batch_with_too_large_batch`,
    async run(side) {
      const queue = await side.queue();
      const Entries = Array.from({ length: 20 }, (_, at) => ({ Id: `${at}`, ReceiptHandle: 'x' }));
      const { code, type } = await refusalOf(
        side.sqs.send(new DeleteMessageBatchCommand({ QueueUrl: queue.url, Entries })),
      );
      const prefix = 'AWS.SimpleQueueService.';
      assert.deepEqual([code, type], [`${prefix}TooManyEntriesInBatchRequest`, 'TooManyEntriesInBatchRequest']);
    },
  },
  {
    name: 'a batch entry’s id has 1 to 80 letters, digits, hyphens and underscores',
    source: `${RECORDED}::test_invalid_batch_id; ${RECORDED}::test_delete_message_batch_invalid_msg_id`,
    async run(side) {
      const queue = await side.queue();
      const send = (Id: string) =>
        side.sqs.send(new SendMessageBatchCommand({ QueueUrl: queue.url, Entries: [{ Id, MessageBody: 'x' }] }));
      for (const id of ['', 'invalid:id', 'x'.repeat(81)]) {
        await refusedWith('AWS.SimpleQueueService.InvalidBatchEntryId', send(id));
      }
      assert.equal((await send(`${'x'.repeat(78)}-_`)).Successful?.length, 1);
    },
  },
  {
    name: 'one entry without a group refuses a whole batch, as an invalid parameter',
    source: `${RECORDED}::test_send_batch_missing_message_group_id_for_fifo_queue`,
    async run(side) {
      const queue = await side.queue({ ...FIFO, ContentBasedDeduplication: 'true' });
      const refused = await refusalOf(queue.trySend({ body: 'a', group: 'a' }, { body: 'b' }));
      assert.deepEqual([refused.code, refused.type], ['InvalidParameterValue', 'InvalidParameterValueException']);
      assert.match(refused.message, /MessageGroupId/);
      assert.deepEqual(await queue.receive(), []);
    },
  },
  {
    name: 'one entry without a deduplication id refuses a whole batch where bodies are not compared',
    source: `${RECORDED}::test_send_batch_missing_deduplication_id_for_fifo_queue`,
    async run(side) {
      const queue = await side.queue(FIFO);
      const sent = queue.trySend({ body: 'a', group: 'a', deduplicationId: 'a' }, { body: 'b', group: 'a' });
      await refusedWith('InvalidParameterValue', sent);
      assert.deepEqual(await queue.receive(), []);
    },
  },
  {
    name: 'a second purge within 60 seconds is refused with 403, a later one is not',
    source: `${RECORDED}::test_successive_purge_calls_fail; API PurgeQueue`,
    async run(side) {
      const queue = await side.queue();
      const purge = () => side.sqs.send(new PurgeQueueCommand({ QueueUrl: queue.url }));
      await purge();
      const { code, status } = await refusalOf(purge());
      assert.deepEqual([code, status], ['AWS.SimpleQueueService.PurgeQueueInProgress', 403]);
      await side.wait(61_000);
      await purge();
    },
  },
  {
    name: 'a receive takes 1 to 10 messages, waits 0 to 20 seconds and hides for 0 seconds to 12 hours',
    source: `${RECORDED}::test_send_receive_wait_time_seconds; API ReceiveMessage`,
    async run(side) {
      const queue = await side.queue();
      const receive = (more: object) =>
        side.sqs.send(new ReceiveMessageCommand({ QueueUrl: queue.url, ...more } as never));
      for (const bad of [
        { MaxNumberOfMessages: 0 },
        { WaitTimeSeconds: -1 },
        { WaitTimeSeconds: 21 },
        { VisibilityTimeout: -1 },
        { VisibilityTimeout: 43_201 },
      ]) {
        await refusedWith('InvalidParameterValue', receive(bad));
      }
      await receive({ MaxNumberOfMessages: 10, WaitTimeSeconds: 0, VisibilityTimeout: 43_200 });
    },
  },
  {
    name: 'a body that is empty is a missing parameter',
    source: `${RECORDED}::test_send_empty_message`,
    async run(side) {
      const queue = await side.queue();
      await refusedWith(
        'MissingParameter',
        side.sqs.send(new SendMessageCommand({ QueueUrl: queue.url, MessageBody: '' })),
      );
    },
  },
  {
    name: 'a body has the characters of XML 1.0 only',
    source: `${RECORDED}::test_send_message_with_invalid_payload_characters; API SendMessage (MessageBody)`,
    async run(side) {
      const queue = await side.queue();
      const send = (body: string) => side.sqs.send(new SendMessageCommand({ QueueUrl: queue.url, MessageBody: body }));
      for (const bad of ['\u0000', '\u0008', '\u0013', '\uffff']) {
        await refusedWith('InvalidMessageContents', send(`no ${bad}`));
      }
      await send('tab \t, lines \r\n, \u{1f375}');
    },
  },
  {
    name: 'a message group id and a deduplication id have 1 to 128 characters of which none is a space',
    source: `${RECORDED}::test_message_deduplication_id_invalid; ${RECORDED}::test_send_message_to_standard_queue_with_invalid_message_group_id`,
    async run(side) {
      const [fifo, standard] = [await side.queue(FIFO), await side.queue()];
      const send = (url: string, more: object) =>
        side.sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: 'x', ...more }));
      for (const bad of ['', 'a'.repeat(129), 'group 123']) {
        await refusedWith('InvalidParameterValue', send(standard.url, { MessageGroupId: bad }));
        await refusedWith(
          'InvalidParameterValue',
          send(fifo.url, { MessageGroupId: 'a', MessageDeduplicationId: bad }),
        );
      }
      await send(fifo.url, { MessageGroupId: 'a'.repeat(128), MessageDeduplicationId: 'a'.repeat(128) });
    },
  },
];
