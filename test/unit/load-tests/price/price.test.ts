import {
  baselineUsage,
  durableFunctionsPerMillion,
  idleCostPerMonth,
  stepFunctionsPerMillion,
} from '../../../../load-tests/price/alternatives';
import { costPerMillion, type Usage } from '../../../../load-tests/price/price';
import { billedBetween } from '../../../../load-tests/price/usage-meter';

const usage = (given: Partial<Usage>): Usage => ({
  fulfilledOrders: 1,
  ownEvents: 0,
  pipeRequests: 0,
  sqsStandardRequests: 0,
  sqsFifoRequests: 0,
  invocations: 0,
  gbSeconds: 0,
  writeUnits: 0,
  readUnits: 0,
  ...given,
});

describe('the price of a million orders', () => {
  test.each([
    ['eventBridge', { ownEvents: 5 }, 5],
    ['pipes', { pipeRequests: 6 }, 2.4],
    ['sqs', { sqsStandardRequests: 10 }, 4],
    ['sqs', { sqsFifoRequests: 10 }, 5],
    ['lambda', { invocations: 1 }, 0.2],
    ['lambda', { gbSeconds: 0.5 }, 6.6667],
    ['dynamodb', { writeUnits: 10 }, 6.25],
    ['dynamodb', { readUnits: 8 }, 1],
  ] as const)('%s: %j per order cost %d USD', (service, counts, usd) => {
    const cost = costPerMillion(usage(counts));
    expect(cost[service]).toBeCloseTo(usd, 4);
    expect(cost.total).toBeCloseTo(usd, 4);
  });

  test('is shared by the orders that used it', () => {
    expect(costPerMillion(usage({ ownEvents: 500, fulfilledOrders: 100 })).total).toBe(5);
  });

  test('cannot be told without a fulfilled order', () => {
    expect(() => costPerMillion(usage({ fulfilledOrders: 0 }))).toThrow('fulfilledOrders: must be at least 1, got 0');
  });

  test('counts only what came on between two looks', () => {
    const { fulfilledOrders: _, ...before } = usage({ ownEvents: 3, writeUnits: 10 });
    const { fulfilledOrders: __, ...after } = usage({ ownEvents: 8, writeUnits: 22 });
    expect(billedBetween(before, after)).toMatchObject({ ownEvents: 5, writeUnits: 12, sqsFifoRequests: 0 });
  });
});

describe('what else could do this', () => {
  test('ten transitions or eight operations per order, at their price', () => {
    expect(stepFunctionsPerMillion()).toBe(250);
    expect(durableFunctionsPerMillion()).toBe(64);
  });

  test('a baseline pays for each line’s stock and for the time that records wait for each other', () => {
    const small = costPerMillion(baselineUsage(1, 0.05));
    expect(costPerMillion(baselineUsage(3, 0.05)).dynamodb - small.dynamodb).toBeCloseTo(4 * 0.625);
    expect(costPerMillion(baselineUsage(1, 0.1)).lambda).toBeGreaterThan(small.lambda);
  });

  test('an idle environment pays for its polls, stage by stage', () => {
    const keeper = idleCostPerMonth(0);
    const stage = idleCostPerMonth(1) - keeper;
    // 648,000 polls each of a FIFO queue and of a standard one.
    expect(stage).toBeCloseTo(0.648 * (0.5 + 0.4));
    expect(idleCostPerMonth(3) - keeper).toBeCloseTo(3 * stage);
  });
});
