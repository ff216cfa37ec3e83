import { CONFIG_KEYS } from '../../../contracts/tables/config-table';
import type { Outcome } from '../../../pipeline/orders/order-history';
import { COFFEE_SHOP_PROFILE } from '../../../simulation/traffic/profile';
import { type CoffeeShops, ROOMY } from './coffee-shops';

const SHOP_ID = 'astoria';
const [PRODUCT] = COFFEE_SHOP_PROFILE.menu;
const PRODUCT_ID = PRODUCT?.productId ?? '';

interface Step {
  readonly type: 'Order Created' | 'Order Confirmed' | 'Order Cancelled' | 'Order Ready';
  /** Milliseconds after the start, or after the first event of the type `after`. */
  readonly atMs: number;
  readonly after?: string;
}

/** One order's story as far as others tell it; what the service makes of it is checked by the audit. */
export interface Scenario {
  readonly name: string;
  readonly steps: readonly Step[];
  readonly mayEnd: readonly Outcome[];
  readonly neverAtGateway?: boolean;
  readonly token?: string;
  /** Pieces in stock; the order asks for 2. */
  readonly stock?: number;
  readonly total?: number;
  readonly isFree?: boolean;
  readonly shopConfig?: object;
  readonly orderProcessor?: object;
}

const placed: readonly Step[] = [
  { type: 'Order Created', atMs: 0 },
  { type: 'Order Confirmed', atMs: 1_000 },
];
const cancelledAfter = (after: string, atMs = 0): readonly Step[] => [
  ...placed,
  { type: 'Order Cancelled', atMs, after },
];

/** Every outcome of the domain, and a cancellation at every point of an order's life. */
export const SCENARIOS: readonly Scenario[] = [
  { name: 'fulfilled', steps: placed, mayEnd: ['fulfilled'] },
  { name: 'fulfilled, stock falls low', steps: placed, mayEnd: ['fulfilled'], stock: 5 },
  {
    name: 'fulfilled without confirmation',
    steps: [{ type: 'Order Created', atMs: 0 }],
    mayEnd: ['fulfilled'],
    orderProcessor: { processing: { requireConfirmation: false } },
  },
  {
    name: 'confirmed at once',
    steps: [
      { type: 'Order Created', atMs: 0 },
      { type: 'Order Confirmed', atMs: 0 },
    ],
    mayEnd: ['fulfilled'],
  },
  {
    name: 'confirmed before created',
    steps: [
      { type: 'Order Confirmed', atMs: 0 },
      { type: 'Order Created', atMs: 1_000 },
    ],
    mayEnd: ['fulfilled'],
  },
  { name: 'ready before scheduled', steps: [{ type: 'Order Ready', atMs: 0 }, ...placed], mayEnd: ['fulfilled'] },
  { name: 'card declined', steps: placed, mayEnd: ['failed'], token: 'pm_card_chargeDeclined' },
  {
    name: 'shop closed',
    steps: placed,
    mayEnd: ['failed'],
    neverAtGateway: true,
    shopConfig: { storeOpen: false },
  },
  { name: 'invalid total', steps: placed, mayEnd: ['failed'], neverAtGateway: true, total: 1 },
  { name: 'nothing to pay', steps: placed, mayEnd: ['fulfilled'], neverAtGateway: true, isFree: true },
  {
    name: 'nothing to pay, cancelled after scheduling',
    steps: cancelledAfter('Delivery Scheduled'),
    mayEnd: ['cancelled'],
    neverAtGateway: true,
    isFree: true,
  },
  { name: 'out of stock', steps: placed, mayEnd: ['failed'], stock: 1 },
  { name: 'kitchen full', steps: placed, mayEnd: ['failed'], shopConfig: { maxOrdersInQueue: 0 } },
  { name: 'too many open orders', steps: placed, mayEnd: ['failed'], shopConfig: { maxOrdersPerUser: 0 } },
  {
    name: 'cancelled before created',
    steps: [
      { type: 'Order Cancelled', atMs: 0 },
      { type: 'Order Created', atMs: 1_000 },
      { type: 'Order Confirmed', atMs: 2_000 },
    ],
    mayEnd: ['cancelled'],
  },
  {
    name: 'cancelled while being charged',
    steps: [...placed, { type: 'Order Cancelled', atMs: 0 }],
    mayEnd: ['cancelled'],
  },
  {
    name: 'cancelled while the card is declined',
    steps: [...placed, { type: 'Order Cancelled', atMs: 0 }],
    mayEnd: ['failed', 'cancelled'],
    token: 'pm_card_chargeDeclined',
  },
  {
    name: 'cancelled between charge and confirmation',
    steps: cancelledAfter('Payment Processed'),
    mayEnd: ['cancelled'],
  },
  { name: 'cancelled while validated', steps: cancelledAfter('Payment Validated'), mayEnd: ['cancelled'] },
  { name: 'cancelled after allocation', steps: cancelledAfter('Inventory Allocated'), mayEnd: ['cancelled'] },
  { name: 'cancelled after scheduling', steps: cancelledAfter('Delivery Scheduled'), mayEnd: ['cancelled'] },
  {
    name: 'cancelled while handed over',
    steps: [
      ...placed,
      { type: 'Order Ready', atMs: 1_000, after: 'Delivery Scheduled' },
      { type: 'Order Cancelled', atMs: 1_000, after: 'Delivery Scheduled' },
    ],
    mayEnd: ['cancelled', 'fulfilled'],
  },
  { name: 'cancelled after fulfilment', steps: cancelledAfter('Order Fulfilled'), mayEnd: ['fulfilled'] },
  {
    name: 'cancelled after a declined card',
    steps: cancelledAfter('Order Failed'),
    mayEnd: ['failed'],
    token: 'pm_card_chargeDeclined',
  },
  {
    name: 'cancelled while stock is refused',
    steps: cancelledAfter('Inventory Rejected'),
    mayEnd: ['failed'],
    stock: 1,
  },
  {
    name: 'cancelled while the kitchen refuses',
    steps: cancelledAfter('Fulfillment Rejected'),
    mayEnd: ['failed'],
    shopConfig: { maxOrdersInQueue: 0 },
  },
];

/** Prepares the shop and lets the story take its course on the clock; the order is over when the shops have settled. */
export const stage = async (shops: CoffeeShops, scenario: Scenario, orderId: string) => {
  const { stock = 1_000, shopConfig = {}, orderProcessor = {}, token = 'pm_card_visa', steps } = scenario;
  const unitPrice = 450;
  const price = 2 * unitPrice;
  const total = scenario.isFree ? 0 : (scenario.total ?? price);
  await shops.reset([{ shopId: SHOP_ID, productId: PRODUCT_ID, received: stock }], orderProcessor);
  await shops.configure(CONFIG_KEYS.config, { ...ROOMY, ...shopConfig });

  const details: Readonly<Record<Step['type'], Readonly<Record<string, unknown>>>> = {
    'Order Created': {
      customerId: 'c-1',
      items: [{ productId: PRODUCT_ID, quantity: 2, unitPrice }],
      total,
      currency: 'USD',
      ...(scenario.isFree ? { adjustments: [{ type: 'discount', amount: -price }] } : { payment: { token } }),
    },
    'Order Confirmed': {},
    'Order Cancelled': { reason: 'customer left' },
    'Order Ready': {},
  };
  const tell = ({ type, atMs }: Step): void =>
    shops.later(atMs, () => shops.publish(type, { orderId, shopId: SHOP_ID, ...details[type] }));
  for (const step of steps.filter(({ after }) => after === undefined)) tell(step);
  const told = new Set<Step>();
  const stopListening = shops.environment.events.onEvent((event) => {
    for (const step of steps) {
      if (step.after !== event['detail-type'] || told.has(step)) continue;
      told.add(step);
      tell(step);
    }
  });
  return {
    expected: [
      {
        orderId,
        total,
        currency: 'USD',
        mayEnd: scenario.mayEnd,
        neverAtGateway: scenario.neverAtGateway ?? false,
      },
    ],
    stopListening,
  };
};
