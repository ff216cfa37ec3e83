import assert from 'node:assert/strict';
import {
  CreateQueueCommand,
  GetQueueUrlCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  type SQSServiceException,
} from '@aws-sdk/client-sqs';
import type { Behaviour } from './behaviour';
import { attributeOf, bodiesOf, inGroup } from './queue-under-test';
import { eventually, FIFO, redriveTo } from './side';

const LIMITS = 'SQS quotas-messages.html';
const MIB = 1_048_576;

/** Queues of both kinds: attributes, polling, limits, errors. */
export const queues: readonly Behaviour[] = [
  {
    name: 'queue attributes count what is visible, in flight and delayed',
    source: 'API GetQueueAttributes',
    async run(side) {
      const queue = await side.queue();
      await queue.send({ body: '1' }, { body: '2' }, { body: '3' });
      const delayed = { QueueUrl: queue.url, MessageBody: 'later', DelaySeconds: 900 };
      await side.sqs.send(new SendMessageCommand(delayed));
      await queue.receive(1);
      const counts = await eventually(side, async () => {
        const attributes = await queue.attributes();
        return attributes.ApproximateNumberOfMessagesNotVisible === '1' ? attributes : undefined;
      });
      assert.equal(counts.ApproximateNumberOfMessages, '2');
      assert.equal(counts.ApproximateNumberOfMessagesDelayed, '1');
    },
  },
  {
    name: 'a long poll is answered when a message comes, before its time is over',
    source: 'SQS sqs-short-and-long-polling.html',
    async run(side) {
      const queue = await side.queue();
      const polling = queue.receive(10, { waitSeconds: 20 });
      await side.wait(1_000);
      await queue.send({ body: 'here' });
      assert.deepEqual(bodiesOf(await polling), ['here']);
    },
  },
  {
    name: 'a long poll that nothing comes to ends empty after its time',
    source: 'SQS sqs-short-and-long-polling.html',
    async run(side) {
      const queue = await side.queue();
      let answered = false;
      const polling = queue.receive(10, { waitSeconds: 3 }).finally(() => {
        answered = true;
      });
      await side.wait(1_000);
      assert.equal(answered, false);
      // On a clock that is advanced by hand the request may arrive only after the first second.
      while (!answered) await side.wait(500);
      assert.deepEqual(await polling, []);
    },
  },
  {
    name: 'a message is gone after its queue’s retention of 14 days, and not before',
    source: 'SQS quotas-messages.html (retention)',
    async run(side) {
      const DAY_MS = 86_400_000;
      const queue = await side.queue({ ...FIFO, MessageRetentionPeriod: '1209600' });
      await queue.send(inGroup('a', 'old'));
      await side.wait(13.9 * DAY_MS);
      assert.deepEqual(bodiesOf(await queue.receive(1, { visibilitySeconds: 1 })), ['old']);
      await side.wait(0.2 * DAY_MS);
      assert.deepEqual(await queue.receive(), []);
    },
  },
  {
    name: 'a batch holds ten messages at most, one at least, each with an id of its own',
    source: 'API SendMessageBatch (Errors)',
    async run(side) {
      const queue = await side.queue();
      const batch = (...ids: string[]) =>
        side.sqs.send(
          new SendMessageBatchCommand({ QueueUrl: queue.url, Entries: ids.map((Id) => ({ Id, MessageBody: Id })) }),
        );
      const eleven = Array.from({ length: 11 }, (_, at) => `${at}`);
      await assert.rejects(batch(...eleven), { name: /TooManyEntriesInBatchRequest/ });
      await assert.rejects(batch(), { name: /EmptyBatchRequest|MissingParameter/ });
      await assert.rejects(batch('same', 'same'), { name: /BatchEntryIdsNotDistinct/ });
    },
  },
  {
    name: 'a message and a batch hold 1 MiB at most',
    source: LIMITS,
    async run(side) {
      const queue = await side.queue();
      const send = (size: number) =>
        side.sqs.send(new SendMessageCommand({ QueueUrl: queue.url, MessageBody: 'x'.repeat(size) }));
      await send(MIB);
      await assert.rejects(send(MIB + 1), { name: /InvalidParameterValue/ });
      const halves = ['a', 'b', 'c'].map((body) => ({ body: body.repeat(MIB / 2) }));
      await assert.rejects(queue.send(...halves), { name: /BatchRequestTooLong/ });
    },
  },
  {
    name: 'a bad message of a batch fails alone and is the sender’s fault',
    source: 'API SendMessageBatch (BatchResultErrorEntry)',
    async run(side) {
      const queue = await side.queue();
      const { Successful, Failed } = await queue.trySend({ body: 'good' }, { body: 'bad \u0000' });
      assert.deepEqual(
        Successful?.map(({ Id }) => Id),
        ['0'],
      );
      assert.deepEqual(
        Failed?.map(({ Id, SenderFault }) => [Id, SenderFault]),
        [['1', true]],
      );
    },
  },
  {
    name: 'a FIFO queue wants a group and, without content-based deduplication, an id',
    source: 'API SendMessage (MessageGroupId, MessageDeduplicationId)',
    async run(side) {
      const queue = await side.queue(FIFO);
      const send = (more: object) =>
        side.sqs.send(new SendMessageCommand({ QueueUrl: queue.url, MessageBody: 'x', ...more }));
      await assert.rejects(send({ MessageDeduplicationId: 'x' }), { name: /MissingParameter/ });
      await assert.rejects(send({ MessageGroupId: 'a' }), { name: /InvalidParameterValue/ });
    },
  },
  {
    name: 'a queue that is not there is an error of the SDK’s own class, by its new name and its old code',
    source: 'API GetQueueUrl (QueueDoesNotExist); SQS sqs-json-faqs.html (x-amzn-query-error)',
    async run(side) {
      const unknown = new GetQueueUrlCommand({ QueueName: side.unique('nowhere') });
      await assert.rejects(side.sqs.send(unknown), (error: SQSServiceException & { Code?: string }) => {
        assert.match(error.name, /QueueDoesNotExist|NonExistentQueue/);
        assert.equal(error.$metadata.httpStatusCode, 400);
        return true;
      });
    },
  },
  {
    name: 'creating a queue again gives the same queue, with other attributes an error',
    source: 'API CreateQueue (QueueNameExists)',
    async run(side) {
      const queue = await side.queue({ ...FIFO, VisibilityTimeout: '60' });
      const QueueName = queue.url.slice(queue.url.lastIndexOf('/') + 1);
      const create = (seconds: string) =>
        side.sqs.send(new CreateQueueCommand({ QueueName, Attributes: { ...FIFO, VisibilityTimeout: seconds } }));
      assert.equal((await create('60')).QueueUrl, queue.url);
      await assert.rejects(create('61'), { name: /QueueNameExists|QueueAlreadyExists/ });
    },
  },
  {
    name: 'an unknown queue attribute is refused by name',
    source: 'API CreateQueue (InvalidAttributeName)',
    async run(side) {
      const bad = new CreateQueueCommand({ QueueName: side.unique('bad'), Attributes: { Visibility: '1' } as never });
      await assert.rejects(side.sqs.send(bad), { name: /InvalidAttributeName/ });
    },
  },
  {
    name: 'a standard queue delivers messages side by side and takes identical ones',
    source: 'SQS standard-queues.html',
    async run(side) {
      const queue = await side.queue();
      await queue.send({ body: 'same' }, { body: 'same' });
      const bodies: unknown[] = [];
      await eventually(side, async () => {
        bodies.push(...bodiesOf(await queue.receive(1)));
        return bodies.length === 2 ? true : undefined;
      });
      assert.deepEqual(bodies, ['same', 'same']);
    },
  },
  {
    name: 'a standard dead letter keeps its age: its retention counts from when it was sent',
    source: 'SQS sqs-dead-letter-queues.html (retention of standard queues)',
    async run(side) {
      const deadLetters = await side.queue({ MessageRetentionPeriod: '120' });
      const queue = await side.queue({ ...redriveTo(deadLetters, 1), MessageRetentionPeriod: '3600' });
      await queue.send({ body: 'poison' });
      await side.wait(100_000);
      await queue.giveBack(await queue.receive());
      assert.deepEqual(await queue.receive(), []);
      const [letter] = await deadLetters.receive(1, { visibilitySeconds: 0 });
      assert.equal(letter?.Body, 'poison');
      assert.equal(attributeOf(letter, 'DeadLetterQueueSourceArn'), queue.arn);
      await side.wait(30_000);
      assert.deepEqual(await deadLetters.receive(), []);
    },
  },
];
