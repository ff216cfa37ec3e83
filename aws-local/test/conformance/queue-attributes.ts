import assert from 'node:assert/strict';
import { GetQueueAttributesCommand, type QueueAttributeName } from '@aws-sdk/client-sqs';
import { type Behaviour, RECORDED } from './behaviour';
import { refusedWith } from './refusal';
import { createQueue, FIFO, redriveTo } from './side';

const STANDARD_DEFAULTS = {
  DelaySeconds: '0',
  MaximumMessageSize: '1048576',
  MessageRetentionPeriod: '345600',
  ReceiveMessageWaitTimeSeconds: '0',
  SqsManagedSseEnabled: 'true',
  VisibilityTimeout: '30',
  ApproximateNumberOfMessages: '0',
  ApproximateNumberOfMessagesDelayed: '0',
  ApproximateNumberOfMessagesNotVisible: '0',
};
/** Those that differ from queue to queue left out. */
const comparable = ({ CreatedTimestamp, LastModifiedTimestamp, QueueArn, ...rest }: Record<string, string>) => {
  assert.match(CreatedTimestamp ?? '', /^\d{10}$/);
  assert.match(LastModifiedTimestamp ?? '', /^\d{10}$/);
  assert.match(QueueArn ?? '', /^arn:aws[a-z-]*:sqs:/);
  return rest;
};

/** What queues are made of. */
export const queueAttributes: readonly Behaviour[] = [
  {
    name: 'a new standard queue has the documented attributes and no others',
    source: `${RECORDED}::test_set_queue_attributes_default_values; API CreateQueue`,
    async run(side) {
      assert.deepEqual(comparable(await (await side.queue()).attributes()), STANDARD_DEFAULTS);
    },
  },
  {
    name: 'a new FIFO queue deduplicates by queue, without content, and has its throughput per queue',
    source: `${RECORDED}::test_fifo_set_content_based_deduplication_strategy`,
    async run(side) {
      assert.deepEqual(comparable(await (await side.queue(FIFO)).attributes()), {
        ...STANDARD_DEFAULTS,
        FifoQueue: 'true',
        ContentBasedDeduplication: 'false',
        DeduplicationScope: 'queue',
        FifoThroughputLimit: 'perQueue',
      });
    },
  },
  {
    name: 'true and false of an attribute may have capitals and read back without',
    source: `${RECORDED}::test_fifo_change_to_high_throughput_after_creation (FifoQueue: "True")`,
    async run(side) {
      const queue = await side.queue({ FifoQueue: 'True', ContentBasedDeduplication: 'False' });
      const { FifoQueue, ContentBasedDeduplication } = await queue.attributes();
      assert.deepEqual(
        { FifoQueue, ContentBasedDeduplication },
        { FifoQueue: 'true', ContentBasedDeduplication: 'false' },
      );
      const again = await createQueue(side, queue.name, { FifoQueue: 'True', ContentBasedDeduplication: 'False' });
      assert.equal(again.QueueUrl, queue.url);
    },
  },
  {
    name: 'a standard queue has no attribute of FIFO queues',
    source: `${RECORDED}::test_create_standard_queue_with_fifo_attribute_raises_error`,
    async run(side) {
      for (const attribute of [
        { FifoQueue: 'false' },
        { ContentBasedDeduplication: 'false' },
        { DeduplicationScope: 'queue' },
        { FifoThroughputLimit: 'perQueue' },
      ]) {
        await refusedWith('InvalidAttributeName', createQueue(side, side.unique('standard'), attribute));
      }
    },
  },
  {
    name: 'a queue’s kind never changes',
    source: `${RECORDED}::test_set_unsupported_attribute_fifo`,
    async run(side) {
      const [fifo, standard] = [await side.queue(FIFO), await side.queue()];
      await fifo.setAttributes({ FifoQueue: 'true' });
      await refusedWith('InvalidAttributeValue', fifo.setAttributes({ FifoQueue: 'false' }));
      await refusedWith('InvalidAttributeName', standard.setAttributes({ FifoQueue: 'true' }));
    },
  },
  {
    name: 'an attribute out of its range is refused as its value',
    source: 'API SetQueueAttributes (ranges of DelaySeconds, MaximumMessageSize, MessageRetentionPeriod, …)',
    async run(side) {
      const queue = await side.queue();
      for (const attribute of [
        { DelaySeconds: '901' },
        { MaximumMessageSize: '1023' },
        { MaximumMessageSize: '1048577' },
        { MessageRetentionPeriod: '59' },
        { MessageRetentionPeriod: '1209601' },
        { ReceiveMessageWaitTimeSeconds: '21' },
        { VisibilityTimeout: '43201' },
        { VisibilityTimeout: '-1' },
        { VisibilityTimeout: 'long' },
      ]) {
        await refusedWith('InvalidAttributeValue', queue.setAttributes(attribute));
      }
    },
  },
  {
    name: 'a change touches the attributes that it names, and no others',
    source: `${RECORDED}::test_create_and_update_queue_attributes`,
    async run(side) {
      const queue = await side.queue({ MessageRetentionPeriod: '604800', VisibilityTimeout: '20' });
      await queue.setAttributes({ DelaySeconds: '420', VisibilityTimeout: '69' });
      const { MessageRetentionPeriod, DelaySeconds, VisibilityTimeout } = await queue.attributes();
      assert.deepEqual([MessageRetentionPeriod, DelaySeconds, VisibilityTimeout], ['604800', '420', '69']);
    },
  },
  {
    name: 'an empty policy and an empty redrive policy remove what was set',
    source: `${RECORDED}::test_set_empty_queue_policy; ${RECORDED}::test_set_empty_redrive_policy`,
    async run(side) {
      const deadLetters = await side.queue();
      const Statement = [{ Effect: 'Allow', Principal: '*', Action: 'sqs:SendMessage', Resource: deadLetters.arn }];
      const Policy = JSON.stringify({ Version: '2012-10-17', Statement });
      await deadLetters.setAttributes({ Policy });
      assert.match((await deadLetters.attributes()).Policy ?? '', /SendMessage/i);
      await deadLetters.setAttributes({ Policy: '' });
      assert.equal((await deadLetters.attributes()).Policy, undefined);
      const queue = await side.queue(redriveTo(deadLetters, 3));
      assert.match((await queue.attributes()).RedrivePolicy ?? '', /maxReceiveCount/);
      await queue.setAttributes({ RedrivePolicy: '' });
      assert.equal((await queue.attributes()).RedrivePolicy, undefined);
    },
  },
  {
    name: 'the attributes asked for come, an unknown one is refused, and none at all leaves Attributes out',
    source: 'API GetQueueAttributes (AttributeNames); LocalStack test_sqs.py::test_sqs_permission_lifecycle',
    async run(side) {
      const queue = await side.queue();
      const get = (...AttributeNames: string[]) =>
        side.sqs.send(
          new GetQueueAttributesCommand({
            QueueUrl: queue.url,
            AttributeNames: AttributeNames as QueueAttributeName[],
          }),
        );
      assert.deepEqual((await get('VisibilityTimeout', 'DelaySeconds')).Attributes, {
        VisibilityTimeout: '30',
        DelaySeconds: '0',
      });
      await refusedWith('InvalidAttributeName', get('Visibility'));
      assert.equal((await get('Policy')).Attributes, undefined);
      assert.equal((await get()).Attributes, undefined);
    },
  },
  {
    name: 'a KMS key switches the encryption with SQS’s own keys off; both at once are refused',
    source: `${RECORDED}::test_set_queue_attributes_default_values; ${RECORDED}::test_sse_kms_and_sqs_are_mutually_exclusive`,
    async run(side) {
      const queue = await side.queue();
      await refusedWith(
        'InvalidAttributeName',
        queue.setAttributes({ KmsMasterKeyId: 'key', SqsManagedSseEnabled: 'true' }),
      );
      await queue.setAttributes({ KmsMasterKeyId: 'key', KmsDataKeyReusePeriodSeconds: '6000' });
      assert.equal((await queue.attributes()).SqsManagedSseEnabled, 'false');
      await queue.setAttributes({ SqsManagedSseEnabled: 'true' });
      const { SqsManagedSseEnabled, KmsMasterKeyId } = await queue.attributes();
      assert.deepEqual([SqsManagedSseEnabled, KmsMasterKeyId], ['true', undefined]);
      await queue.setAttributes({ KmsMasterKeyId: 'key' });
      await queue.setAttributes({ KmsMasterKeyId: '', KmsDataKeyReusePeriodSeconds: '300' });
      const removed = await queue.attributes();
      assert.equal(removed.SqsManagedSseEnabled, 'false', 'removing the key does not bring SQS’s own keys back');
      assert.equal(removed.KmsDataKeyReusePeriodSeconds, undefined);
    },
  },
  {
    name: 'throughput per group goes with deduplication per group only',
    source: 'API CreateQueue (FifoThroughputLimit)',
    async run(side) {
      const attributes = { ...FIFO, FifoThroughputLimit: 'perMessageGroupId' };
      await refusedWith(
        /^InvalidAttributeValue$|^InvalidParameterValue$/,
        createQueue(side, `${side.unique('fast')}.fifo`, attributes),
      );
    },
  },
  {
    name: 'a queue’s maximum size limits its messages',
    source: `${RECORDED}::test_send_message_with_updated_maximum_message_size`,
    async run(side) {
      const queue = await side.queue({ MaximumMessageSize: '1024' });
      await queue.send({ body: 'x'.repeat(1024) });
      const { Failed } = await queue.trySend({ body: 'x'.repeat(1025) }, { body: 'short' });
      assert.deepEqual(
        Failed?.map(({ Id, Code }) => [Id, Code]),
        [['0', 'InvalidParameterValue']],
      );
    },
  },
];
