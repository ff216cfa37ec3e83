import type { DueItem } from './due-heap';
import type { MessageAttributes, PeekedMessage, ReceivedMessage } from './message';
import { receiptHandle } from './receipt-handle';

/** `gone`: deleted, expired or moved away. */
export type MessageState = 'delayed' | 'available' | 'inFlight' | 'gone';

/** A message in a queue. `dueMs` is when it next changes by itself: becomes visible, or expires. */
export interface StoredMessage extends DueItem {
  readonly messageId: string;
  readonly body: string;
  readonly md5OfBody: string;
  readonly messageAttributes: MessageAttributes;
  readonly traceHeader: string | undefined;
  readonly groupId: string | undefined;
  readonly deduplicationId: string | undefined;
  /** Place in the order of everything sent to this engine; also the sequence number of a FIFO message. */
  readonly order: number;
  readonly sentMs: number;
  /** From when retention counts: kept by a standard message that moves to a DLQ, started anew by a FIFO one. */
  readonly enqueuedMs: number;
  readonly deadLetterSourceArn: string | undefined;
  state: MessageState;
  /** End of the delay or of the visibility timeout. */
  visibleAtMs: number;
  firstReceivedMs: number | undefined;
  lastReceivedMs: number;
  /** What ApproximateReceiveCount shows: goes on in the DLQ (localstack #10425, checked against AWS). */
  receiveCount: number;
  /** What maxReceiveCount is compared with: starts anew in each queue (localstack #5225). */
  receivesInQueue: number;
}

/** What a sender, or a move from another queue, brings along. */
export type NewMessage = Pick<
  StoredMessage,
  | 'messageId'
  | 'body'
  | 'md5OfBody'
  | 'messageAttributes'
  | 'traceHeader'
  | 'groupId'
  | 'deduplicationId'
  | 'sentMs'
  | 'enqueuedMs'
  | 'deadLetterSourceArn'
  | 'firstReceivedMs'
  | 'receiveCount'
> & { readonly delayMs: number };

const SENDER_ID = 'AIDALOCALDEVELOPMENT0';

/** SQS's sequence numbers have 20 digits and rise. */
export const sequenceNumber = (order: number): string => `1888${String(order).padStart(16, '0')}`;

const systemAttributes = (message: StoredMessage, fifo: boolean): Record<string, string> => ({
  SenderId: SENDER_ID,
  SentTimestamp: String(message.sentMs),
  ApproximateReceiveCount: String(message.receiveCount),
  ...(message.firstReceivedMs !== undefined && {
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedMs),
  }),
  ...(message.groupId !== undefined && { MessageGroupId: message.groupId }),
  ...(message.deduplicationId !== undefined && { MessageDeduplicationId: message.deduplicationId }),
  ...(fifo && { SequenceNumber: sequenceNumber(message.order) }),
  ...(message.deadLetterSourceArn !== undefined && { DeadLetterQueueSourceArn: message.deadLetterSourceArn }),
  ...(message.traceHeader !== undefined && { AWSTraceHeader: message.traceHeader }),
});

export const asPeeked = (message: StoredMessage, fifo: boolean): PeekedMessage => ({
  messageId: message.messageId,
  body: message.body,
  attributes: systemAttributes(message, fifo),
  messageAttributes: message.messageAttributes,
  inFlight: message.state === 'inFlight',
});

export const asReceived = (message: StoredMessage, fifo: boolean, queueId: string): ReceivedMessage => ({
  messageId: message.messageId,
  receiptHandle: receiptHandle(queueId, message.messageId, message.receivesInQueue),
  body: message.body,
  md5OfBody: message.md5OfBody,
  attributes: systemAttributes(message, fifo),
  messageAttributes: message.messageAttributes,
});
