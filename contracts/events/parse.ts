import * as z from 'zod/mini';
import { en } from 'zod/v4/locales';
import { firstIssue } from '../first-issue';
import { type BusEventOf, type DetailType, eventSchemas } from './events';
import { eventId } from './fields';
import { placedAt } from './placed-at';
import { shown } from './shown';
import { isWithinBounds, TIMESTAMP_BOUNDS, usableDetail } from './usable';

// zod/mini carries no messages of its own: without a locale every fault reads "Invalid input".
z.config(en());

/** An event that breaks its contract; `field` and `value` say where. Values are cut short and never those of a card token. */
export class EventViolation extends Error {
  override readonly name = 'EventViolation';

  constructor(
    readonly field: string,
    readonly value: string,
    readonly problem: string,
  ) {
    super(`${field}: ${problem}, got ${value}`);
  }
}

const envelope = z.object({
  // It becomes the causationId of what we publish, where this is the limit.
  id: eventId,
  'detail-type': z.string(),
  source: z.string(),
  time: z.iso.datetime({ offset: true }),
  detail: z.record(z.string(), z.unknown()),
});

/** @param sent what the error shows, if `value` is not what was sent. */
const check = <S extends z.ZodMiniType>(
  schema: S,
  value: unknown,
  under: readonly PropertyKey[],
  sent = value,
): z.infer<S> => {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  // An unknown version explains every other fault, so it is named first.
  const issue = firstIssue(result.error, sent, 'metadata.schemaVersion');
  const path = [...under, ...issue.path];
  throw new EventViolation(path.join('.') || 'event', shown(path, issue.value), issue.problem);
};

/** @throws EventViolation for a timestamp that says something else than the bus by far. */
const requireNearBusTime = (timestamp: string, busTime: string): void => {
  if (isWithinBounds(timestamp, busTime)) return;
  const { daysBefore, hoursAfter } = TIMESTAMP_BOUNDS;
  const bounds = `must be at most ${daysBefore} days before and ${hoursAfter} hours after the bus took the event (${busTime})`;
  throw new EventViolation('detail.timestamp', shown(['timestamp'], timestamp), bounds);
};

const isDetailType = (type: string): type is DetailType => Object.hasOwn(eventSchemas, type);

/**
 * Reads the text of a queue message as an event of the contract. The timestamp of an Order Created is when it was placed.
 * @throws EventViolation that names field and value: not JSON, not an event, an unknown type or version, a field that breaks its schema.
 */
export const parseEvent = (body: string): BusEventOf => {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    // The text itself stays out of the message: it may hold anything, a card token too.
    throw new EventViolation('body', `${body.length} characters`, 'must be JSON');
  }
  const event = check(envelope, json, []);
  const type = event['detail-type'];
  if (!isDetailType(type))
    throw new EventViolation('detail-type', shown(['detail-type'], type), 'is not a type of the contract');
  const { source, time } = event;
  const detail = check(eventSchemas[type], usableDetail(type, event.detail, time), ['detail'], event.detail);
  const isCreated = type === 'Order Created';
  if (isCreated) requireNearBusTime(detail.timestamp, time);
  const timestamp = isCreated ? placedAt(detail.timestamp, time) : detail.timestamp;
  return {
    type,
    eventId: detail.metadata?.eventId ?? event.id,
    source,
    time,
    detail: { ...detail, timestamp },
  } as BusEventOf;
};
