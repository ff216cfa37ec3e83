import assert from 'node:assert/strict';
import {
  CreateQueueCommand,
  DeleteQueueCommand,
  ListQueueTagsCommand,
  TagQueueCommand,
  UntagQueueCommand,
} from '@aws-sdk/client-sqs';
import { type Behaviour, RECORDED } from './behaviour';
import type { QueueUnderTest } from './queue-under-test';
import type { Side } from './side';

const tag = (side: Side, { url: QueueUrl }: QueueUnderTest, Tags: Record<string, string>) =>
  side.sqs.send(new TagQueueCommand({ QueueUrl, Tags }));
const untag = (side: Side, { url: QueueUrl }: QueueUnderTest, ...TagKeys: string[]) =>
  side.sqs.send(new UntagQueueCommand({ QueueUrl, TagKeys }));
const tagsOf = async (side: Side, { url: QueueUrl }: Pick<QueueUnderTest, 'url'>) =>
  (await side.sqs.send(new ListQueueTagsCommand({ QueueUrl }))).Tags;

/** The tags of queues. */
export const queueTags: readonly Behaviour[] = [
  {
    name: 'tags are added, replaced and removed by key; an unknown key is no error, and no tags leave Tags out',
    source: `${RECORDED}::test_tag_untag_queue; ${RECORDED}::test_tag_queue_overwrites_existing_tag; ${RECORDED}::test_untag_queue_ignores_non_existing_tag`,
    async run(side) {
      const queue = await side.queue();
      await tag(side, queue, { team: 'bar', stage: 'test', empty: '' });
      await tag(side, queue, { team: 'kitchen' });
      assert.deepEqual(await tagsOf(side, queue), { team: 'kitchen', stage: 'test', empty: '' });
      await untag(side, queue, 'team', 'empty', 'unknown');
      assert.deepEqual(await tagsOf(side, queue), { stage: 'test' });
      await untag(side, queue, 'stage');
      assert.equal(await tagsOf(side, queue), undefined);
    },
  },
  {
    name: 'tags are case-sensitive',
    source: `${RECORDED}::test_tags_case_sensitive`,
    async run(side) {
      const queue = await side.queue();
      await tag(side, queue, { MyTag: 'one', mytag: 'two' });
      assert.deepEqual(await tagsOf(side, queue), { MyTag: 'one', mytag: 'two' });
    },
  },
  {
    name: 'a queue is created with its tags',
    source: `${RECORDED}::test_create_queue_with_tags`,
    async run(side) {
      const { QueueUrl: url = '' } = await side.sqs.send(
        new CreateQueueCommand({ QueueName: side.unique('tagged'), tags: { team: 'bar' } }),
      );
      assert.deepEqual(await tagsOf(side, { url }), { team: 'bar' });
      await side.sqs.send(new DeleteQueueCommand({ QueueUrl: url }));
    },
  },
  {
    name: 'a queue holds 50 tags',
    source: 'API TagQueue ("more than 50 tags … isn’t recommended", not refused)',
    async run(side) {
      const queue = await side.queue();
      const fifty = Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`tag-${at}`, `${at}`]));
      await tag(side, queue, fifty);
      assert.deepEqual(await tagsOf(side, queue), fifty);
    },
  },
];
