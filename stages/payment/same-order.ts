import { isDeepStrictEqual } from 'node:util';
import type { Detail } from '../../contracts/events/events';
import { shown } from '../../contracts/events/parse';
import { PermanentError } from '../../pipeline/batch/failure';
import type { Snapshot } from '../../pipeline/orders/order-history';

/** What is kept of an Order Created. */
export const snapshotOf = (detail: Detail<'Order Created'>): Snapshot => {
  const { customerId, items, adjustments = [], total, currency, timestamp } = detail;
  return {
    customerId,
    items,
    ...(adjustments.length > 0 && { adjustments }),
    total,
    currency,
    placedAt: timestamp,
  };
};

/** As DynamoDB keeps it, which knows no negative zero. */
const asStored = (value: unknown): unknown => (value === undefined ? undefined : JSON.parse(JSON.stringify(value)));

const SAME = ['customerId', 'items', 'adjustments', 'total', 'currency'] as const;

/** @throws PermanentError if the orderId was used for another order: that is never a replay. */
export const requireSameOrder = (stored: Snapshot, sent: Snapshot): void => {
  for (const field of SAME) {
    // Not as text: DynamoDB gives the fields of a map back in any order.
    if (isDeepStrictEqual(asStored(stored[field]), asStored(sent[field]))) continue;
    const [was, is] = [shown([field], stored[field]), shown([field], sent[field])];
    throw new PermanentError(`detail.${field}: the orderId was used before with ${was}, got ${is}`, {
      field: `detail.${field}`,
      value: is,
    });
  }
};
