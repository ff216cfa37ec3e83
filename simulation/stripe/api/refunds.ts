import type { Call } from '../endpoints';
import { Parameters } from '../parameters';
import type { Payments } from '../payments';
import { type Refund, refundObject } from '../refund';
import { invalidRequest } from '../stripe-error';
import { type CreatedRange, createdRange } from './created-range';

const EXPANDABLE = ['payment_intent', 'payment_intent.latest_charge'];
/** The others of https://docs.stripe.com/api/refunds/create. */
const NOT_SIMULATED = [
  'charge',
  'currency',
  'customer',
  'instructions_email',
  'origin',
  'refund_application_fee',
  'reverse_transfer',
];

/** `POST /v1/refunds` (https://docs.stripe.com/api/refunds/create). */
export const createRefund = (payments: Payments, { form }: Call): unknown => {
  const parameters = new Parameters(form, ['payment_intent', 'amount', 'reason', 'metadata', 'expand'], NOT_SIMULATED);
  const intentId = parameters.string('payment_intent');
  const amount = parameters.optional('amount', (name) => parameters.amount(name));
  const reason = parameters.optional('reason', (name) =>
    parameters.oneOf(name, ['duplicate', 'fraudulent', 'requested_by_customer']),
  );
  const metadata = parameters.metadata('metadata');
  const expanded = parameters.expand(EXPANDABLE);
  const refund = payments.refund(intentId, amount, { reason, metadata });
  return refundObject(refund, payments.get(intentId), expanded);
};

/** `GET /v1/refunds/:id` (https://docs.stripe.com/api/refunds/retrieve). */
export const readRefund = (payments: Payments, { id, form }: Call): unknown => {
  const expanded = new Parameters(form, ['expand']).expand(EXPANDABLE);
  const refund = payments.refunds.get(id);
  return refundObject(refund, payments.refunds.paymentOf(refund), expanded);
};

/** `GET /v1/refunds`: the newest first, in pages (https://docs.stripe.com/api/refunds/list, https://docs.stripe.com/api/pagination). */
export const listRefunds = (payments: Payments, { form }: Call): unknown => {
  const parameters = new Parameters(
    form,
    ['payment_intent', 'charge', 'created', 'limit', 'starting_after', 'expand'],
    ['ending_before'],
  );
  const paymentId = parameters.optional('payment_intent', (name) => parameters.string(name));
  const chargeId = parameters.optional('charge', (name) => parameters.string(name));
  const created = createdRange(form);
  const limit = parameters.optional('limit', (name) => parameters.pageSize(name)) ?? 10;
  const after = parameters.optional('starting_after', (name) => parameters.string(name));
  const expanded = parameters.expand(EXPANDABLE.map((path) => `data.${path}`));
  const matching = payments.refunds.newestFirst().filter((refund) => matches(refund, { paymentId, chargeId, created }));
  const from = after === undefined ? 0 : matching.findIndex(({ id }) => id === after) + 1;
  if (after !== undefined && from === 0)
    throw invalidRequest(`No such refund: '${after}'`, { code: 'resource_missing', param: 'starting_after' });
  const page = matching.slice(from, from + limit);
  const ofItems = new Set([...expanded].map((path) => path.replace(/^data\./, '')));
  return {
    object: 'list',
    data: page.map((refund) => refundObject(refund, payments.refunds.paymentOf(refund), ofItems)),
    has_more: matching.length > from + limit,
    url: '/v1/refunds',
  };
};

interface Filter {
  readonly paymentId: string | undefined;
  readonly chargeId: string | undefined;
  readonly created: CreatedRange;
}

const matches = (refund: Refund, { paymentId, chargeId, created }: Filter): boolean =>
  (paymentId === undefined || refund.paymentId === paymentId) &&
  (chargeId === undefined || refund.chargeId === chargeId) &&
  created(Math.floor(refund.createdMs / 1000));
