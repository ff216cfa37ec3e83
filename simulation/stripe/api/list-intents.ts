import type { Call } from '../endpoints';
import { paymentIntentObject } from '../intent-object';
import { Parameters } from '../parameters';
import type { Payments } from '../payments';
import { createdRange } from './created-range';
import { PAGE_PARAMETERS, pageOf } from './page';

/**
 * `GET /v1/payment_intents`: a page of the intents, newest first (https://docs.stripe.com/api/payment_intents/list).
 * @throws StripeApiError for a parameter that is not simulated, such as `customer`.
 */
export const listIntents = (payments: Payments, { form }: Call): unknown => {
  const parameters = new Parameters(form, PAGE_PARAMETERS, ['customer', 'customer_account', 'ending_before']);
  const created = createdRange(form);
  const isExpanded = parameters.expand(['data.latest_charge']).size > 0;
  const expanded = new Set(isExpanded ? ['latest_charge'] : []);
  return pageOf(parameters, {
    url: '/v1/payment_intents',
    resource: 'payment_intent',
    newestFirst: payments.newestFirst(),
    isWanted: ({ createdMs }) => created(Math.floor(createdMs / 1000)),
    objectOf: (payment) => paymentIntentObject(payment, expanded),
  });
};
