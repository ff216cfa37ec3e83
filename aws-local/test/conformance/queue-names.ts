import assert from 'node:assert/strict';
import {
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
} from '@aws-sdk/client-sqs';
import { type Behaviour, RECORDED } from './behaviour';
import { bodiesOf } from './queue-under-test';
import { refusalOf, refusedWith } from './refusal';
import { createQueue, FIFO } from './side';

/** What queues are called, how they are found, and when a name is free again. */
export const queueNames: readonly Behaviour[] = [
  {
    name: 'a FIFO queue’s name ends in .fifo, no other name has a dot, and 80 characters are the most',
    source: 'API CreateQueue (QueueName)',
    async run(side) {
      const name = side.unique('name');
      await refusedWith('InvalidParameterValue', createQueue(side, name, FIFO));
      await refusedWith('InvalidParameterValue', createQueue(side, `${name}.fifo`));
      await refusedWith('InvalidParameterValue', createQueue(side, `${name}.other`));
      await refusedWith('InvalidParameterValue', createQueue(side, `${name}${'x'.repeat(81)}`));
    },
  },
  {
    name: 'a queue’s name serves as its URL',
    source: `${RECORDED}::test_set_empty_redrive_policy (QueueUrl=dl_queue_name)`,
    async run(side) {
      const queue = await side.queue();
      await queue.send({ body: 'x' });
      const byName = { QueueUrl: queue.name, AttributeNames: ['QueueArn' as const] };
      assert.equal((await side.sqs.send(new GetQueueAttributesCommand(byName))).Attributes?.QueueArn, queue.arn);
      const nowhere = { ...byName, QueueUrl: side.unique('nowhere') };
      await refusedWith(/NonExistentQueue/, side.sqs.send(new GetQueueAttributesCommand(nowhere)));
    },
  },
  {
    name: 'GetQueueUrl gives the URL that CreateQueue gave',
    source: 'API GetQueueUrl',
    async run(side) {
      const queue = await side.queue();
      const { QueueUrl } = await side.sqs.send(new GetQueueUrlCommand({ QueueName: queue.name }));
      assert.equal(QueueUrl, queue.url);
    },
  },
  {
    name: 'queues are listed by prefix, in pages; where there is none QueueUrls is left out',
    source: `${RECORDED}::test_list_queues_pagination; API ListQueues`,
    async run(side) {
      const prefix = side.unique('listed');
      const made: string[] = [];
      try {
        for (const at of [0, 1, 2]) made.push((await createQueue(side, `${prefix}-${at}`)).QueueUrl ?? '');
        const list = (NextToken?: string) =>
          side.sqs.send(new ListQueuesCommand({ QueueNamePrefix: prefix, MaxResults: 2, NextToken }));
        const first = await list();
        assert.deepEqual(first.QueueUrls, made.slice(0, 2));
        const second = await list(first.NextToken);
        assert.deepEqual([second.QueueUrls, second.NextToken], [made.slice(2), undefined]);
      } finally {
        for (const QueueUrl of made) await side.sqs.send(new DeleteQueueCommand({ QueueUrl }));
      }
      const nothing = new ListQueuesCommand({ QueueNamePrefix: side.unique('nowhere') });
      assert.equal((await side.sqs.send(nothing)).QueueUrls, undefined);
    },
  },
  {
    name: 'a deleted queue is gone with its messages, and its name is free again after 60 seconds',
    source: 'API DeleteQueue; API CreateQueue (QueueDeletedRecently)',
    async run(side) {
      const queue = await side.queue();
      await queue.send({ body: 'lost' });
      await side.sqs.send(new DeleteQueueCommand({ QueueUrl: queue.url }));
      await refusedWith(/NonExistentQueue/, queue.receive());
      const { type } = await refusalOf(createQueue(side, queue.name));
      assert.equal(type, 'QueueDeletedRecently');
      await side.wait(61_000);
      await createQueue(side, queue.name);
      assert.deepEqual(bodiesOf(await queue.receive()), []);
    },
  },
];
