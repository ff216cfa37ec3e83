import type { SQSRecord } from 'aws-lambda';
import type { OrderEventType } from '../../contracts/events/events';
import { parseEvent } from '../../contracts/events/parse';
import { PermanentError } from './failure';
import type { StageRecord } from './record';

/** Older events are rejected: the order that they are about may be deleted (90 days after its end). */
const OLDEST_EVENT_DAYS = 60;
const DAY_MS = 86_400_000;

/** @returns how often a message was received, 1 on its first delivery. */
export const receiveCountOf = ({ attributes }: SQSRecord): number => Number(attributes.ApproximateReceiveCount);

type ParsedRecord<T extends OrderEventType> =
  | { readonly record: StageRecord<T>; readonly error?: undefined }
  /** EventViolation or PermanentError: the stage can never work the message. */
  | { readonly error: Error; readonly record?: undefined };

/**
 * Parses a message of the stage's queue. Does not throw.
 * @param types the events that the stage takes.
 */
export const parseRecord = <T extends OrderEventType>(
  message: SQSRecord,
  types: readonly T[],
  nowMs: number,
): ParsedRecord<T> => {
  try {
    const event = parseEvent(message.body);
    if (!(types as readonly string[]).includes(event.type)) {
      throw new PermanentError(`detail-type: this stage does not take it, got ${event.type}`, {
        field: 'detail-type',
        value: event.type,
      });
    }
    if (nowMs - Date.parse(event.time) > OLDEST_EVENT_DAYS * DAY_MS) {
      throw new PermanentError(`time: must not be older than ${OLDEST_EVENT_DAYS} days, got ${event.time}`, {
        field: 'time',
        value: event.time,
      });
    }
    const record: StageRecord = {
      messageId: message.messageId,
      groupId: message.attributes.MessageGroupId ?? message.messageId,
      receiveCount: receiveCountOf(message),
      event,
    };
    return { record: record as StageRecord<T> };
  } catch (error) {
    return { error: error as Error };
  }
};
