import type { PlannedOrder } from '../../simulation/traffic/plan';
import { costPerMillion } from '../price/price';
import { type Billed, billedBetween, type MeteredEnvironment, startMeteredEnvironment } from '../price/usage-meter';
import { type CoffeeShops, openCoffeeShops, SETTINGS } from './coffee-shops';
import { type Flood, flood, ordinaryOrders, warmUp, warmUpOrders } from './flood';
import { spreadPercent } from './measure';

/** What an order took over a stretch of a run. */
export interface Stretch {
  readonly shops: number;
  /** Orders that had been fulfilled when the stretch ended; it began where the one before ended. */
  readonly upToOrders: number;
  /** List price of requests and units, USD per million orders; without Lambda, whose price follows the machine's speed. */
  readonly usdPerMillion: number;
  readonly dynamodbRequestsPerOrder: number;
  readonly writeUnitsPerOrder: number;
  /** Of handlers and database: the environment's own thread meters as well. */
  readonly cpuMsPerOrder: number;
  /** Of a metered environment: for comparing stretches, not for quoting. */
  readonly ordersPerSecond: number;
}

export interface Growth {
  readonly byOrders: readonly Stretch[];
  readonly byShops: readonly Stretch[];
  /** By how many percent the dearest stretch of `byOrders` exceeds the cheapest. */
  readonly spreadPercent: { readonly usdPerMillion: number; readonly cpuMsPerOrder: number };
  /** Whether the price of an order stays within 5% as orders accumulate. */
  readonly isFlat: boolean;
}

export interface GrowthOptions {
  /** Rising. */
  readonly orders?: readonly number[];
  readonly shops?: readonly number[];
}

/** Placed at once, then waited for: a backlog as large as the run would measure the backlog, and no kitchen has 500 orders open for long. */
const WAVE_ORDERS = 500;
const SHOPS = 20;
const FLAT_PERCENT = 5;

export const stretchOf = (shops: number, upToOrders: number, floods: readonly Flood[], billed: Billed): Stretch => {
  const sum = (of: (flood: Flood) => number): number => floods.reduce((total, each) => total + of(each), 0);
  const orders = sum((each) => each.orders);
  const { total, lambda } = costPerMillion({ fulfilledOrders: orders, ...billed });
  return {
    shops,
    upToOrders,
    usdPerMillion: total - lambda,
    dynamodbRequestsPerOrder: sum((each) => each.requestsPerOrder.dynamodb * each.orders) / orders,
    writeUnitsPerOrder: billed.writeUnits / orders,
    cpuMsPerOrder: sum(({ cpu }) => cpu.workersMs + cpu.databaseMs) / orders,
    ordersPerSecond: (1000 * orders) / sum(({ wallMs }) => wallMs),
  };
};

const inWaves = async (shops: CoffeeShops, orders: readonly PlannedOrder[]): Promise<Flood[]> => {
  const floods: Flood[] = [];
  for (let from = 0; from < orders.length; from += WAVE_ORDERS) {
    floods.push(await flood(shops, orders.slice(from, from + WAVE_ORDERS)));
  }
  return floods;
};

/** Fulfils orders until there are so many as each level says, in one environment. */
const grow = async (shops: number, levels: readonly number[], say: (line: string) => void): Promise<Stretch[]> => {
  const before = warmUpOrders(levels[0] ?? 0);
  const { orders, ...plan } = ordinaryOrders(before + Math.max(...levels), shops);
  const meter: MeteredEnvironment = await startMeteredEnvironment(SETTINGS);
  const open = await openCoffeeShops({ ...plan, orders }, meter);
  try {
    await warmUp(open, orders.slice(0, before));
    const measured = orders.slice(before);
    const stretches: Stretch[] = [];
    for (const [index, level] of levels.entries()) {
      say(`${shops} shops, up to ${level} orders …`);
      const billed = meter.billed(0);
      const floods = await inWaves(open, measured.slice(levels[index - 1] ?? 0, level));
      stretches.push(stretchOf(shops, level, floods, billedBetween(billed, meter.billed(0))));
    }
    return stretches;
  } finally {
    await open.stop();
  }
};

/**
 * What an order takes as orders accumulate in one environment, and with one shop, some and many, whose orders are as unevenly spread as the
 * profile's shops are. @param say hears what is under way: it takes long.
 */
export const growth = async (
  { orders = [1_000, 10_000, 50_000], shops = [1, 20, 1_000] }: GrowthOptions,
  say: (line: string) => void,
): Promise<Growth> => {
  const byShops: Stretch[] = [];
  for (const count of shops) byShops.push(...(await grow(count, [orders[0] ?? 1], say)));
  const byOrders = await grow(SHOPS, orders, say);
  const spread = (name: 'usdPerMillion' | 'cpuMsPerOrder'): number => spreadPercent(byOrders.map((each) => each[name]));
  const spreads = { usdPerMillion: spread('usdPerMillion'), cpuMsPerOrder: spread('cpuMsPerOrder') };
  return { byOrders, byShops, spreadPercent: spreads, isFlat: spreads.usdPerMillion <= FLAT_PERCENT };
};
