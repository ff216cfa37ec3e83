import { LATENCY_BUCKETS_SECONDS } from '../../../../contracts/tables/counter-table';
import { sumCounts } from '../../../../pipeline/counters/counters';
import { businessMetrics, revenueByCurrency } from '../../../../pipeline/telemetry/business-metrics';
import { fulfilmentCounts } from '../../../../stages/fulfillment/ready';

const at = '2026-11-25T08:00:00.000Z';
const done = { at, causedBy: 'event-1' };

/** The counters of an order that has just been handed over. */
const fulfilled = (latencyMs: number, withinSla: boolean) =>
  fulfilmentCounts({
    state: 'handedOver',
    scheduled: {
      ...done,
      ticket: 1,
      day: '2026-11-25',
      startsAt: at,
      readyAt: at,
      placedAt: at,
      total: 1250,
      currency: 'USD',
    },
    fulfilled: { ...done, latencyMs, withinSla },
  });

describe('what newly done work means for the business', () => {
  it('is an order fulfilled in time, and how long that took', () => {
    expect(businessMetrics(fulfilled(240_000, true))).toEqual([
      { name: 'OrdersFulfilled', value: 1 },
      { name: 'FulfilmentLatency', value: 240_000 },
      { name: 'OrderInTime', value: 100 },
    ]);
  });

  it('is revenue, in each currency', () => {
    const batch = sumCounts([fulfilled(240_000, true), fulfilled(1_000, true), { revenue_EUR: 300 }]);
    expect(revenueByCurrency(batch)).toEqual([
      { name: 'Revenue', value: 2500, dimensions: { currency: 'USD' } },
      { name: 'Revenue', value: 300, dimensions: { currency: 'EUR' } },
    ]);
  });

  it('is no order in time when it came late', () => {
    const late = fulfilled(((LATENCY_BUCKETS_SECONDS.at(-1) ?? 0) + 1) * 1000, false);
    expect(businessMetrics(late)).toContainEqual({ name: 'OrderInTime', value: 0 });
  });

  it('is a share of payments that succeed, of which a refused order is no part', () => {
    const success = (counter: string) =>
      businessMetrics({ [counter]: 1 }).filter(({ name }) => name === 'PaymentSuccess');
    expect(success('payments_charged')).toEqual([{ name: 'PaymentSuccess', value: 100 }]);
    expect(success('payments_declined')).toEqual([{ name: 'PaymentSuccess', value: 0 }]);
    expect(success('payments_refused')).toEqual([]);
  });

  it('is nothing for counters that only the day’s report needs', () => {
    expect(businessMetrics({ schedules: 1, latency_le_60: 1 })).toEqual([]);
  });
});
