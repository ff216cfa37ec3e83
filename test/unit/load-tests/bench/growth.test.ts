import type { Flood } from '../../../../load-tests/bench/flood';
import { stretchOf } from '../../../../load-tests/bench/growth';

const wave = (orders: number, dynamodb: number): Flood => ({
  orders,
  wallMs: orders * 10,
  cpu: { environmentMs: 1_000, workersMs: 3 * orders, databaseMs: orders },
  requestsPerOrder: { dynamodb, sqs: 0, eventbridge: 0, gateway: 2 },
  records: 0,
  invocations: 0,
});

const billed = {
  ownEvents: 2_000,
  pipeRequests: 0,
  sqsStandardRequests: 0,
  sqsFifoRequests: 0,
  invocations: 1_000_000,
  gbSeconds: 1_000_000,
  writeUnits: 8_000,
  readUnits: 0,
};

describe('what an order took over a stretch', () => {
  const stretch = stretchOf(20, 10_000, [wave(100, 6), wave(300, 10)], billed);

  test('weighs waves by their orders', () => expect(stretch.dynamodbRequestsPerOrder).toBe(9));

  test('prices requests and units, and leaves Lambda out, whose time is the machine’s', () => {
    // 5 events at 1 USD and 20 write units at 0.625 USD per million orders.
    expect(stretch.usdPerMillion).toBeCloseTo(5 + 12.5);
    expect(stretch.writeUnitsPerOrder).toBe(20);
  });

  test('counts the CPU of handlers and database, not of the environment that meters them', () => {
    expect(stretch.cpuMsPerOrder).toBe(4);
    expect(stretch.ordersPerSecond).toBe(100);
  });
});
