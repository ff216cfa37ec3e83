import type { OrderHistory, Recorded } from '../../pipeline/orders/order-history';
import { percentilesOf } from './waits';

/** Payments that the gateway did not decide at once. */
interface GatewayWait {
  readonly orders: number;
  /** Those that came to their good end. */
  readonly done: number;
  /** Half of these waited no longer, seconds of the environment's clock. */
  readonly medianSeconds: number;
}

export interface GatewayWaits {
  /** Customers who had to authenticate; done: charged. */
  readonly authentication: GatewayWait;
  /** Refunds that were pending first; done: the money is back. */
  readonly refund: GatewayWait;
}

type Wait = readonly [began: Recorded | undefined, ended: Recorded | undefined];

const waitOf = (waits: readonly Wait[]): GatewayWait => {
  const ms = waits.flatMap(([began, ended]) => (began && ended ? [Date.parse(ended.at) - Date.parse(began.at)] : []));
  return {
    orders: waits.filter(([began]) => began).length,
    done: ms.length,
    medianSeconds: Math.round(percentilesOf(ms).p50 / 1000),
  };
};

/** What the histories tell of payments that waited at the gateway. */
export const gatewayWaitsOf = (orders: readonly OrderHistory[]): GatewayWaits => ({
  authentication: waitOf(
    orders.map(({ pending, charged }) => [pending?.waitingFor === 'authentication' ? pending : undefined, charged]),
  ),
  refund: waitOf(orders.map(({ refunding, refunded }) => [refunding, refunded])),
});
