import { availableParallelism } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Clients, clientsFor } from '../../local/demo/clients';
import { type Deployment, deploymentOf } from '../../local/demo/deployment';
import { Journal } from '../../local/demo/journal';
import { type Requests, requestsPerOrder, requestsSoFar } from '../../local/demo/requests';
import { openShops } from '../../local/demo/shops';
import { type Percentiles, serviceLatency } from '../../local/demo/waits';
import { type Environment, startEnvironment } from '../../local/environment';
import { barista } from '../traffic/barista';
import { orderManager } from '../traffic/order-manager';
import { ORDINARY_SHARES, planOrders } from '../traffic/order-plan';
import type { PlannedOrder } from '../traffic/plan';
import { type CpuTime, cpuBetween, cpuTime, totalMs } from './thread-cpu';

export interface EndToEnd {
  readonly orders: number;
  /** Fulfilled orders per second while more orders wait than can be worked. */
  readonly ordersPerSecond: number;
  /** CPU time of everything that runs, the traffic too, per fulfilled order. */
  readonly cpuMsPerOrder: number;
  readonly cpuMsPerOrderOf: { readonly environment: number; readonly workers: number; readonly database: number };
  /** From the later of Order Created and Order Confirmed to Delivery Scheduled, at half of that rate. */
  readonly latencyMs: Percentiles;
  readonly requestsPerOrder: Requests;
  /** Records per invocation. */
  readonly recordsPerBatch: number;
  readonly environments: number;
  readonly bottleneck: string;
}

export interface EndToEndOptions {
  readonly orders?: number;
  readonly shops?: number;
  readonly seed?: number;
  /** Told when the measured part begins and ends: for a profiler. */
  readonly onMeasure?: (phase: 'begins' | 'ends') => unknown;
}

const GATEWAY_LATENCY_MS = 20;
const LOOK_EVERY_MS = 20;
const LONGEST_RUN_MS = 5 * 60_000;
/** Faster than this machine fulfils them, so that a backlog builds up. */
const FLOOD_PER_SECOND = 1_000;
/** Orders before the measured ones: they start the workers and let V8 compile. */
const WARM_UP_ORDERS = 300;
const WARM_UP_MS = 3_000;

interface Phase {
  readonly orderIds: readonly string[];
  readonly wallMs: number;
}

/** Publishes orders evenly over `windowMs` and resolves when all of them are fulfilled. */
const fulfil = async (
  { environment, clients, deployment, journal }: Bench,
  orders: readonly PlannedOrder[],
  windowMs: number,
): Promise<Phase> => {
  const { clock } = environment;
  const startMs = clock.now();
  const placed = orders.map((order, at) => ({
    ...order,
    placedAtMs: startMs + Math.floor((at / orders.length) * windowMs),
    // The customer confirms at once: else the rate would be the customers'.
    confirmedAfterMs: 0,
  }));
  const beganAtMs = performance.now();
  const manager = orderManager({ eventBridge: clients.eventBridge, busName: deployment.busName, clock });
  await manager.publish({ orders: placed, malformed: [], startMs });
  const orderIds = placed.map(({ orderId }) => orderId);
  let open = orderIds;
  while (open.length > 0) {
    await sleep(LOOK_EVERY_MS);
    open = open.filter((orderId) => journal.endedAtMs(orderId) === undefined);
    if (performance.now() - beganAtMs > LONGEST_RUN_MS) {
      throw new Error(`${open.length} of ${orders.length} orders never ended, ${open[0]} first`);
    }
  }
  const failed = orderIds.filter((orderId) => journal.timesOf(orderId)['Order Fulfilled'] === undefined);
  if (failed.length > 0) throw new Error(`${failed.length} ordinary orders were not fulfilled, ${failed[0]} first`);
  return { orderIds, wallMs: performance.now() - beganAtMs };
};

interface Bench {
  readonly environment: Environment;
  readonly clients: Clients;
  readonly deployment: Deployment;
  readonly journal: Journal;
}

const sumOf = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);

const polledRecords = ({ lambda }: Environment): number =>
  lambda.mappings().reduce((sum, { counts }) => sum + counts.InvokedEventCount, 0);

/** What held the rate down: the CPU if little of it was left, else what the orders waited for. */
const bottleneckOf = (cpu: CpuTime, wallMs: number): string => {
  const cores = availableParallelism();
  const percent = (ms: number) => Math.round((100 * ms) / wallMs);
  const parts = `environment ${percent(cpu.environmentMs)}%, handlers ${percent(cpu.workersMs)}%, database ${percent(cpu.databaseMs)}%`;
  const busy = percent(totalMs(cpu));
  if (percent(cpu.environmentMs) >= 90) return `the environment's one thread: ${parts} of a core`;
  if (busy >= 85 * cores) return `CPU of ${cores} cores: ${parts} of a core`;
  return `waiting (or other programs), ${busy}% of ${100 * cores}% CPU used: ${parts} of a core`;
};

/**
 * Ordinary orders from placed to fulfilled through the whole local environment: 20 shops, a gateway that takes 20 ms, a barista who is
 * ready at once, a clock that runs as fast as any.
 */
export const endToEnd = async ({
  orders = 2_000,
  shops = 20,
  seed = 7,
  onMeasure = () => undefined,
}: EndToEndOptions = {}): Promise<EndToEnd> => {
  const environment = await startEnvironment({ seed, gatewayLatencyMs: GATEWAY_LATENCY_MS });
  const clients = clientsFor(environment.variables);
  const deployment = deploymentOf(environment);
  const journal = new Journal();
  let failure: unknown;
  const serve = barista({
    eventBridge: clients.eventBridge,
    busName: deployment.busName,
    clock: environment.clock,
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
  const bench = { environment, clients, deployment, journal };
  try {
    const calmOrders = Math.ceil(orders / 4);
    // One plan for all phases: the shops are stocked once, before the first order.
    const plan = planOrders({
      orders: WARM_UP_ORDERS + orders + calmOrders,
      seed,
      shops,
      shares: ORDINARY_SHARES,
      startMs: environment.clock.now(),
    });
    await openShops({ dynamodb: clients.dynamodb, ...deployment }, plan);
    await fulfil(bench, plan.orders.slice(0, WARM_UP_ORDERS), WARM_UP_MS);

    const before = { cpu: cpuTime(), requests: requestsSoFar(environment, 0), records: polledRecords(environment) };
    const invocationsBefore = sumOf(environment.lambda.invocations);
    await onMeasure('begins');
    const measured = plan.orders.slice(WARM_UP_ORDERS, WARM_UP_ORDERS + orders);
    const flood = await fulfil(bench, measured, (1000 * orders) / FLOOD_PER_SECOND);
    await onMeasure('ends');
    const cpu = cpuBetween(before.cpu, cpuTime());
    const perOrder = requestsPerOrder(before.requests, requestsSoFar(environment, 0), orders);
    const records = polledRecords(environment) - before.records;
    const invocations = sumOf(environment.lambda.invocations) - invocationsBefore;

    const calmMs = (2 * calmOrders * flood.wallMs) / orders;
    const calm = await fulfil(bench, plan.orders.slice(-calmOrders), calmMs);
    if (failure) throw failure;
    return {
      orders,
      ordersPerSecond: (1000 * orders) / flood.wallMs,
      cpuMsPerOrder: totalMs(cpu) / orders,
      cpuMsPerOrderOf: {
        environment: cpu.environmentMs / orders,
        workers: cpu.workersMs / orders,
        database: cpu.databaseMs / orders,
      },
      latencyMs: serviceLatency(calm.orderIds.map((orderId) => journal.timesOf(orderId))),
      requestsPerOrder: perOrder,
      recordsPerBatch: records / invocations,
      environments: environment.lambda
        .mappings()
        .reduce((sum, { functionName }) => sum + environment.lambda.function(functionName).environments, 0),
      bottleneck: bottleneckOf(cpu, flood.wallMs),
    };
  } finally {
    stopWatching();
    await serve.stop();
    clients.close();
    await environment.stop();
  }
};
