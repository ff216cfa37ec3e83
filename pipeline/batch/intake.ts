import type { SQSRecord } from 'aws-lambda';
import type { OrderEventType } from '../../contracts/events/events';
import { parseEvent } from '../../contracts/events/parse';
import { PermanentError } from './failure';
import type { StageRecord } from './record';

/** Older events are refused: the order that they speak of may be forgotten (it is kept 90 days after its end). */
const OLDEST_EVENT_DAYS = 60;
const DAY_MS = 86_400_000;

export type ParsedRecord<T extends OrderEventType> =
  | { readonly record: StageRecord<T> }
  | {
      /** EventViolation or PermanentError. */
      readonly refusal: Error;
    };

/** Reads a message of the stage's queue; one that the stage can never work is refused for good. */
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
      receiveCount: Number(message.attributes.ApproximateReceiveCount),
      event,
    };
    return { record: record as StageRecord<T> };
  } catch (error) {
    return { refusal: error as Error };
  }
};
