import { availableParallelism } from 'node:os';
import type { Requests } from '../../local/demo/requests';
import { type Percentiles, serviceLatency } from '../../local/demo/waits';
import { startEnvironment } from '../../local/environment';
import { openCoffeeShops, SETTINGS } from './coffee-shops';
import { type Flood, flood, ordinaryOrders, warmUp, warmUpOrders } from './flood';
import { median, mediansOf } from './measure';
import { type CpuTime, totalMs } from './thread-cpu';

/** Medians over the floods. */
export interface EndToEnd {
  readonly floods: number;
  readonly ordersPerFlood: number;
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
  readonly floods?: number;
  readonly ordersPerFlood?: number;
  readonly shops?: number;
  /** Told when the measured part begins and ends: for a profiler. */
  readonly onMeasure?: (phase: 'begins' | 'ends') => unknown;
}

/** What held the rate down: the CPU if little of it was left, else what the orders waited for. */
export const bottleneckOf = (cpu: CpuTime, wallMs: number, cores = availableParallelism()): string => {
  const percent = (ms: number) => Math.round((100 * ms) / wallMs);
  const parts = `environment ${percent(cpu.environmentMs)}%, handlers ${percent(cpu.workersMs)}%, database ${percent(cpu.databaseMs)}%`;
  const busy = percent(totalMs(cpu));
  if (percent(cpu.environmentMs) >= 90) return `the environment's one thread: ${parts} of a core`;
  if (busy >= 85 * cores) return `CPU of ${cores} cores: ${parts} of a core`;
  return `waiting (or other programs), ${busy}% of ${100 * cores}% CPU used: ${parts} of a core`;
};

const perOrder = ({ orders, cpu, wallMs, records, invocations }: Flood) => ({
  ordersPerSecond: (1000 * orders) / wallMs,
  cpuMsPerOrder: totalMs(cpu) / orders,
  environment: cpu.environmentMs / orders,
  workers: cpu.workersMs / orders,
  database: cpu.databaseMs / orders,
  recordsPerBatch: records / invocations,
});

/**
 * Ordinary orders from placed to fulfilled through the whole local environment: 20 shops, a gateway that takes 20 ms, a barista who is
 * ready at once, a clock that runs as fast as any. Floods follow one another in one environment.
 */
export const endToEnd = async ({
  floods = 5,
  ordersPerFlood = 1_000,
  shops = 20,
  onMeasure = () => undefined,
}: EndToEndOptions = {}): Promise<EndToEnd> => {
  const calmOrders = Math.ceil(ordersPerFlood / 2);
  // One plan for all phases: the shops are stocked once, before the first order.
  const before = warmUpOrders(ordersPerFlood);
  const { orders, ...plan } = ordinaryOrders(before + floods * ordersPerFlood + calmOrders, shops);
  const environment = await startEnvironment(SETTINGS);
  const open = await openCoffeeShops({ ...plan, orders }, { environment, stop: () => environment.stop() });
  try {
    let taken = 0;
    const next = (count: number) => {
      taken += count;
      return orders.slice(taken - count, taken);
    };
    await warmUp(open, next(before));
    const seen: Flood[] = [];
    await onMeasure('begins');
    while (seen.length < floods) seen.push(await flood(open, next(ordersPerFlood)));
    await onMeasure('ends');
    const { ordersPerSecond, cpuMsPerOrder, recordsPerBatch, ...cpuMsPerOrderOf } = mediansOf(seen.map(perOrder));
    const calm = await open.fulfil(next(calmOrders), (2_000 * calmOrders) / ordersPerSecond);
    const { lambda } = environment;
    const cpu = (part: keyof CpuTime): number => median(seen.map((each) => each.cpu[part]));
    return {
      floods,
      ordersPerFlood,
      ordersPerSecond,
      cpuMsPerOrder,
      cpuMsPerOrderOf,
      latencyMs: serviceLatency(calm.times),
      requestsPerOrder: mediansOf<keyof Requests>(seen.map(({ requestsPerOrder }) => ({ ...requestsPerOrder }))),
      recordsPerBatch,
      environments: lambda
        .mappings()
        .reduce((sum, { functionName }) => sum + lambda.function(functionName).environments, 0),
      bottleneck: bottleneckOf(
        { environmentMs: cpu('environmentMs'), workersMs: cpu('workersMs'), databaseMs: cpu('databaseMs') },
        median(seen.map(({ wallMs }) => wallMs)),
      ),
    };
  } finally {
    await open.stop();
  }
};
