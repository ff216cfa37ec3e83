import type { Difference } from '../../pipeline/reconcile/difference';
import type { OrderIntent } from '../../stages/payment/gateway/intent-list';
import { heldAmount, shownIntent } from './held';

/** How an order and its intents may disagree, and what an operator does about it. */
export const ACTIONS = {
  'no-order': 'look for its Order Created (ops dlq list); if there is none, refund it in the gateway’s dashboard',
  'captured-twice': 'refund the one that is not stored on the order in the gateway’s dashboard',
  'not-stored': 'cancel or refund it in the gateway’s dashboard',
  'refund-incomplete':
    'ask for it again if it failed later (ops order refund --retry), else look at its refunds in the gateway’s dashboard',
  'money-left': 'redrive its refund if it is a dead letter (ops order show), else refund it in the gateway’s dashboard',
  'not-captured': 'the shop was not paid: ask the customer, or cancel the order (ops order cancel)',
  'refunded-early': 'cancel the order (ops order cancel): somebody refunded it at the gateway',
  'other-amount': 'compare both with Order Created: refund what is too much in the gateway’s dashboard',
  'open-after-end': 'cancel it in the gateway’s dashboard, so that it cannot be charged any more',
  'not-recorded': 'redrive its Order Created if it is a dead letter (ops order show)',
  'unknown-intent': 'compare the account of the gateway’s key with the one that charged the order',
} as const;

export type PaymentDifferenceKind = keyof typeof ACTIONS;

/** An order, and intents of it, that do not agree. */
export interface PaymentDifference extends Difference {
  readonly kind: PaymentDifferenceKind;
  readonly orderId: string;
  readonly intentIds: readonly string[];
  /** What an operator does about it. */
  readonly action: string;
}

/**
 * Puts a difference into words.
 * @param what what differs; the order, the intents and their amounts come before it.
 */
export const differenceOf = (
  kind: PaymentDifferenceKind,
  orderId: string,
  intents: readonly (OrderIntent | string)[],
  what: string,
): PaymentDifference => {
  const ids = intents.map((intent) => (typeof intent === 'string' ? intent : intent.id));
  const shown = intents.map((intent) => (typeof intent === 'string' ? intent : shownIntent(intent)));
  const words = `order ${orderId || '(none)'}: ${shown.join(' and ')}: ${what}`;
  return {
    kind,
    orderId,
    intentIds: ids,
    action: ACTIONS[kind],
    subject: [kind, orderId, ...ids].join(' '),
    words,
    seen: JSON.stringify(
      intents.map((intent) => (typeof intent === 'string' ? intent : [intent.status, heldAmount(intent)])),
    ),
  };
};
