/** A message attribute in the API's own shape; `BinaryValue` is base64, as on the wire. */
export interface MessageAttributeValue {
  readonly DataType: string;
  readonly StringValue?: string;
  readonly BinaryValue?: string;
}

export type MessageAttributes = Record<string, MessageAttributeValue>;

/** One message to send. */
export interface SendEntry {
  readonly id: string;
  readonly body: string;
  readonly groupId?: string;
  readonly deduplicationId?: string;
  readonly delaySeconds?: number;
  readonly messageAttributes?: MessageAttributes;
  /** `AWSTraceHeader` is the only one that SQS takes. */
  readonly systemAttributes?: MessageAttributes;
}

export interface SentMessage {
  readonly messageId: string;
  readonly sequenceNumber?: string;
  readonly md5OfBody: string;
}

interface BatchFailure {
  readonly id: string;
  readonly code: string;
  readonly message: string;
  readonly senderFault: boolean;
}

export interface BatchResult<S> {
  readonly successful: ({ id: string } & S)[];
  readonly failed: BatchFailure[];
}

/** What may be read of a message without receiving it. */
export interface PeekedMessage {
  readonly messageId: string;
  readonly body: string;
  /**
   * By SQS's names: ApproximateReceiveCount, SentTimestamp, ApproximateFirstReceiveTimestamp, SenderId, MessageGroupId,
   * MessageDeduplicationId, SequenceNumber, DeadLetterQueueSourceArn, AWSTraceHeader.
   */
  readonly attributes: Record<string, string>;
  readonly messageAttributes: MessageAttributes;
  readonly inFlight: boolean;
}

export interface ReceivedMessage {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly body: string;
  readonly md5OfBody: string;
  /** The same names as `PeekedMessage.attributes`. */
  readonly attributes: Record<string, string>;
  readonly messageAttributes: MessageAttributes;
}

export interface ReceiveOptions {
  /** 1 to 10. */
  readonly maxMessages: number;
  /** Environment milliseconds to wait for a message, 0 to 20,000; the queue's own setting when absent. */
  readonly waitMs?: number;
  readonly visibilityTimeoutSeconds?: number;
  readonly signal?: AbortSignal;
}
