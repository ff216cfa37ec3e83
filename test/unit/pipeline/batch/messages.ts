import type { Context, SQSEvent, SQSRecord } from 'aws-lambda';
import type { StageRecord } from '../../../../pipeline/batch/record';

export const NOW = Date.parse('2026-11-02T10:00:00Z');

interface MessageOptions {
  readonly messageId: string;
  readonly orderId?: string;
  readonly shopId?: string;
  readonly group?: string;
  readonly receiveCount?: number;
  readonly type?: string;
  readonly time?: string;
  readonly body?: string;
}

/** A queue message that carries an Order Confirmed, unless told otherwise. */
export const message = ({
  messageId,
  orderId = 'order-1',
  shopId = 'shop-1',
  group = shopId,
  receiveCount = 1,
  type = 'Order Confirmed',
  time = '2026-11-02T09:59:58Z',
  body,
}: MessageOptions): SQSRecord =>
  ({
    messageId,
    receiptHandle: `receipt-${messageId}`,
    body:
      body ??
      JSON.stringify({
        id: `event-${messageId}`,
        'detail-type': type,
        source: 'coffee-shop.order-manager',
        time,
        detail: { orderId, shopId, timestamp: time },
      }),
    attributes: {
      ApproximateReceiveCount: `${receiveCount}`,
      MessageGroupId: group,
      SentTimestamp: `${NOW - 1_500}`,
      SenderId: 'events',
      ApproximateFirstReceiveTimestamp: '0',
    },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:payment.fifo',
    awsRegion: 'us-east-1',
  }) satisfies SQSRecord;

export const batch = (...records: SQSRecord[]): SQSEvent => ({ Records: records });

/** A Lambda context with this much time left. */
export const contextWith = (remainingMs: number | (() => number)): Context =>
  ({
    getRemainingTimeInMillis: typeof remainingMs === 'function' ? remainingMs : () => remainingMs,
    awsRequestId: 'request-1',
    functionName: 'payment',
  }) as unknown as Context;

/** A record as a stage gets it. */
export const record = (messageId: string, orderId: string, receiveCount = 1): StageRecord<'Order Confirmed'> => ({
  messageId,
  groupId: 'shop-1',
  receiveCount,
  event: {
    type: 'Order Confirmed',
    eventId: `event-${messageId}`,
    source: 'coffee-shop.order-manager',
    time: '2026-11-02T09:59:58Z',
    detail: { orderId, shopId: 'shop-1', timestamp: '2026-11-02T09:59:58Z' },
  },
});
