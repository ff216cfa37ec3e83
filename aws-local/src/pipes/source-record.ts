import { parsedJson } from '../json-text';
import type { ReceivedMessage } from '../sqs/engine';

/** A record of an SQS source as a pipe sees it (eb-pipes-sqs.html). */
export interface SourceRecord {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly body: string;
  readonly attributes: Record<string, string>;
  readonly messageAttributes: Record<string, unknown>;
  readonly md5OfBody: string;
  readonly eventSource: 'aws:sqs';
  readonly eventSourceARN: string;
  readonly awsRegion: string;
}

export const sourceRecord = (message: ReceivedMessage, queueArn: string): SourceRecord => ({
  messageId: message.messageId,
  receiptHandle: message.receiptHandle,
  body: message.body,
  attributes: message.attributes,
  messageAttributes: message.messageAttributes,
  md5OfBody: message.md5OfBody,
  eventSource: 'aws:sqs',
  eventSourceARN: queueArn,
  awsRegion: queueArn.split(':')[3] ?? '',
});

/** The record with its body parsed, when that is JSON: what paths are evaluated on ("implicit body data parsing"). */
export const withParsedBody = (record: SourceRecord): object => {
  const body = parsedJson(record.body);
  return body === undefined ? record : { ...record, body };
};
