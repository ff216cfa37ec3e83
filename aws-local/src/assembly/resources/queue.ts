import { z } from 'zod';
import { flag, number, physicalName, type ResourceType, resourceType } from '../resource-type';

const redrivePolicy = z.strictObject({ deadLetterTargetArn: z.string(), maxReceiveCount: number });
const redriveAllowPolicy = z.strictObject({
  redrivePermission: z.enum(['allowAll', 'denyAll', 'byQueue']),
  sourceQueueArns: z.array(z.string()).optional(),
});

const schema = z.strictObject({
  QueueName: z.string().optional(),
  FifoQueue: flag.optional(),
  FifoThroughputLimit: z.string().optional(),
  DeduplicationScope: z.string().optional(),
  ContentBasedDeduplication: flag.optional(),
  VisibilityTimeout: number.optional(),
  MessageRetentionPeriod: number.optional(),
  DelaySeconds: number.optional(),
  MaximumMessageSize: number.optional(),
  ReceiveMessageWaitTimeSeconds: number.optional(),
  RedrivePolicy: redrivePolicy.optional(),
  RedriveAllowPolicy: redriveAllowPolicy.optional(),
});

export const queue: ResourceType = resourceType(
  schema,
  ({ QueueName, ...properties }, { sqs, url, account }, creation) => {
    const name = QueueName ?? `${physicalName(creation, 70)}${properties.FifoQueue ? '.fifo' : ''}`;
    const attributes = Object.entries(properties)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]): [string, string] => [
        key,
        typeof value === 'object' ? JSON.stringify(value) : String(value),
      ]);
    const { arn } = sqs.deployQueue(name, Object.fromEntries(attributes));
    return {
      ref: `${url}/${account}/${name}`,
      attributes: { Arn: arn, QueueName: name, QueueUrl: `${url}/${account}/${name}` },
    };
  },
);
