import { planOrders } from '../../simulation/traffic/order-plan';
import type { PlannedOrder } from '../../simulation/traffic/plan';
import { ORDINARY_SHARES } from '../../simulation/traffic/shares';
import { interleaved, mediansOf, type Sample } from './measure';
import { AWS_LATENCY_MS, GATEWAY_LATENCY_MS, type PaymentHandler, startPaymentHandlers } from './payment-handlers';
import { cpuBetween, cpuTime } from './thread-cpu';

/** What a payment handler takes; one execution environment, medians over the rounds. */
interface PaymentFigures {
  /** Orders placed, charged and confirmed per second by one execution environment. */
  readonly ordersPerSecond: number;
  readonly dynamodbRequestsPerOrder: number;
  readonly eventbridgeRequestsPerOrder: number;
  readonly gatewayCallsPerOrder: number;
  /** CPU time of the handler's process threads. */
  readonly handlerCpuMsPerOrder: number;
  readonly databaseCpuMsPerOrder: number;
}

export interface PaymentComparison {
  readonly ours: PaymentFigures;
  readonly baseline: PaymentFigures;
  readonly speedup: number;
  readonly gatewayLatencyMs: number;
  readonly awsLatencyMs: number;
  readonly rounds: number;
  readonly ordersPerRound: number;
}

/** A batch of ten messages: each order's Order Created and Order Confirmed, as a busy queue hands them out. */
const ORDERS_PER_BATCH = 5;

const round = async (
  handler: PaymentHandler,
  orders: readonly PlannedOrder[],
): Promise<Sample<keyof PaymentFigures>> => {
  const before = { cpu: cpuTime(), requests: handler.requests(), atMs: performance.now() };
  for (let from = 0; from < orders.length; from += ORDERS_PER_BATCH) {
    await handler.work(orders.slice(from, from + ORDERS_PER_BATCH));
  }
  const wallMs = performance.now() - before.atMs;
  const cpu = cpuBetween(before.cpu, cpuTime());
  const requests = handler.requests();
  handler.checkCharges(orders);
  const perOrder = (service: keyof typeof requests): number =>
    (requests[service] - before.requests[service]) / orders.length;
  return {
    ordersPerSecond: (1000 * orders.length) / wallMs,
    dynamodbRequestsPerOrder: perOrder('dynamodb'),
    eventbridgeRequestsPerOrder: perOrder('eventbridge'),
    gatewayCallsPerOrder: perOrder('gateway'),
    handlerCpuMsPerOrder: cpu.workersMs / orders.length,
    databaseCpuMsPerOrder: cpu.databaseMs / orders.length,
  };
};

/**
 * The payment handler beside one written as Powertools' documentation teaches, in turn, in one environment: one execution environment each, full
 * batches one after the other, a gateway and AWS services at a distance. After each round the gateway's ledger must show each order charged once.
 * @throws Error if a handler fails a message or an order was not charged exactly once.
 */
export const paymentBesideBaseline = async ({
  rounds = 7,
  batchesPerRound = 20,
}: {
  readonly rounds?: number;
  readonly batchesPerRound?: number;
} = {}): Promise<PaymentComparison> => {
  const ordersPerRound = batchesPerRound * ORDERS_PER_BATCH;
  // Nobody's order is worked twice: each contestant and each round has its own.
  const plan = planOrders({
    orders: 2 * (rounds + 1) * ordersPerRound,
    seed: 7,
    shops: 20,
    shares: ORDINARY_SHARES,
    startMs: Date.now(),
  });
  let taken = 0;
  const nextOrders = () => {
    taken += ordersPerRound;
    return plan.orders.slice(taken - ordersPerRound, taken);
  };
  const { ours, baseline, stop } = await startPaymentHandlers(plan);
  try {
    const samples = await interleaved(
      { ours: () => round(ours, nextOrders()), baseline: () => round(baseline, nextOrders()) },
      rounds,
    );
    const figures = { ours: mediansOf(samples.ours), baseline: mediansOf(samples.baseline) };
    return {
      ...figures,
      speedup: figures.ours.ordersPerSecond / figures.baseline.ordersPerSecond,
      gatewayLatencyMs: GATEWAY_LATENCY_MS,
      awsLatencyMs: AWS_LATENCY_MS,
      rounds,
      ordersPerRound,
    };
  } finally {
    await stop();
  }
};
