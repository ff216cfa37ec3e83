import type { Order } from './order';

/** What must be true of the states together, whatever order events come in, and how to say that it is not. */
const RULES: readonly (readonly [fault: string, isFaulty: (order: Order) => boolean])[] = [
  ['an outcome that this release does not know', ({ outcome }) => !isKnown(outcome)],
  [
    'inventory worked on a payment that was never validated',
    ({ payment, inventory }) => inventory.state !== 'none' && !('validated' in payment && payment.validated),
  ],
  [
    'the kitchen worked on stock that was never reserved',
    ({ inventory, fulfillment }) => fulfillment.state !== 'none' && !('allocated' in inventory),
  ],
  [
    'handed over without an Order Ready',
    ({ fulfillment, readied }) => fulfillment.state === 'handedOver' && readied === undefined,
  ],
  [
    'handed over and not fulfilled, or fulfilled and not handed over',
    ({ fulfillment, outcome }) => (fulfillment.state === 'handedOver') !== isOutcome(outcome, 'fulfilled'),
  ],
  [
    'sold and not fulfilled',
    ({ inventory, outcome }) => inventory.state === 'sold' && !isOutcome(outcome, 'fulfilled'),
  ],
  [
    'refused by a stage and not failed',
    ({ payment, inventory, fulfillment, outcome }) =>
      (payment.state === 'failed' || inventory.state === 'rejected' || fulfillment.state === 'rejected') &&
      !isOutcome(outcome, 'failed'),
  ],
  [
    'compensated without an outcome that asks for it',
    ({ payment, inventory, outcome }) =>
      (payment.state === 'refunding' || payment.state === 'refunded' || inventory.state === 'released') &&
      !isOutcome(outcome, 'failed') &&
      !isOutcome(outcome, 'cancelled'),
  ],
];

const isOutcome = (outcome: Order['outcome'], name: 'fulfilled' | 'failed' | 'cancelled'): boolean =>
  outcome.name === name;

const isKnown = (outcome: Order['outcome']): boolean =>
  outcome.state === 'open' || (['fulfilled', 'failed', 'cancelled'] as readonly string[]).includes(outcome.name);

/** @returns how states of different stages contradict each other; undefined if they do not. */
export const contradictionIn = (order: Order): string | undefined => RULES.find(([, isFaulty]) => isFaulty(order))?.[0];
