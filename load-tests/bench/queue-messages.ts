import type { SQSRecord } from 'aws-lambda';

/** An event as the bus puts it into a queue. */
export interface QueuedEvent {
  readonly id: string;
  readonly type: string;
  readonly source: string;
  readonly detail: object;
}

/** A message of a stage's queue as Lambda hands it over, received for the first time. */
export const queueMessage = ({ id, type, source, detail }: QueuedEvent, group: string): SQSRecord => ({
  messageId: `message-${id}`,
  receiptHandle: `receipt-${id}`,
  body: JSON.stringify({
    version: '0',
    id,
    'detail-type': type,
    source,
    account: '000000000000',
    time: new Date().toISOString(),
    region: 'us-east-1',
    resources: [],
    detail,
  }),
  attributes: {
    ApproximateReceiveCount: '1',
    SentTimestamp: '0',
    SenderId: 'bench',
    ApproximateFirstReceiveTimestamp: '0',
    MessageGroupId: group,
  },
  messageAttributes: {},
  md5OfBody: '',
  eventSource: 'aws:sqs',
  eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:bench.fifo',
  awsRegion: 'us-east-1',
});
