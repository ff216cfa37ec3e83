import { type SourceRecord, sourceRecord } from '../pipes/source-record';
import type { MessageAttributeValue, Queue, ReceivedMessage } from '../sqs/engine';
import { md5OfMessageAttributes } from '../sqs/message-attributes';

type Source = Pick<Queue, 'arn'>;

/** The event Lambda makes of a batch (docs.aws.amazon.com/lambda/latest/dg/with-sqs.html). */
export interface SqsEvent {
  readonly Records: readonly SqsRecord[];
}

/** One message in that event. */
export interface SqsRecord extends SourceRecord {
  /** Only where there are attributes (recorded against AWS by LocalStack's test_lambda_integration_sqs.snapshot.json). */
  readonly md5OfMessageAttributes?: string;
}

export const sqsEvent = (messages: readonly ReceivedMessage[], queue: Source): SqsEvent => ({
  Records: messages.map((message) => sqsRecord(message, queue)),
});

export const sqsRecord = (message: ReceivedMessage, { arn }: Source): SqsRecord => {
  const digest = md5OfMessageAttributes(message.messageAttributes);
  return {
    ...sourceRecord(message, arn),
    messageAttributes: Object.fromEntries(
      Object.entries(message.messageAttributes).map(([name, value]) => [name, recordAttribute(value)]),
    ),
    ...(digest !== undefined && { md5OfMessageAttributes: digest }),
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
