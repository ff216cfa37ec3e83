import type { Form } from './form';
import { Parameters } from './parameters';
import type { Payment, Payments } from './payments';
import { invalidRequest } from './stripe-error';
import { paymentIntentObject } from './stripe-objects';

const MAX_LIMIT = 100;
const DEFAULT_LIMIT = 10;

/** Epoch seconds against a bound of the `created` filter. */
const BOUNDS: Readonly<Record<string, (created: number, bound: number) => boolean>> = {
  gt: (created, bound) => created > bound,
  gte: (created, bound) => created >= bound,
  lt: (created, bound) => created < bound,
  lte: (created, bound) => created <= bound,
};

const createdFilter = (parameters: Parameters): ((payment: Payment) => boolean) => {
  const bounds = Object.entries(parameters.map('created')).map(([name, text]) => {
    const holds = Object.hasOwn(BOUNDS, name) ? BOUNDS[name] : undefined;
    if (!holds)
      throw invalidRequest(`Received unknown parameter: created[${name}]`, {
        code: 'parameter_unknown',
        param: `created[${name}]`,
      });
    if (!/^\d+$/.test(text))
      throw invalidRequest(`Invalid integer: ${text}`, {
        code: 'parameter_invalid_integer',
        param: `created[${name}]`,
      });
    return (created: number) => holds(created, Number(text));
  });
  return ({ createdMs }) => bounds.every((holds) => holds(Math.floor(createdMs / 1000)));
};

const limitOf = (parameters: Parameters): number => {
  if (!parameters.has('limit')) return DEFAULT_LIMIT;
  const limit = parameters.amount('limit');
  if (limit > MAX_LIMIT)
    throw invalidRequest(`This value must be less than or equal to ${MAX_LIMIT}.`, { param: 'limit' });
  return limit;
};

/** What follows an intent in the list; the whole list unless one is named. */
const after = (newestFirst: readonly Payment[], id: string | undefined): readonly Payment[] => {
  if (id === undefined) return newestFirst;
  const at = newestFirst.findIndex((payment) => payment.id === id);
  if (at < 0)
    throw invalidRequest(`No such payment_intent: '${id}'`, { code: 'resource_missing', param: 'starting_after' });
  return newestFirst.slice(at + 1);
};

/**
 * `GET /v1/payment_intents`: a page of the intents, newest first (https://docs.stripe.com/api/payment_intents/list,
 * https://docs.stripe.com/api/pagination). The cursor may name an intent that the filter leaves out.
 * @throws StripeApiError for a parameter that is not simulated, such as `customer` or `ending_before`.
 */
export const listIntents = (payments: Payments, form: Form): unknown => {
  const parameters = new Parameters(form, ['created', 'limit', 'starting_after', 'expand']);
  const limit = limitOf(parameters);
  const isWanted = createdFilter(parameters);
  const isExpanded = parameters.expand(['data.latest_charge']).size > 0;
  const startingAfter = parameters.optional('starting_after', (name) => parameters.string(name));
  // Of two that were created in the same millisecond, the one that came later is the newer one.
  const newestFirst = payments.all().toReversed();
  newestFirst.sort((one, other) => other.createdMs - one.createdMs);
  const found = after(newestFirst, startingAfter).filter(isWanted);
  const expanded = new Set(isExpanded ? ['latest_charge'] : []);
  return {
    object: 'list',
    url: '/v1/payment_intents',
    has_more: found.length > limit,
    data: found.slice(0, limit).map((payment) => paymentIntentObject(payment, expanded)),
  };
};
