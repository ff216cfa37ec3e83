import type { BusEventOf } from '../../contracts/events/events';
import { DependencyError } from '../../pipeline/batch/failure';
import type { Order } from '../../pipeline/orders/order';
import type { OrderStore } from '../../pipeline/orders/order-store';
import type { ChargeResult } from './charge';
import { GatewayRefusedError } from './gateway/errors';
import type { PaymentGateway, PaymentIntent } from './gateway/gateway';
import type { RefundResult } from './refund';

const MAX_MESSAGE_CHARACTERS = 400;

const declined = (code: string, message: string): ChargeResult => ({
  status: 'declined',
  // Whatever the gateway calls it, ours are upper case and begin with a letter.
  code: code
    .toUpperCase()
    .replaceAll(/[^A-Z0-9]+/g, '_')
    .replace(/^(?![A-Z]{2})/, 'GATEWAY_')
    .slice(0, 64),
  message: message.slice(0, MAX_MESSAGE_CHARACTERS),
});

const answerOf = ({ id, status, decline }: PaymentIntent): ChargeResult => {
  switch (status) {
    case 'captured':
      return { status, intentId: id };
    case 'declined':
      return declined(decline?.code ?? 'card_declined', decline?.message ?? 'the card was declined');
    case 'cancelled':
      // A cancellation got there first, and has ended the order: storing this answer will meet its write.
      return declined('payment_cancelled', 'the payment was cancelled at the gateway');
    case 'processing':
    case 'unconfirmed':
      throw new DependencyError(`payment ${id} is still ${status} at the gateway`);
  }
};

/**
 * Charges an order in the order that makes it provable: open an intent (moves no money), store its id on the order, only then confirm it.
 * Whoever comes later, after whatever crash, finds the one intent that may have been charged and asks the gateway.
 * @param onStored gets the order once the intent is on it.
 * @throws CommitConflict if the order changed meanwhile; nothing was charged then.
 */
export const chargeAtGateway = async (
  gateway: PaymentGateway,
  orders: OrderStore,
  order: Order,
  { detail }: BusEventOf<'Order Created'>,
  onStored: (order: Order) => void,
): Promise<ChargeResult> => {
  try {
    let intentId = order.payment?.intentId;
    if (intentId === undefined) {
      const { orderId, shopId, total: amount, currency } = detail;
      const intent = await gateway.open({ orderId, shopId, money: { amount, currency } });
      intentId = intent.id;
      onStored(await orders.save({ ...order, payment: { intentId } }));
    }
    return answerOf(await gateway.confirm(intentId, detail.payment.token));
  } catch (error) {
    // A token, amount or currency that the gateway will never take is the customer's answer, like a declined card.
    if (error instanceof GatewayRefusedError) return declined(error.code, error.message);
    throw error;
  }
};

/** Takes the payment of an ended order back to zero: cancels what was not captured, refunds what was. */
export const undoAtGateway = async (gateway: PaymentGateway, order: Order): Promise<RefundResult> => {
  if (!order.payment) throw new Error(`order ${order.orderId} has no payment to undo`);
  const { intentId } = order.payment;
  const first = order.charged ? await gateway.refund(intentId) : await gateway.cancel(intentId);
  // A late confirm may have captured it in the meantime; the intent cannot be captured twice.
  const isLeft = first.status === 'captured' && first.refundedAmount < first.money.amount;
  const intent = isLeft ? await gateway.refund(intentId) : first;
  if (intent.status === 'processing' || intent.status === 'unconfirmed') {
    throw new DependencyError(`payment ${intentId} is still ${intent.status} at the gateway`);
  }
  return { amount: intent.refundedAmount, currency: intent.money.currency };
};
