import { type Requests, requestsPerOrder, requestsSoFar, sumOf } from '../../local/demo/requests';
import type { Environment } from '../../local/environment';
import { planOrders } from '../../simulation/traffic/order-plan';
import type { OrderPlan, PlannedOrder } from '../../simulation/traffic/plan';
import { ORDINARY_SHARES } from '../../simulation/traffic/shares';
import type { CoffeeShops } from './coffee-shops';
import { type CpuTime, cpuBetween, cpuTime } from './thread-cpu';

/** What some orders took that came faster than they could be worked. */
export interface Flood {
  readonly orders: number;
  readonly wallMs: number;
  readonly cpu: CpuTime;
  readonly requestsPerOrder: Requests;
  readonly records: number;
  readonly invocations: number;
}

/** Faster than this machine fulfils them, so that a backlog builds up. */
const FLOOD_PER_SECOND = 1_000;
const MOST_WARM_UP_ORDERS = 300;
const WARM_UP_PER_SECOND = 100;

/** Ordinary orders and nothing else. */
export const ordinaryOrders = (orders: number, shops: number): OrderPlan =>
  planOrders({ orders, shops, seed: 7, shares: ORDINARY_SHARES, startMs: Date.now() });

/** How many orders go before those that are measured: they start the workers and let V8 compile. A quick look has a short warm-up. */
export const warmUpOrders = (measured: number): number => Math.min(MOST_WARM_UP_ORDERS, measured);

export const warmUp = async (shops: CoffeeShops, orders: readonly PlannedOrder[]): Promise<void> => {
  await shops.fulfil(orders, (1000 * orders.length) / WARM_UP_PER_SECOND);
};

const polledRecords = ({ lambda }: Environment): number =>
  lambda.mappings().reduce((sum, { counts }) => sum + counts.InvokedEventCount, 0);

/** Places all orders within moments and counts until the last one is fulfilled. */
export const flood = async (shops: CoffeeShops, orders: readonly PlannedOrder[]): Promise<Flood> => {
  const { environment } = shops;
  const count = () => ({
    cpu: cpuTime(),
    requests: requestsSoFar(environment, 0),
    records: polledRecords(environment),
    invocations: sumOf(environment.lambda.invocations),
  });
  const before = count();
  const { wallMs } = await shops.fulfil(orders, (1000 * orders.length) / FLOOD_PER_SECOND);
  const after = count();
  return {
    orders: orders.length,
    wallMs,
    cpu: cpuBetween(before.cpu, after.cpu),
    requestsPerOrder: requestsPerOrder(before.requests, after.requests, orders.length),
    records: after.records - before.records,
    invocations: after.invocations - before.invocations,
  };
};
