import type { Adjustment } from '../../contracts/events/fields';
import type { PlannedOrder } from './plan';

const TAX_PERCENT = 8;
const TIP = 100;

/** One piece of the first line for half its price, tax on the rest, and a tip. */
const adjustmentsOf = ({ items, total }: PlannedOrder): Adjustment[] => {
  const discount = Math.floor((items[0]?.unitPrice ?? 0) / 2);
  return [
    { type: 'discount', amount: -discount },
    { type: 'tax', amount: Math.round(((total - discount) * TAX_PERCENT) / 100) },
    { type: 'tip', amount: TIP },
  ];
};

/** Gives an order the adjustments that its kind stands for; other kinds stay as they are. */
export const withAdjustments = (order: PlannedOrder): PlannedOrder => {
  const { kind, total } = order;
  if (kind === 'free') {
    const { token: _, ...unpaid } = order;
    return { ...unpaid, adjustments: [{ type: 'discount', amount: -total }], total: 0 };
  }
  if (kind !== 'adjusted') return order;
  const adjustments = adjustmentsOf(order);
  return { ...order, adjustments, total: adjustments.reduce((sum, { amount }) => sum + amount, total) };
};
