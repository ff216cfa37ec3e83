import { type QueueAttributes, type QueueSettings, readSettings } from './queue-settings';
import { invalidPolicy } from './redrive-policy';
import type { NewMessage, StoredMessage } from './stored-message';

/** A queue as its dead-letter sources see it. */
export interface DeadLetterTarget {
  readonly arn: string;
  readonly fifo: boolean;
  allowsRedriveFrom(sourceArn: string): boolean;
  /** Takes a message in. */
  admit(message: NewMessage): void;
}

type Source = Pick<DeadLetterTarget, 'arn' | 'fifo'>;

/** Reads a queue's attributes; refuses a redrive policy whose target is missing, of the other kind, or forbids it. */
export const checkedSettings = (
  queue: Source,
  attributes: QueueAttributes,
  queues: { queueByArn(arn: string): DeadLetterTarget | undefined },
): QueueSettings => {
  const settings = readSettings(queue.arn, attributes);
  if (settings.redrivePolicy === undefined) return settings;
  const refuse = (reason: string) => invalidPolicy('RedrivePolicy', attributes.RedrivePolicy ?? '', reason);
  const { deadLetterTargetArn } = settings.redrivePolicy;
  // AWS takes a queue as its own dead-letter queue (LocalStack test_sqs.py::test_set_empty_redrive_policy).
  if (deadLetterTargetArn === queue.arn) return settings;
  const target = queues.queueByArn(deadLetterTargetArn);
  if (target === undefined) throw refuse('Dead letter target does not exist');
  if (target.fifo !== queue.fifo) throw refuse('Dead-letter target must be same type of queue as the source');
  if (!target.allowsRedriveFrom(queue.arn)) {
    throw refuse(`The RedriveAllowPolicy of the dead-letter target does not allow ${queue.arn}`);
  }
  return settings;
};

/**
 * A message as it enters its dead-letter queue: same id, group and receive count. A FIFO one gets its message id as
 * deduplication id and a new retention period, a standard one keeps counting its old one (SQS developer guide,
 * "Using dead-letter queues", "Configure a dead-letter queue redrive").
 */
export const deadLettered = (message: StoredMessage, source: Source, nowMs: number): NewMessage => ({
  messageId: message.messageId,
  body: message.body,
  md5OfBody: message.md5OfBody,
  messageAttributes: message.messageAttributes,
  traceHeader: message.traceHeader,
  groupId: message.groupId,
  deduplicationId: source.fifo ? message.messageId : undefined,
  sentMs: message.sentMs,
  enqueuedMs: source.fifo ? nowMs : message.enqueuedMs,
  deadLetterSourceArn: source.arn,
  firstReceivedMs: message.firstReceivedMs,
  receiveCount: message.receiveCount,
  delayMs: 0,
});
