import { latencyBucket } from '../../../../contracts/tables/counter-table';
import { dayReport, reportLines } from '../../../../ops/report/report';

const counts = {
  orders_fulfilled: 4,
  orders_failed: 1,
  payments_charged: 4,
  payments_declined: 1,
  payments_refused: 2,
  revenue_USD: 3600,
  revenue_JPY: 500,
  latency_ms_sum: 400_000,
  latency_le_60: 1,
  latency_le_120: 2,
  latency_le_inf: 1,
  within_sla: 3,
};

test('the day: outcomes, revenue by currency, mean, shares', () => {
  expect(dayReport('2026-11-24', counts)).toMatchObject({
    orders: { fulfilled: 4, failed: 1, cancelled: 0 },
    payments: { charged: 4, declined: 1, refused: 2, successRate: 0.8 },
    revenue: { USD: 3600, JPY: 500 },
    latency: { meanMs: 100_000, withinSla: 0.75, buckets: { 60: 1, 120: 2, 300: 0, inf: 1 } },
  });
});

test('a day without orders has no mean and no shares, and still a report', () => {
  const day = dayReport('2026-11-24', {});
  expect(day.latency).not.toHaveProperty('meanMs');
  expect(day.payments).not.toHaveProperty('successRate');
  expect(reportLines(day).join('\n')).toContain('mean -, within the promised time -');
});

test('people read it with units', () => {
  const text = reportLines(dayReport('2026-11-24', counts)).join('\n');
  expect(text).toContain('36.00 USD, 500 JPY');
  expect(text).toMatch(/up to 2m +2 +50\.0% +#{20}/);
  expect(text).toMatch(/over 30m +1 +25\.0%/);
});

test('an order is counted in the first bucket that its latency fits', () => {
  expect([0, 60_000, 60_001, 1_800_001].map(latencyBucket)).toEqual(['60', '60', '120', 'inf']);
});
