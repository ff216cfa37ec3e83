import { formatMoney } from '../../pipeline/money/format-money';
import type { OrderIntent } from '../../stages/payment/gateway/intent-list';

/** What the gateway holds of an intent: captured and not given back, minor units of its currency. */
export const heldAmount = ({ status, money, refundedAmount }: OrderIntent): number =>
  status === 'captured' ? money.amount - refundedAmount : 0;

/** An intent may still be charged, or is being charged. */
export const isOpen = ({ status }: OrderIntent): boolean =>
  status === 'unconfirmed' || status === 'action-required' || status === 'processing';

/** `pi_1 captured 9.00 USD, gave back 2.50 USD`. */
export const shownIntent = ({ id, status, money: { amount, currency }, refundedAmount }: OrderIntent): string => {
  const refunded = refundedAmount > 0 ? `, gave back ${formatMoney(refundedAmount, currency)}` : '';
  return `${id} ${status} ${formatMoney(amount, currency)}${refunded}`;
};
