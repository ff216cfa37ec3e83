import { availableParallelism } from 'node:os';
import { COFFEE_SHOP_PROFILE } from '../../simulation/traffic/profile';
import {
  baselineUsage,
  durableFunctionsPerMillion,
  idleCostPerMonth,
  stepFunctionsPerMillion,
} from '../price/alternatives';
import { type CostPerMillion, costPerMillion, OMISSIONS, type Usage } from '../price/price';
import { billedBetween, startMeteredEnvironment } from '../price/usage-meter';
import { openCoffeeShops, SETTINGS } from './coffee-shops';
import { flood, ordinaryOrders, warmUp, warmUpOrders } from './flood';

export interface Price {
  readonly costPerMillionUsd: {
    readonly ours: number;
    readonly oursBy: Omit<CostPerMillion, 'total'>;
    /** The transitions alone. */
    readonly stepFunctions: number;
    /** The operations alone. */
    readonly durableFunctions: number;
    /** Powertools as its documentation teaches it, counted by hand. */
    readonly baseline: number;
    /** Its Lambda time is assumed, ours is measured here: compare the other services. */
    readonly baselineBy: Omit<CostPerMillion, 'total'>;
    readonly omissions: readonly string[];
  };
  readonly idleUsdPerMonth: number;
  readonly usagePerOrder: Omit<Usage, 'fulfilledOrders'>;
}

const STAGES = 3;
const SHOPS = 20;
const LINES = COFFEE_SHOP_PROFILE.linesPerBasket;
/** Of the sales profile's baskets. */
const LINES_PER_ORDER =
  LINES.reduce((sum, baskets, index) => sum + baskets * (index + 1), 0) /
  LINES.reduce((sum, baskets) => sum + baskets, 0);
/** Charging takes two calls of a gateway at 20 ms, and each operation some five requests to AWS at 5 ms. */
const SECONDS_PER_RECORD = 0.035;

/** Leaves a core to what on AWS would run elsewhere: queues, bus, database and the meter. */
const INVOCATIONS_AT_ONCE = Math.max(1, availableParallelism() - 1);

/** The meter costs time: rates and CPU of such a run mean nothing. */
const usageOf = async (count: number): Promise<Usage> => {
  const before = warmUpOrders(count);
  const { orders, ...plan } = ordinaryOrders(before + count, SHOPS);
  const meter = await startMeteredEnvironment(SETTINGS, { invocationsAtOnce: INVOCATIONS_AT_ONCE });
  const shops = await openCoffeeShops({ ...plan, orders }, meter);
  try {
    await warmUp(shops, orders.slice(0, before));
    const billed = meter.billed(0);
    await flood(shops, orders.slice(before));
    return { fulfilledOrders: count, ...billedBetween(billed, meter.billed(0)) };
  } finally {
    await shops.stop();
  }
};

/** Counts what a flood of orders is billed for, and prices it beside what else could do this. */
export const price = async (orders: number): Promise<Price> => {
  const usage = await usageOf(orders);
  const { total, ...parts } = costPerMillion(usage);
  const { total: baseline, ...baselineBy } = costPerMillion(baselineUsage(LINES_PER_ORDER, SECONDS_PER_RECORD));
  const { fulfilledOrders, ...counts } = usage;
  return {
    costPerMillionUsd: {
      ours: total,
      oursBy: parts,
      stepFunctions: stepFunctionsPerMillion(),
      durableFunctions: durableFunctionsPerMillion(),
      baseline,
      baselineBy,
      omissions: OMISSIONS,
    },
    idleUsdPerMonth: idleCostPerMonth(STAGES),
    usagePerOrder: Object.fromEntries(
      Object.entries(counts).map(([name, count]) => [name, count / fulfilledOrders]),
    ) as unknown as Price['usagePerOrder'],
  };
};
