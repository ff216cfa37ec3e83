import { eventIn, orderIdIn } from '../../pipeline/batch/dead-letter';
import type { DeadLetter, Evidence } from './evidence';

/** Who the event in a dead letter is: the bus's id, the same in every queue that it died in; else the message itself. */
export const eventIdentity = ({ body, messageId }: Pick<DeadLetter, 'body' | 'messageId'>): string => {
  const id = eventIn(body)?.id;
  return typeof id === 'string' && id !== '' ? `event ${id}` : `message ${messageId}`;
};

/** How many events died: one that died in three stages' queues is one. */
export const distinctEvents = (deadLetters: readonly DeadLetter[]): number =>
  new Set(deadLetters.map(eventIdentity)).size;

/** Orders whose refund the gateway refuses for good: they owe it, and their event is a dead letter. They are counted apart. */
export const refusedRefunds = ({ orders, deadLetters }: Pick<Evidence, 'orders' | 'deadLetters'>): Set<string> => {
  const dead = new Set(deadLetters.map(({ body }) => orderIdIn(body)));
  return new Set(
    orders.filter(({ owes, orderId }) => owes?.includes('refund') && dead.has(orderId)).map(({ orderId }) => orderId),
  );
};
