import type { Charge, Payment } from './payment';
import { invalidRequest } from './stripe-error';

/**
 * The charge that a refund goes to, and its amount.
 * @param refusedFor is asked whether every refund of an order is refused.
 * @throws StripeApiError as Stripe refuses refunds: a disputed charge, nothing left, more than is left
 * (https://docs.stripe.com/error-codes, https://docs.stripe.com/api/refunds/create). A charge whose dispute was won can be
 * refunded again: Stripe's documentation does not say, a shop system built on Stripe's API does
 * (https://github.com/Automattic/woocommerce-payments/issues/7960).
 */
export const refundableCharge = (
  payment: Payment,
  amount: number | undefined,
  refusedFor: (orderId: string) => boolean,
): { charge: Charge; amount: number } => {
  const { charge } = payment;
  if (payment.status !== 'succeeded' || !charge)
    throw invalidRequest(`This PaymentIntent (${payment.id}) does not have a successful charge to refund.`, {
      executed: true,
      param: 'payment_intent',
    });
  const left = payment.amount - charge.refundedAmount;
  if (charge.disputed && !charge.disputeWon) throw disputed(charge);
  if (left === 0)
    throw invalidRequest(`Charge ${charge.id} has already been refunded.`, {
      executed: true,
      code: 'charge_already_refunded',
    });
  if (refusedFor(payment.metadata.orderId ?? '')) throw disputed(charge);
  const refunded = amount ?? left;
  if (refunded > left)
    throw invalidRequest(`Refund amount (${refunded}) is greater than unrefunded amount on charge (${left})`, {
      executed: true,
      param: 'amount',
    });
  return { charge, amount: refunded };
};

const disputed = ({ id }: Charge) =>
  invalidRequest(`Charge ${id} has been charged back; cannot issue a refund.`, {
    executed: true,
    code: 'charge_disputed',
  });
