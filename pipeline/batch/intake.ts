import type { SQSRecord } from 'aws-lambda';
import type { OrderEventType } from '../../contracts/events/events';
import { parseEvent } from '../../contracts/events/parse';
import { PermanentError } from './failure';
import type { StageRecord } from './record';

/** Older events are rejected: the order that they are about may be deleted (90 days after its end). */
const OLDEST_EVENT_DAYS = 60;
const DAY_MS = 86_400_000;
/**
 * A producer may say the time of an event, which is the bus's own only if it does not
 * (https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsRequestEntry.html).
 */
const FARTHEST_AHEAD_HOURS = 24;

/** @returns how often a message was received, 1 on its first delivery. */
export const receiveCountOf = ({ attributes }: SQSRecord): number => Number(attributes.ApproximateReceiveCount);

type ParsedRecord<T extends OrderEventType> =
  | { readonly record: StageRecord<T>; readonly error?: undefined }
  /** EventViolation or PermanentError: the stage can never work the message. */
  | { readonly error: Error; readonly record?: undefined };

/** @throws PermanentError for an event of a time at which nobody can have sent it. */
const requireTimely = (time: string, nowMs: number): void => {
  const ageDays = (nowMs - Date.parse(time)) / DAY_MS;
  const isOld = ageDays > OLDEST_EVENT_DAYS;
  if (!isOld && ageDays >= -FARTHEST_AHEAD_HOURS / 24) return;
  const must = isOld ? `older than ${OLDEST_EVENT_DAYS} days` : `more than ${FARTHEST_AHEAD_HOURS} hours ahead`;
  throw new PermanentError(`time: must not be ${must}, got ${time}`, { field: 'time', value: time });
};

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
    requireTimely(event.time, nowMs);
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

/** @returns the order of a message; undefined if the message cannot be parsed, as it is then not worked at all. */
export const orderIdIn = (body: string): string | undefined => {
  try {
    const { detail } = parseEvent(body);
    return 'orderId' in detail ? detail.orderId : undefined;
  } catch {
    return undefined;
  }
};
