import { createHash } from 'node:crypto';
import { AwsError } from '../http/aws-error';
import { ALLOWED_TEXT } from './allowed-text';
import type { SendEntry } from './message';
import { checkMessageAttributes, messageAttributeBytes } from './message-attributes';
import type { QueueSettings } from './queue-settings';

const MAX_DELAY_SECONDS = 900;
// Alphanumeric and punctuation, which is all of printable ASCII but the space.
const GROUP_OR_DEDUPLICATION_ID = /^[\x21-\x7e]{1,128}$/;

/** The size that counts against the limits, in bytes. */
export const entryBytes = (entry: SendEntry): number =>
  Buffer.byteLength(entry.body) + messageAttributeBytes(entry.messageAttributes ?? {});

/** What SQS refuses a request for: parameters that a FIFO queue cannot do without. */
export const checkRequired = (entry: SendEntry, fifo: boolean, settings: QueueSettings): void => {
  if (!fifo) return;
  if (entry.groupId === undefined) {
    throw new AwsError('MissingParameter', 'The request must contain the parameter MessageGroupId.');
  }
  if (entry.deduplicationId === undefined && !settings.contentBasedDeduplication) {
    throw new AwsError(
      'InvalidParameterValue',
      'The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
    );
  }
};

/** The same for an entry of a batch, where a missing group is an invalid value (LocalStack test_sqs.py::test_send_batch_missing_message_group_id_for_fifo_queue). */
export const checkRequiredOfBatch = (entry: SendEntry, fifo: boolean, settings: QueueSettings): void => {
  if (fifo && entry.groupId === undefined) {
    throw new AwsError('InvalidParameterValue', 'The request must contain the parameter MessageGroupId.');
  }
  checkRequired(entry, fifo, settings);
};

const checkId = (name: string, value: string | undefined): void => {
  if (value === undefined || GROUP_OR_DEDUPLICATION_ID.test(value)) return;
  throw new AwsError(
    'InvalidParameterValue',
    `Value ${value} for parameter ${name} is invalid. Reason: ${name} can only include alphanumeric and punctuation characters. 1 to 128 in length.`,
  );
};

const checkDelay = (entry: SendEntry, fifo: boolean): void => {
  const { delaySeconds } = entry;
  if (delaySeconds === undefined) return;
  const refuse = (reason: string): AwsError =>
    new AwsError(
      'InvalidParameterValue',
      `Value ${delaySeconds} for parameter DelaySeconds is invalid. Reason: ${reason}`,
    );
  // A FIFO queue delays as a whole: a delay per message would break the order of its group.
  if (fifo && delaySeconds !== 0) throw refuse('The request include parameter that is not valid for this queue type.');
  if (!Number.isInteger(delaySeconds) || delaySeconds < 0 || delaySeconds > MAX_DELAY_SECONDS) {
    throw refuse(`DelaySeconds must be >= 0 and <= ${MAX_DELAY_SECONDS}.`);
  }
};

/** What SQS refuses one message for, leaving the others of a batch alone; throws with the API's codes. */
export const checkEntry = (entry: SendEntry, fifo: boolean, settings: QueueSettings): void => {
  if (entry.body === '') {
    throw new AwsError('MissingParameter', 'The request must contain the parameter MessageBody.');
  }
  if (!ALLOWED_TEXT.test(entry.body)) {
    throw new AwsError(
      'InvalidMessageContents',
      'The message contains characters outside the allowed set: #x9, #xA, #xD, #x20 to #xD7FF, #xE000 to #xFFFD, #x10000 to #x10FFFF.',
    );
  }
  checkMessageAttributes(entry.messageAttributes ?? {});
  if (entryBytes(entry) > settings.maximumMessageBytes) {
    throw new AwsError(
      'InvalidParameterValue',
      `One or more parameters are invalid. Reason: Message must be shorter than ${settings.maximumMessageBytes} bytes.`,
    );
  }
  checkId('MessageGroupId', entry.groupId);
  checkId('MessageDeduplicationId', entry.deduplicationId);
  if (!fifo && entry.deduplicationId !== undefined) {
    throw new AwsError(
      'InvalidParameterValue',
      `Value ${entry.deduplicationId} for parameter MessageDeduplicationId is invalid. Reason: The request includes a parameter that is not valid for this queue type.`,
    );
  }
  checkDelay(entry, fifo);
};

/** The id by which duplicates are known: the sender's, else the SHA-256 of the body (attributes do not count). */
export const deduplicationIdOf = (entry: SendEntry): string =>
  entry.deduplicationId ?? createHash('sha256').update(entry.body).digest('hex');
