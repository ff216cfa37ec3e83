import type { OrderLine } from '../../contracts/events/fields';
import type { OrderKind, PlannedOrder } from './plan';

/** Orders that keep the schema and break a rule of the shop: refused before any charge. */
export const INVALID_KINDS = [
  'invalid-quantity',
  'invalid-price',
  'invalid-total',
  'unknown-product',
  'unknown-shop',
  'invalid-currency',
] as const satisfies readonly OrderKind[];

const totalOf = (items: readonly OrderLine[]): number =>
  items.reduce((sum, { quantity, unitPrice }) => sum + quantity * unitPrice, 0);

/** The order with its first line changed and a total that matches, so that the one fault is the only one. */
const withFirstLine = (order: PlannedOrder, change: Partial<OrderLine>): PlannedOrder => {
  const items = order.items.map((line, index) => (index === 0 ? { ...line, ...change } : line));
  return { ...order, items, total: totalOf(items) };
};

/** Gives a good order the one fault that its kind stands for; other kinds stay as they are. */
export const faulty = (order: PlannedOrder): PlannedOrder => {
  switch (order.kind) {
    case 'invalid-quantity':
      return withFirstLine(order, { quantity: 0 });
    case 'invalid-price':
      return withFirstLine(order, { unitPrice: -1 });
    case 'unknown-product':
      return withFirstLine(order, { productId: 'p-unknown' });
    case 'unknown-shop':
      return { ...order, shopId: 'nowhere' };
    case 'invalid-total':
      return { ...order, total: order.total + 1 };
    case 'invalid-currency':
      return { ...order, currency: 'ZZZ' };
    default:
      return order;
  }
};
