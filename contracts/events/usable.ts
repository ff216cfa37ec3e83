import { cutText, portable } from '../text';
import { causationId, instant, PROSE_CHARACTERS } from './fields';

type Fields = Readonly<Record<string, unknown>>;

const HOUR_MS = 3_600_000;
/** How far a producer's clock may be from the bus's. */
export const TIMESTAMP_BOUNDS = { daysBefore: 60, hoursAfter: 24 } as const;

/** Whether a timestamp may come from a producer's clock, by the time at which the bus took its event. */
export const isWithinBounds = (timestamp: string, busTime: string): boolean => {
  const aheadHours = (Date.parse(timestamp) - Date.parse(busTime)) / HOUR_MS;
  return aheadHours >= -24 * TIMESTAMP_BOUNDS.daysBefore && aheadHours <= TIMESTAMP_BOUNDS.hoursAfter;
};

/** A null is nothing: many producers' libraries write so what is not given. */
const withoutNulls = (fields: unknown): Fields | undefined =>
  typeof fields === 'object' && fields !== null && !Array.isArray(fields)
    ? Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null))
    : undefined;

const usableMetadata = (metadata: unknown): unknown => {
  const fields = withoutNulls(metadata);
  if (!fields) return metadata;
  const { causationId: cause, ...rest } = fields;
  return causationId.safeParse(cause).success ? fields : rest;
};

/** Prose decides nothing: what is too long is cut, what no carrier takes is replaced, what is no text is left out. */
const usableProse = (prose: unknown): string | undefined =>
  typeof prose === 'string' ? cutText(portable(prose), PROSE_CHARACTERS) : undefined;

const usableTime = (timestamp: unknown, busTime: string): string => {
  const { success, data } = instant.safeParse(timestamp);
  return success && isWithinBounds(data, busTime) ? data : busTime;
};

/**
 * What is usable of an event's detail, before its schema judges it: only what decides may be refused, and nobody's
 * cancellation is lost over its prose, its clock or an option that is null. The clock of an Order Created is judged.
 * @param busTime when the bus took the event, ISO 8601.
 */
export const usableDetail = (type: string, detail: Fields, busTime: string): Fields => {
  const { reason, ...rest } = withoutNulls(detail) ?? {};
  const prose = type === 'Order Cancelled' ? usableProse(reason) : reason;
  const { metadata, payment, timestamp } = rest;
  return {
    ...rest,
    ...(type !== 'Order Created' && { timestamp: usableTime(timestamp, busTime) }),
    ...(metadata !== undefined && { metadata: usableMetadata(metadata) }),
    ...(payment !== undefined && { payment: withoutNulls(payment) ?? payment }),
    ...(prose !== undefined && { reason: prose }),
  };
};
