import { CONFIG_KEYS } from '../../../contracts/tables/config-table';
import type { Outcome } from '../../../pipeline/orders/order-history';
import { COFFEE_SHOP_PROFILE } from '../../../simulation/traffic/profile';
import { withoutRefundEvents } from './buses';
import { type CoffeeShops, ROOMY } from './coffee-shops';
import { type PaymentBehaviour, playCustomersAndBanks } from './customers-and-banks';

const SHOP_ID = 'astoria';
const [PRODUCT] = COFFEE_SHOP_PROFILE.menu;
const PRODUCT_ID = PRODUCT?.productId ?? '';

export interface Step {
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
  /** What the customer and the bank decide about the payment. */
  readonly payment?: PaymentBehaviour;
}

/** An order that is placed and confirmed, as most are. */
export const placed: readonly Step[] = [
  { type: 'Order Created', atMs: 0 },
  { type: 'Order Confirmed', atMs: 1_000 },
];
export const cancelledAfter = (after: string, atMs = 0): readonly Step[] => [
  ...placed,
  { type: 'Order Cancelled', atMs, after },
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
  if (scenario.payment?.lateFailure?.unheard) shops.busFaults = withoutRefundEvents(shops.busFaults);
  const told = new Set<Step>();
  const stopPlaying = playCustomersAndBanks(shops, () => scenario.payment);
  const stopHearing = shops.environment.events.onEvent((event) => {
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
    stopListening: () => {
      stopHearing();
      stopPlaying();
    },
  };
};
