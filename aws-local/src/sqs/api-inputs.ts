import { z } from 'zod';

const text = z.string();
const texts = z.array(text);
const textMap = z.record(text, text);

const messageAttributes = z.record(
  text,
  z.strictObject({ DataType: text, StringValue: text.optional(), BinaryValue: text.optional() }),
);
const systemAttributes = z.strictObject({
  AWSTraceHeader: z.strictObject({ DataType: z.literal('String'), StringValue: text }).optional(),
});

const message = {
  MessageBody: text,
  DelaySeconds: z.number().optional(),
  MessageAttributes: messageAttributes.optional(),
  MessageSystemAttributes: systemAttributes.optional(),
  MessageDeduplicationId: text.optional(),
  MessageGroupId: text.optional(),
};
const ofQueue = { QueueUrl: text };
const page = { MaxResults: z.number().int().min(1).max(1000).optional(), NextToken: text.optional() };

/**
 * The parameters of each operation (SQS API reference), and no others: a parameter that has no meaning here must not
 * seem to have one.
 */
export const inputs = {
  CreateQueue: z.strictObject({ QueueName: text, Attributes: textMap.optional(), tags: textMap.optional() }),
  DeleteQueue: z.strictObject(ofQueue),
  GetQueueUrl: z.strictObject({ QueueName: text, QueueOwnerAWSAccountId: text.optional() }),
  GetQueueAttributes: z.strictObject({ ...ofQueue, AttributeNames: texts.optional() }),
  SetQueueAttributes: z.strictObject({ ...ofQueue, Attributes: textMap }),
  ListQueues: z.strictObject({ QueueNamePrefix: text.optional(), ...page }),
  ListDeadLetterSourceQueues: z.strictObject({ ...ofQueue, ...page }),
  PurgeQueue: z.strictObject(ofQueue),
  TagQueue: z.strictObject({ ...ofQueue, Tags: textMap }),
  UntagQueue: z.strictObject({ ...ofQueue, TagKeys: texts }),
  ListQueueTags: z.strictObject(ofQueue),
  SendMessage: z.strictObject({ ...ofQueue, ...message }),
  SendMessageBatch: z.strictObject({ ...ofQueue, Entries: z.array(z.strictObject({ Id: text, ...message })) }),
  ReceiveMessage: z.strictObject({
    ...ofQueue,
    AttributeNames: texts.optional(),
    MessageSystemAttributeNames: texts.optional(),
    MessageAttributeNames: texts.optional(),
    MaxNumberOfMessages: z.number().optional(),
    VisibilityTimeout: z.number().optional(),
    WaitTimeSeconds: z.number().optional(),
  }),
  DeleteMessage: z.strictObject({ ...ofQueue, ReceiptHandle: text }),
  DeleteMessageBatch: z.strictObject({
    ...ofQueue,
    Entries: z.array(z.strictObject({ Id: text, ReceiptHandle: text })),
  }),
  ChangeMessageVisibility: z.strictObject({ ...ofQueue, ReceiptHandle: text, VisibilityTimeout: z.number() }),
  ChangeMessageVisibilityBatch: z.strictObject({
    ...ofQueue,
    // The model leaves VisibilityTimeout optional here; without one there is nothing to change.
    Entries: z.array(z.strictObject({ Id: text, ReceiptHandle: text, VisibilityTimeout: z.number() })),
  }),
  StartMessageMoveTask: z.strictObject({
    SourceArn: text,
    DestinationArn: text.optional(),
    MaxNumberOfMessagesPerSecond: z.number().optional(),
  }),
  ListMessageMoveTasks: z.strictObject({ SourceArn: text, MaxResults: z.number().int().min(1).max(10).optional() }),
  CancelMessageMoveTask: z.strictObject({ TaskHandle: text }),
};

export type Inputs = { [Name in keyof typeof inputs]: z.infer<(typeof inputs)[Name]> };
export type MessageInput = Omit<Inputs['SendMessage'], 'QueueUrl'>;

/** What SQS calls a parameter that is missing, and one that it cannot use. */
export const INPUT_ERRORS = {
  missing: 'MissingParameter',
  invalid: 'InvalidParameterValue',
  confidential: ['MessageBody'],
} as const;
