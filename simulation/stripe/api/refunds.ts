import type { Call } from '../endpoints';
import { Parameters } from '../parameters';
import type { Payments } from '../payments';
import { type Refund, refundObject } from '../refund';
import { type CreatedRange, createdRange } from './created-range';
import { PAGE_PARAMETERS, pageOf } from './page';

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

/** `GET /v1/refunds`: a page of them, newest first (https://docs.stripe.com/api/refunds/list). */
export const listRefunds = (payments: Payments, { form }: Call): unknown => {
  const parameters = new Parameters(form, ['payment_intent', 'charge', ...PAGE_PARAMETERS], ['ending_before']);
  const paymentId = parameters.optional('payment_intent', (name) => parameters.string(name));
  const chargeId = parameters.optional('charge', (name) => parameters.string(name));
  const created = createdRange(form);
  const expanded = parameters.expand(EXPANDABLE.map((path) => `data.${path}`));
  const ofItems = new Set([...expanded].map((path) => path.replace(/^data\./, '')));
  return pageOf(parameters, {
    url: '/v1/refunds',
    resource: 'refund',
    newestFirst: payments.refunds.newestFirst(),
    isWanted: (refund) => matches(refund, { paymentId, chargeId, created }),
    objectOf: (refund) => refundObject(refund, payments.refunds.paymentOf(refund), ofItems),
  });
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
