import type { CardDecline } from './cards';
import type { Payment } from './payment';

/** Stripe links the explanation of each error code. */
export const docUrlOf = (code: string): string => `https://stripe.com/docs/error-codes/${code.replaceAll('_', '-')}`;

const DETAILS = {
  card: { brand: 'visa', exp_month: 12, exp_year: 2034, fingerprint: 'Xt5EWLLDS7FJjR1c', last4: '4242' },
  us_bank_account: { bank_name: 'STRIPE TEST BANK', fingerprint: 'FFDMA0xfhBjWSZLu', last4: '6789' },
};

/** The payment method as errors quote it: with digits and fingerprint, and the customer's address. */
export const methodObject = (id: string, payment: Payment) => {
  const { receiptEmail, customer, livemode = false, methodType = 'card' } = payment;
  return {
    id,
    object: 'payment_method',
    billing_details: { address: null, email: receiptEmail ?? null, name: null, phone: null },
    customer: customer ?? null,
    livemode,
    type: methodType,
    [methodType]: DETAILS[methodType],
  };
};

/** An error of a payment as the intent shows it (https://docs.stripe.com/api/payment_intents/object#payment_intent_object-last_payment_error). */
export const errorObject = ({ code, declineCode, message, type }: CardDecline, payment: Payment) => ({
  ...(payment.charge?.failure?.code === code && { charge: payment.charge.id }),
  code,
  ...(declineCode !== undefined && { decline_code: declineCode }),
  doc_url: docUrlOf(code),
  message,
  ...(payment.failedMethodId !== undefined && { payment_method: methodObject(payment.failedMethodId, payment) }),
  type: type ?? 'card_error',
});
