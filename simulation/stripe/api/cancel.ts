import type { Call } from '../endpoints';
import { paymentIntentObject } from '../intent-object';
import { Parameters } from '../parameters';
import type { Payments } from '../payments';

/** `POST /v1/payment_intents/:id/cancel` (https://docs.stripe.com/api/payment_intents/cancel). */
export const cancelIntent = (payments: Payments, { id, form }: Call): unknown => {
  const parameters = new Parameters(form, ['cancellation_reason', 'expand']);
  const reason = parameters.optional('cancellation_reason', (name) =>
    parameters.oneOf(name, ['abandoned', 'duplicate', 'fraudulent', 'requested_by_customer']),
  );
  const expanded = parameters.expand(['latest_charge']);
  return paymentIntentObject(payments.cancel(id, reason ?? null), expanded);
};
