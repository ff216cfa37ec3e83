import type { PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import type { DetailType } from '../../contracts/events/events';
import type { OrderLine } from '../../contracts/events/fields';
import { ORDER_MANAGER_SOURCE } from '../../contracts/events/order-manager';
import { ours } from '../run/mode';

/** An order as a customer places it. */
export interface Order {
  readonly orderId: string;
  readonly shopId: string;
  readonly customerId: string;
  readonly items: readonly OrderLine[];
  /** Minor units of `currency`. */
  readonly total: number;
  readonly currency: string;
  /** Stripe's test payment method. */
  readonly token: string;
}

export const LATTE = { productId: 'p38', unitPrice: 375 } as const;
export const SCONE = { productId: 'p70', unitPrice: 325 } as const;

/** What the tests order, of the menu that a foundation of ours has. */
export const PRODUCTS = [LATTE.productId, SCONE.productId, 'p39'];

/** The shop of whoever names none; it has plenty of everything. */
export const HOME = ours('astoria');

let placed = 0;

/** Two lattes and a scone in Astoria, 10.75 USD, of a customer who comes once; the total follows the items unless given. */
export const anOrder = (differences: Partial<Order> = {}): Order => {
  const items = differences.items ?? [
    { ...LATTE, quantity: 2 },
    { ...SCONE, quantity: 1 },
  ];
  placed += 1;
  return {
    orderId: ours(`order-${placed}`),
    shopId: HOME,
    customerId: ours(`customer-${placed}`),
    items,
    total: items.reduce((sum, { quantity, unitPrice }) => sum + quantity * unitPrice, 0),
    currency: 'USD',
    token: 'pm_card_visa',
    ...differences,
  };
};

/** An event of the order manager, which sends no metadata. */
export const managerEvent = (type: DetailType | (string & {}), detail: object): PutEventsRequestEntry => ({
  Source: ORDER_MANAGER_SOURCE,
  DetailType: type,
  Detail: JSON.stringify({ timestamp: new Date().toISOString(), ...detail }),
});

const keys = ({ orderId, shopId }: Order) => ({ orderId, shopId });

export const created = (order: Order): PutEventsRequestEntry => {
  const { customerId, items, total, currency, token } = order;
  return managerEvent('Order Created', { ...keys(order), customerId, items, total, currency, payment: { token } });
};
export const confirmed = (order: Order): PutEventsRequestEntry => managerEvent('Order Confirmed', keys(order));
export const ready = (order: Order): PutEventsRequestEntry => managerEvent('Order Ready', keys(order));
export const cancelled = (order: Order, reason = 'customer left'): PutEventsRequestEntry =>
  managerEvent('Order Cancelled', { ...keys(order), reason });
