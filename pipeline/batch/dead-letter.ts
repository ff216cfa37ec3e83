import { EventViolation, parseEvent } from '../../contracts/events/parse';

interface EventLike {
  readonly id?: unknown;
  readonly detail?: { readonly orderId?: unknown } | null;
}

/** The event in a message's body, as far as it is one; undefined if the body is no JSON object. */
export const eventIn = (body: string): EventLike | undefined => {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
};

/** The order that a dead letter is about, if it says so. */
export const orderIdIn = (body: string): string | undefined => {
  const orderId = eventIn(body)?.detail?.orderId;
  return typeof orderId === 'string' ? orderId : undefined;
};

/**
 * Why a dead letter died that no handler ever saw, and so left no reason: what the contract says of its body.
 * Undefined if the body is a good event, which must have died of something else.
 */
export const deriveReason = (body: string): string | undefined => {
  try {
    parseEvent(body);
    return undefined;
  } catch (error) {
    if (error instanceof EventViolation) return error.message;
    throw error;
  }
};
