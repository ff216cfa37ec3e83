import { AwsError } from '../http/aws-error';
import type { MessageInput } from './api-inputs';
import type { BatchResult, MessageAttributeValue, ReceivedMessage, SendEntry, SentMessage } from './message';
import { md5OfMessageAttributes, selectMessageAttributes } from './message-attributes';

const SYSTEM_ATTRIBUTES = [
  'All',
  'SenderId',
  'SentTimestamp',
  'ApproximateReceiveCount',
  'ApproximateFirstReceiveTimestamp',
  'SequenceNumber',
  'MessageDeduplicationId',
  'MessageGroupId',
  'AWSTraceHeader',
  'DeadLetterQueueSourceArn',
];

/** An optional property left out when undefined, as `exactOptionalPropertyTypes` wants it. */
type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> };
const defined = <T extends object>(value: T): Partial<Defined<T>> =>
  Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as Partial<Defined<T>>;

/**
 * A message of a request, as the engine takes it.
 * @param traceHeader the request's `X-Amzn-Trace-Id`, which becomes the message's AWSTraceHeader unless it has its own.
 */
export const toSendEntry = (id: string, input: MessageInput, traceHeader?: string): SendEntry => ({
  id,
  body: input.MessageBody,
  ...defined({
    groupId: input.MessageGroupId,
    deduplicationId: input.MessageDeduplicationId,
    delaySeconds: input.DelaySeconds,
    messageAttributes: input.MessageAttributes as Record<string, MessageAttributeValue> | undefined,
    systemAttributes: (input.MessageSystemAttributes?.AWSTraceHeader === undefined && traceHeader !== undefined
      ? { AWSTraceHeader: { DataType: 'String', StringValue: traceHeader } }
      : input.MessageSystemAttributes) as Record<string, MessageAttributeValue> | undefined,
  }),
});

/** The answer to a send, with the digests that clients compare. */
export const sentAnswer = (sent: SentMessage, input: MessageInput): object => ({
  MessageId: sent.messageId,
  MD5OfMessageBody: sent.md5OfBody,
  ...defined({
    MD5OfMessageAttributes: md5OfMessageAttributes(
      (input.MessageAttributes ?? {}) as SendEntry['messageAttributes'] & object,
    ),
    MD5OfMessageSystemAttributes: md5OfMessageAttributes(
      (input.MessageSystemAttributes ?? {}) as SendEntry['messageAttributes'] & object,
    ),
    SequenceNumber: sent.sequenceNumber,
  }),
});

/** A list of an answer, left out when it is empty: SQS writes none. */
export const unlessEmpty = <T>(name: string, list: readonly T[]): Record<string, readonly T[]> =>
  list.length === 0 ? {} : { [name]: list };

/** A batch's answer in the API's shape. */
export const batchAnswer = <S extends object>(
  result: BatchResult<S>,
  success: (entry: { id: string } & S) => object = () => ({}),
): object => ({
  ...unlessEmpty(
    'Successful',
    result.successful.map((entry) => ({ Id: entry.id, ...success(entry) })),
  ),
  ...unlessEmpty(
    'Failed',
    result.failed.map(({ id, code, message, senderFault }) => ({
      Id: id,
      Code: code,
      Message: message,
      SenderFault: senderFault,
    })),
  ),
});

/** Refuses system attributes that SQS does not know: they are asked for by name. */
export const checkSystemAttributeNames = (names: readonly string[]): void => {
  const unknown = names.find((name) => !SYSTEM_ATTRIBUTES.includes(name));
  if (unknown !== undefined) throw new AwsError('InvalidAttributeName', `Unknown Attribute ${unknown}.`);
};

/** A received message with the attributes that were asked for. */
export const receivedAnswer = (
  message: ReceivedMessage,
  systemAttributeNames: readonly string[],
  messageAttributeNames: readonly string[],
): object => {
  const all = systemAttributeNames.includes('All');
  const attributes = Object.entries(message.attributes).filter(([name]) => all || systemAttributeNames.includes(name));
  const messageAttributes = selectMessageAttributes(message.messageAttributes, messageAttributeNames);
  const md5OfAttributes = md5OfMessageAttributes(messageAttributes);
  return {
    MessageId: message.messageId,
    ReceiptHandle: message.receiptHandle,
    Body: message.body,
    MD5OfBody: message.md5OfBody,
    ...(attributes.length > 0 && { Attributes: Object.fromEntries(attributes) }),
    ...(md5OfAttributes !== undefined && {
      MessageAttributes: messageAttributes,
      MD5OfMessageAttributes: md5OfAttributes,
    }),
  };
};
