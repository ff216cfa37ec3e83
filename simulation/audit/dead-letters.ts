import { EventViolation, parseEvent } from '../../contracts/events/parse';
import type { DeadLetter, Evidence } from './evidence';

interface EventLike {
  readonly id?: unknown;
  readonly detail?: { readonly orderId?: unknown } | null;
}

const eventIn = (body: string): EventLike | undefined => {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
};

/** Who the event in a dead letter is: the bus's id, the same in every queue that it died in; else the message itself. */
export const eventIdentity = ({ body, messageId }: Pick<DeadLetter, 'body' | 'messageId'>): string => {
  const id = eventIn(body)?.id;
  return typeof id === 'string' && id !== '' ? `event ${id}` : `message ${messageId}`;
};

/** How many events died: one that died in three stages' queues is one. */
export const distinctEvents = (deadLetters: readonly DeadLetter[]): number =>
  new Set(deadLetters.map(eventIdentity)).size;

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

/** Orders whose refund the gateway refuses for good: they owe it, and their event is a dead letter. They are counted apart. */
export const refusedRefunds = ({ orders, deadLetters }: Pick<Evidence, 'orders' | 'deadLetters'>): Set<string> => {
  const dead = new Set(deadLetters.map(({ body }) => orderIdIn(body)));
  return new Set(
    orders.filter(({ owes, orderId }) => owes?.includes('refund') && dead.has(orderId)).map(({ orderId }) => orderId),
  );
};
