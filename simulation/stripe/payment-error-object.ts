import type { CardDecline } from './cards';
import type { Payment } from './payment';

/** Stripe links the explanation of each error code. */
export const docUrlOf = (code: string): string => `https://stripe.com/docs/error-codes/${code.replaceAll('_', '-')}`;

/** The payment method as errors quote it: with the card's digits and fingerprint, and the customer's address. */
export const methodObject = (id: string, { receiptEmail, customer, livemode = false }: Payment) => ({
  id,
  object: 'payment_method',
  billing_details: { address: null, email: receiptEmail ?? null, name: null, phone: null },
  card: { brand: 'visa', exp_month: 12, exp_year: 2034, fingerprint: 'Xt5EWLLDS7FJjR1c', last4: '4242' },
  customer: customer ?? null,
  livemode,
  type: 'card',
});

/** An error of a payment as the intent shows it (https://docs.stripe.com/api/payment_intents/object#payment_intent_object-last_payment_error). */
export const errorObject = ({ code, declineCode, message, type }: CardDecline, payment: Payment) => ({
  ...(payment.charge?.failure && { charge: payment.charge.id }),
  code,
  ...(declineCode !== undefined && { decline_code: declineCode }),
  doc_url: docUrlOf(code),
  message,
  ...(payment.failedMethodId !== undefined && { payment_method: methodObject(payment.failedMethodId, payment) }),
  type: type ?? 'card_error',
});
