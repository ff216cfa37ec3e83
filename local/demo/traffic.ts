import { disturbed } from '../../simulation/traffic/disturbances';
import { planOrders } from '../../simulation/traffic/order-plan';
import type { OrderPlan } from '../../simulation/traffic/plan';
import { DEMO_SHARES } from '../../simulation/traffic/shares';
import { readTillData } from '../../simulation/traffic/till-data';
import type { TillFault } from '../../simulation/traffic/till-file';
import type { DemoOptions } from './options';
import { windowAround } from './outage';
import { RELEASE_WINDOW_MS } from './release';

/** What the demo sends, and how. */
export interface DemoTraffic {
  readonly plan: OrderPlan;
  /** How many times faster than planned to publish. */
  readonly compress: number;
  /** Rows of a till's export that were skipped: all of them counted, the first of them told. */
  readonly skippedRows: number;
  readonly faults: readonly TillFault[];
}

/** Orders per real second on average: two cores take it while they start their workers, without a growing queue. */
const ARRIVALS_PER_SECOND = 40;
/** Environment milliseconds. Long enough that a shop which closes halfway is seen open and closed: settings are cached for 30 s. */
const SHORTEST_WINDOW_MS = 60_000;

/** Over how many environment milliseconds so many orders arrive. */
export const arrivalWindowMs = (orders: number, clockScale: number): number =>
  Math.max(SHORTEST_WINDOW_MS, Math.round((orders / ARRIVALS_PER_SECOND) * 1000 * clockScale));

/** How many times faster than planned orders go out, so that all have come within the window; never slower than planned. */
export const compression = (placedAtMs: readonly number[], windowMs: number): number => {
  const [first = 0] = placedAtMs;
  return Math.max(1, ((placedAtMs.at(-1) ?? first) - first) / windowMs);
};

/**
 * Draws the demo's traffic, or reads it from a till's export; what goes wrong in a day (declined cards, events that come twice, …) is
 * drawn either way.
 * @param startMs environment time, epoch milliseconds, of the first order.
 * @throws TillFileError if the export cannot be read.
 */
export const demoTraffic = async (
  { orders, seed, data, shops, clockScale, outage, badRelease }: DemoOptions,
  startMs: number,
): Promise<DemoTraffic> => {
  const windowFor = (count: number): number =>
    Math.max(arrivalWindowMs(count, clockScale), outage ? windowAround(outage) : 0, badRelease ? RELEASE_WINDOW_MS : 0);
  if (data === undefined) {
    const plan = planOrders({
      orders,
      seed,
      startMs,
      arrivalWindowMs: windowFor(orders),
      shares: DEMO_SHARES,
      ...(shops !== undefined && { shops }),
    });
    return { plan, compress: 1, skippedRows: 0, faults: [] };
  }
  const till = await readTillData(data, { limit: orders, startMs, seed, runId: `till-${seed}` });
  const plan = disturbed(till.plan, seed, DEMO_SHARES);
  const window = windowFor(plan.orders.length);
  return {
    plan,
    compress: compression(
      plan.orders.map(({ placedAtMs }) => placedAtMs),
      window,
    ),
    skippedRows: till.skippedRows,
    faults: till.faults,
  };
};
