import { disputeObject } from '../disputes';
import type { Call } from '../endpoints';
import { Parameters } from '../parameters';
import type { Payments } from '../payments';
import { createdRange } from './created-range';
import { PAGE_PARAMETERS, pageOf } from './page';

/** `GET /v1/disputes`: a page of them, newest first (https://docs.stripe.com/api/disputes/list). */
export const listDisputes = (payments: Payments, { form }: Call): unknown => {
  const parameters = new Parameters(form, ['payment_intent', 'charge', ...PAGE_PARAMETERS], ['ending_before']);
  const paymentId = parameters.optional('payment_intent', (name) => parameters.string(name));
  const chargeId = parameters.optional('charge', (name) => parameters.string(name));
  const created = createdRange(form);
  const isExpanded = parameters.expand(['data.payment_intent']).size > 0;
  return pageOf(parameters, {
    url: '/v1/disputes',
    resource: 'dispute',
    newestFirst: payments.disputes.newestFirst(),
    isWanted: (dispute) =>
      (paymentId === undefined || dispute.paymentId === paymentId) &&
      (chargeId === undefined || dispute.chargeId === chargeId) &&
      created(Math.floor(dispute.createdMs / 1000)),
    objectOf: (dispute) => disputeObject(dispute, payments.get(dispute.paymentId), isExpanded),
  });
};
