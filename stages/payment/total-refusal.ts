import type { Detail } from '../../contracts/events/events';
import type { Adjustment } from '../../contracts/events/fields';
import type { Failure } from '../../pipeline/orders/order-history';

export const MAX_ADJUSTMENTS = 20;

/** A sign that contradicts its type is a mistake of the sender's, and would be charged or given away. */
const adjustmentRefusal = (adjustments: readonly Adjustment[]): Failure | undefined => {
  const code = 'INVALID_ADJUSTMENTS';
  if (adjustments.length > MAX_ADJUSTMENTS)
    return { code, message: `adjustments: must be at most ${MAX_ADJUSTMENTS}, got ${adjustments.length}` };
  for (const [index, { type, amount }] of adjustments.entries()) {
    const field = `adjustments.${index}.amount`;
    if (type === 'discount' && amount > 0)
      return { code, message: `${field}: a discount must not be above 0, got ${amount}` };
    if (type === 'tip' && amount < 0) return { code, message: `${field}: a tip must not be below 0, got ${amount}` };
  }
  return undefined;
};

/** Why an order's total cannot be right, or undefined: it is the sum of its lines and its adjustments. */
export const totalRefusal = ({
  items,
  adjustments = [],
  total,
}: Pick<Detail<'Order Created'>, 'items' | 'adjustments' | 'total'>): Failure | undefined => {
  const refusedAdjustment = adjustmentRefusal(adjustments);
  if (refusedAdjustment) return refusedAdjustment;
  const sum = items.reduce((running, { quantity, unitPrice }) => running + quantity * unitPrice, 0);
  const due = adjustments.reduce((running, { amount }) => running + amount, sum);
  if (due !== total) {
    const what = adjustments.length > 0 ? 'items and adjustments come' : 'items come';
    return { code: 'INVALID_TOTAL', message: `total: the ${what} to ${due}, got ${total}` };
  }
  if (total < 0) return { code: 'INVALID_TOTAL', message: `total: must not be negative, got ${total}` };
  return undefined;
};
