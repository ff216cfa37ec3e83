import type { Charge, Payment } from './payment';

/** A charge as Stripe's API shows it (https://docs.stripe.com/api/charges/object). */
export const chargeObject = (payment: Payment, charge: Charge): Record<string, unknown> => {
  const { id, createdMs, failure, refundedAmount, disputed = false } = charge;
  return {
    id,
    object: 'charge',
    amount: payment.amount,
    amount_captured: failure ? 0 : payment.amount,
    amount_refunded: refundedAmount,
    captured: !failure,
    created: Math.floor(createdMs / 1000),
    currency: payment.currency,
    customer: payment.customer ?? null,
    description: payment.description ?? null,
    disputed,
    failure_code: failure?.code ?? null,
    failure_message: failure?.message ?? null,
    livemode: payment.livemode ?? false,
    metadata: payment.metadata,
    outcome: {
      network_status: failure ? 'declined_by_network' : 'approved_by_network',
      reason: failure?.declineCode ?? null,
      seller_message: failure ? 'The bank did not return any further details with this decline.' : 'Payment complete.',
      type: failure ? 'issuer_declined' : 'authorized',
    },
    paid: !failure,
    payment_intent: payment.id,
    payment_method: payment.methodId ?? null,
    receipt_email: payment.receiptEmail ?? null,
    receipt_url: failure ? null : `https://pay.stripe.com/receipts/payment/${id}`,
    refunded: refundedAmount === payment.amount,
    status: failure ? 'failed' : 'succeeded',
  };
};
