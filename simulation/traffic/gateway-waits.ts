import type { PlannedOrder } from './plan';

/** By then it has been charged. Milliseconds after it was placed. */
const CANCELLED_AFTER_MS = 10_000;

/** Gives an order the card that its kind stands for, and its cancellation; other kinds stay as they are. */
export const withGatewayWait = (order: PlannedOrder): PlannedOrder => {
  if (order.kind === 'authenticated') return { ...order, token: 'pm_card_threeDSecureRequired' };
  if (order.kind !== 'slow-refund') return order;
  return { ...order, token: 'pm_card_pendingRefund', cancelledAfterMs: CANCELLED_AFTER_MS };
};
