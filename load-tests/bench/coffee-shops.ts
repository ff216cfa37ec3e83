import { setTimeout as sleep } from 'node:timers/promises';
import { clientsFor } from '../../local/demo/clients';
import { deploymentOf } from '../../local/demo/deployment';
import { Journal, type OrderTimes } from '../../local/demo/journal';
import { openShops } from '../../local/demo/shops';
import type { Environment, EnvironmentOptions } from '../../local/environment';
import { barista } from '../../simulation/traffic/barista';
import { orderManager } from '../../simulation/traffic/order-manager';
import type { OrderPlan, PlannedOrder } from '../../simulation/traffic/plan';

/** Orders that were worked together. */
interface Worked {
  readonly times: readonly OrderTimes[];
  /** From the first order placed to the last one fulfilled. */
  readonly wallMs: number;
}

/** A local environment with customers and a barista who is ready at once. */
export interface CoffeeShops {
  readonly environment: Environment;
  /** Places orders evenly over `windowMs`, confirmed at once, and resolves when all are fulfilled. @throws Error if one is not. */
  fulfil(orders: readonly PlannedOrder[], windowMs: number): Promise<Worked>;
  stop(): Promise<void>;
}

const LOOK_EVERY_MS = 20;
const LONGEST_FLOOD_MS = 5 * 60_000;
/** Context of a gateway that takes any number of calls: at Stripe's rate limit, that would be all that a flood measures. */
export const UNPACED = { gatewayCallsPerSecond: '100000' };

/** The gateway takes 20 ms, the clock runs as fast as any. On AWS it is not the function that judges what it may do: here the worker would, and its time be counted as the handler's. */
export const SETTINGS = {
  seed: 7,
  gatewayLatencyMs: 20,
  context: UNPACED,
  iam: false,
} as const satisfies EnvironmentOptions;

/** Opens the shops of a plan in an environment, which is theirs from then on: it stops with them, also if they cannot be opened. */
export const openCoffeeShops = async (
  plan: OrderPlan,
  started: Pick<CoffeeShops, 'environment' | 'stop'>,
): Promise<CoffeeShops> => {
  const { environment } = started;
  const { clock } = environment;
  const clients = clientsFor(environment.variables);
  const deployment = deploymentOf(environment);
  const journal = new Journal();
  let failure: unknown;
  const serve = barista({
    eventBridge: clients.eventBridge,
    busName: deployment.busName,
    clock,
    instant: true,
    onError: (error) => {
      failure ??= error;
    },
  });
  // In-process: a tap's queue and its requests would be measured with the service.
  const stopWatching = environment.events.onEvent((event) => {
    journal.record(event, performance.now());
    serve.onEvent({ ...event, detail: event.detail as Record<string, unknown> });
  });
  const manager = orderManager({ eventBridge: clients.eventBridge, busName: deployment.busName, clock });
  const stop = async (): Promise<void> => {
    stopWatching();
    await serve.stop();
    clients.close();
    await started.stop();
  };
  try {
    await openShops({ dynamodb: clients.dynamodb, ...deployment }, plan);
  } catch (error) {
    await stop();
    throw error;
  }

  const fulfil = async (orders: readonly PlannedOrder[], windowMs: number): Promise<Worked> => {
    const startMs = clock.now();
    const placed = orders.map((order, at) => ({
      ...order,
      placedAtMs: startMs + Math.floor((at / orders.length) * windowMs),
      // The customer confirms at once: else the rate would be the customers'.
      confirmedAfterMs: 0,
    }));
    const beganAtMs = performance.now();
    await manager.publish({ orders: placed, malformed: [], startMs });
    const orderIds = placed.map(({ orderId }) => orderId);
    let open = orderIds;
    while (open.length > 0) {
      await sleep(LOOK_EVERY_MS);
      open = open.filter((orderId) => journal.endedAtMs(orderId) === undefined);
      if (performance.now() - beganAtMs > LONGEST_FLOOD_MS) {
        throw new Error(`${open.length} of ${orders.length} orders never ended, ${open[0]} first`);
      }
    }
    const times = orderIds.map((orderId) => journal.timesOf(orderId));
    const failed = orderIds.filter((_, at) => times[at]?.['Order Fulfilled'] === undefined);
    if (failed.length > 0) throw new Error(`${failed.length} ordinary orders were not fulfilled, ${failed[0]} first`);
    if (failure) throw failure;
    return { times, wallMs: performance.now() - beganAtMs };
  };
  return { environment, fulfil, stop };
};
