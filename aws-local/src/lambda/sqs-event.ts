import type { MessageAttributeValue, Queue, ReceivedMessage } from '../sqs/engine';
import { md5OfMessageAttributes } from '../sqs/message-attributes';

type Source = Pick<Queue, 'arn'>;

/** The event Lambda makes of a batch (docs.aws.amazon.com/lambda/latest/dg/with-sqs.html). */
export const sqsEvent = (messages: readonly ReceivedMessage[], queue: Source) => ({
  Records: messages.map((message) => ({
    messageId: message.messageId,
    receiptHandle: message.receiptHandle,
    body: message.body,
    attributes: message.attributes,
    messageAttributes: Object.fromEntries(
      Object.entries(message.messageAttributes).map(([name, value]) => [name, recordAttribute(value)]),
    ),
    ...md5OfAttributes(message),
    md5OfBody: message.md5OfBody,
    eventSource: 'aws:sqs',
    eventSourceARN: queue.arn,
    awsRegion: queue.arn.split(':')[3],
  })),
});

/** Records of messages without attributes have none. */
const md5OfAttributes = ({ messageAttributes }: ReceivedMessage) => {
  const digest = md5OfMessageAttributes(messageAttributes);
  return digest === undefined ? {} : { md5OfMessageAttributes: digest };
};

const recordAttribute = ({ DataType, StringValue, BinaryValue }: MessageAttributeValue) => ({
  ...(StringValue === undefined ? {} : { stringValue: StringValue }),
  ...(BinaryValue === undefined ? {} : { binaryValue: BinaryValue }),
  stringListValues: [],
  binaryListValues: [],
  dataType: DataType,
});
