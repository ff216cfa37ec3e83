import { isDeepStrictEqual } from 'node:util';
import type { Detail } from '../../contracts/events/events';
import { shown } from '../../contracts/events/shown';
import { PermanentError } from '../batch/failure';
import type { Snapshot } from './order-history';

/**
 * What is kept of an Order Created.
 * @param nowMs when it is first worked: a producer may say the bus's time too (`Time` of PutEvents), and an order that is
 * placed in the future would not be seen when it is open too long.
 */
export const snapshotOf = (detail: Detail<'Order Created'>, nowMs: number): Snapshot => {
  const { customerId, items, adjustments = [], total, currency, timestamp } = detail;
  return {
    customerId,
    items,
    ...(adjustments.length > 0 && { adjustments }),
    total,
    currency,
    placedAt: Date.parse(timestamp) > nowMs ? new Date(nowMs).toISOString() : timestamp,
  };
};

/** As DynamoDB keeps it, which knows no negative zero. */
const asStored = (value: unknown): unknown => (value === undefined ? undefined : JSON.parse(JSON.stringify(value)));

const SAME = ['customerId', 'items', 'adjustments', 'total', 'currency'] as const;
type SaidOfOrder = { readonly [Field in (typeof SAME)[number]]?: Snapshot[Field] | undefined };

/** @throws PermanentError that names the first field in which an event says something else of the order than is stored. */
export const requireSame = (stored: Snapshot, said: SaidOfOrder, before: string): void => {
  for (const field of SAME) {
    // Not as text: DynamoDB gives the fields of a map back in any order.
    if (isDeepStrictEqual(asStored(stored[field]), asStored(said[field]))) continue;
    const [was, is] = [shown([field], stored[field]), shown([field], said[field])];
    throw new PermanentError(`detail.${field}: ${before} ${was}, got ${is}`, { field: `detail.${field}`, value: is });
  }
};

/** @throws PermanentError if the orderId was used for another order: that is never a replay. */
export const requireSameOrder = (stored: Snapshot, sent: Snapshot): void =>
  requireSame(stored, sent, 'the orderId was used before with');

/** What an event carries of an order for the next stage: what was charged, whatever an event before it said. */
export const carriedOf = ({ items, adjustments, ...snapshot }: Snapshot) => ({
  ...snapshot,
  items: [...items],
  ...(adjustments && { adjustments: [...adjustments] }),
});
