import { pick, type Random, seededRandom, shuffled, wholeBetween } from '../random';
import { withAdjustments } from './adjusted-orders';
import { arrivalSampler, basketSampler, confirmedAfterMs, shopNames, shopSampler } from './basket-sampler';
import { DECLINED_TOKENS, malformedEvents, quota, withDuplicates } from './disturbances';
import { withGatewayWait } from './gateway-waits';
import { faulty, INVALID_KINDS } from './invalid-orders';
import { type OrderKind, type OrderPlan, type PlannedOrder, type PlannedStock, waitsAtGateway } from './plan';
import { COFFEE_SHOP_PROFILE, type SalesProfile } from './profile';
import { type Shares, USUAL_SHARES } from './shares';
import { stockFor } from './stock-plan';

export interface PlanOptions {
  readonly orders: number;
  readonly seed: number;
  /** When the first order may be placed, epoch milliseconds. */
  readonly startMs: number;
  /** How many shops, or which; by default the profile's three. The shop that closes is one more. */
  readonly shops?: number | readonly string[];
  /** Over how many milliseconds the orders arrive: the shops' day is laid over it. */
  readonly arrivalWindowMs?: number;
  readonly shares?: Partial<Shares>;
  /** Part of every id; by default the seed. Needed when a plan is to run again where it ran before. */
  readonly runId?: string;
  readonly profile?: SalesProfile;
}

export const CLOSING_SHOP = 'closing-shop';
const SCARCE_UNITS = 3;

/** The kind of each order, in random order, by quota and not by chance: a run never misses a kind by bad luck. */
const kindsOf = (random: Random, count: number, shares: Shares): OrderKind[] => {
  const invalid = quota(shares.invalid, count, INVALID_KINDS.length);
  const special: OrderKind[] = [
    ...Array<OrderKind>(quota(shares.declined, count)).fill('declined'),
    ...Array<OrderKind>(quota(shares.shortStock, count, SCARCE_UNITS + 1)).fill('short-stock'),
    ...Array<OrderKind>(quota(shares.closedShop, count, 2)).fill('closed-shop'),
    ...Array<OrderKind>(quota(shares.adjusted, count)).fill('adjusted'),
    ...Array<OrderKind>(quota(shares.free, count)).fill('free'),
    ...Array<OrderKind>(quota(shares.authenticated, count)).fill('authenticated'),
    ...Array<OrderKind>(quota(shares.slowRefund, count)).fill('slow-refund'),
    ...Array.from({ length: invalid }, (_, index) => INVALID_KINDS[index % INVALID_KINDS.length] ?? 'invalid-total'),
  ];
  const ordinary = Math.max(0, count - special.length);
  return waitingFirst(shuffled(random, [...special, ...Array<OrderKind>(ordinary).fill('ordinary')]).slice(0, count));
};

/** Every fourth order from the first on waits at the gateway, until there is none left: they take longest, and so end in time. */
const waitingFirst = (kinds: readonly OrderKind[]): OrderKind[] => {
  const ordered = kinds.filter((kind) => !waitsAtGateway(kind));
  for (const [index, kind] of kinds.filter(waitsAtGateway).entries()) ordered.splice(4 * index, 0, kind);
  return ordered;
};

/** The product of the first shop that runs short: one that sells little, so that few ordinary baskets have to do without. */
const scarceStock = (profile: SalesProfile, shopId: string): PlannedStock => {
  const [first, ...others] = profile.menu;
  if (!first) throw new RangeError('the profile has an empty menu');
  const { productId } = others.reduce((least, entry) => (entry.sales < least.sales ? entry : least), first);
  return { shopId, productId, received: SCARCE_UNITS };
};

const checked = (options: PlanOptions): PlanOptions => {
  if (!Number.isInteger(options.orders) || options.orders < 1) {
    throw new RangeError(`orders: must be a whole number from 1, got ${options.orders}`);
  }
  if (!Number.isInteger(options.seed)) throw new RangeError(`seed: must be a whole number, got ${options.seed}`);
  return options;
};

/**
 * Plans the traffic of a run; the same options give the same plan.
 * @throws RangeError that names the option and its value.
 */
export const planOrders = (options: PlanOptions): OrderPlan => {
  const { orders: count, seed, startMs, arrivalWindowMs = 60_000, profile = COFFEE_SHOP_PROFILE } = checked(options);
  const shares = { ...USUAL_SHARES, ...options.shares };
  const runId = options.runId ?? String(seed);
  const shopIds =
    typeof options.shops === 'object' ? options.shops : shopNames(profile, options.shops ?? profile.shops.length);
  const [firstShop] = shopIds;
  if (!firstShop) throw new RangeError(`shops: must be at least one, got ${options.shops}`);

  const stream = (name: string): Random => seededRandom(seed, name);
  const kinds = kindsOf(stream('kinds'), count, shares);
  const scarce = kinds.includes('short-stock') ? scarceStock(profile, firstShop) : undefined;
  const scarcePrice = profile.menu.find(({ productId }) => productId === scarce?.productId)?.price ?? 0;
  const [arrivals, baskets, shops, people] = [stream('arrivals'), stream('baskets'), stream('shops'), stream('people')];
  const arrival = arrivalSampler(profile, arrivalWindowMs);
  const fill = basketSampler(profile);
  const shopOf = shopSampler(profile, shopIds);
  const overtaking = new Set(
    shuffled(stream('overtaking'), [...kinds.keys()]).slice(0, quota(shares.overtaking, count)),
  );

  const arrivesAtMs = kinds.map(() => startMs + arrival(arrivals)).sort((one, other) => one - other);
  const orders = kinds.map((kind, index): PlannedOrder => {
    const ordinaryShop = shopOf(shops);
    const lines = fill(baskets, scarce?.productId);
    const items =
      kind === 'short-stock' && scarce
        ? [...lines, { productId: scarce.productId, quantity: 1, unitPrice: scarcePrice }]
        : lines;
    const order = {
      kind,
      orderId: `o-${runId}-${index + 1}`,
      shopId: kind === 'closed-shop' ? CLOSING_SHOP : kind === 'short-stock' ? firstShop : ordinaryShop,
      // Half as many customers as orders: some come again, none has a handful of orders open.
      customerId: `c-${runId}-${wholeBetween(people, 1, Math.ceil(count / 2))}`,
      items,
      total: items.reduce((sum, { quantity, unitPrice }) => sum + quantity * unitPrice, 0),
      currency: 'USD',
      token: kind === 'declined' ? pick(people, DECLINED_TOKENS) : 'pm_card_visa',
      placedAtMs: arrivesAtMs[index] ?? startMs,
      confirmedAfterMs: confirmedAfterMs(people, overtaking.has(index)),
      duplicates: [],
    };
    return faulty(withAdjustments(withGatewayWait(order)));
  });

  const closing = orders.filter(({ kind }) => kind === 'closed-shop');
  const firstRefused = closing[Math.ceil(closing.length / 2)];
  return {
    runId,
    startMs,
    orders: withDuplicates(stream('duplicates'), orders, shares.duplicated),
    malformed: malformedEvents(stream('malformed'), count, shares.malformed, {
      runId,
      atMs: (random) => startMs + arrival(random),
    }),
    menu: profile.menu.map(({ productId, name, category, price }) => ({ productId, name, category, price })),
    stock: stockFor(
      orders.filter(({ kind }) => !kind.startsWith('unknown-')),
      scarce,
    ),
    ...(firstRefused && { closeShop: { shopId: CLOSING_SHOP, atMs: firstRefused.placedAtMs } }),
  };
};
