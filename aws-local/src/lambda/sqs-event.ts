import type { MessageAttributeValue, Queue, ReceivedMessage } from '../sqs/engine';
import { md5OfMessageAttributes } from '../sqs/message-attributes';

type Source = Pick<Queue, 'arn'>;

/** The event Lambda makes of a batch (docs.aws.amazon.com/lambda/latest/dg/with-sqs.html). */
export const sqsEvent = (messages: readonly ReceivedMessage[], queue: Source) => ({
  Records: messages.map((message) => sqsRecord(message, queue)),
});

/**
 * One message as its record in that event. A digest of the attributes is there if there are attributes (recorded against AWS by LocalStack's
 * test_lambda_integration_sqs.snapshot.json).
 */
export const sqsRecord = (message: ReceivedMessage, queue: Source) => {
  const digest = md5OfMessageAttributes(message.messageAttributes);
  return {
    messageId: message.messageId,
    receiptHandle: message.receiptHandle,
    body: message.body,
    attributes: message.attributes,
    messageAttributes: Object.fromEntries(
      Object.entries(message.messageAttributes).map(([name, value]) => [name, recordAttribute(value)]),
    ),
    ...(digest === undefined ? {} : { md5OfMessageAttributes: digest }),
    md5OfBody: message.md5OfBody,
    eventSource: 'aws:sqs' as const,
    eventSourceARN: queue.arn,
    awsRegion: queue.arn.split(':')[3] ?? '',
  };
};

/** Bytes that an event with these records has as JSON. */
export const eventBytes = (records: readonly object[]): number =>
  Buffer.byteLength(JSON.stringify({ Records: records }));

const recordAttribute = ({ DataType, StringValue, BinaryValue }: MessageAttributeValue) => ({
  ...(StringValue === undefined ? {} : { stringValue: StringValue }),
  ...(BinaryValue === undefined ? {} : { binaryValue: BinaryValue }),
  stringListValues: [],
  binaryListValues: [],
  dataType: DataType,
});
