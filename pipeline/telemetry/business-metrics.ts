import type { Counts } from '../counters/counters';
import type { Dimensions, MetricName } from './metrics';

export interface Measurement {
  readonly name: MetricName;
  readonly value: number;
  readonly dimensions?: Dimensions;
}

/** The metric of a business counter; the others are of interest by the day only (`npm run ops -- report`). */
const METRIC_OF_COUNTER: Readonly<Record<string, MetricName>> = {
  payments_charged: 'PaymentsCharged',
  payments_declined: 'PaymentsDeclined',
  payments_refused: 'PaymentsRefused',
  payments_refunded: 'PaymentsRefunded',
  allocations_rejected: 'AllocationsRejected',
  schedules_rejected: 'SchedulesRejected',
  orders_fulfilled: 'OrdersFulfilled',
  orders_failed: 'OrdersFailed',
  orders_cancelled: 'OrdersCancelled',
  latency_ms_sum: 'FulfilmentLatency',
};

/**
 * What the counters of one record are as metrics.
 * @param counts of one record, not of a batch: the latency of each order is a value of its own, from which percentiles are made.
 */
export const businessMetrics = (counts: Counts): Measurement[] => [
  ...Object.entries(counts).flatMap(([counter, value]) => {
    const name = METRIC_OF_COUNTER[counter];
    return name ? [{ name, value }] : [];
  }),
  ...shares(counts),
];

const REVENUE = 'revenue_';

/** The revenue in the counters of a batch: each currency is a line of its own in the log, so they are summed before. */
export const revenueByCurrency = (counts: Counts): Measurement[] =>
  Object.entries(counts)
    .filter(([counter]) => counter.startsWith(REVENUE))
    .map(([counter, value]) => ({ name: 'Revenue', value, dimensions: { currency: counter.slice(REVENUE.length) } }));

/** A share is not made from two counts by CloudWatch: where one of them has no data at all, its math has none either. */
const shares = ({ payments_charged, payments_declined, orders_fulfilled, within_sla }: Counts): Measurement[] => {
  const measured: Measurement[] = [];
  if (payments_charged || payments_declined)
    measured.push({ name: 'PaymentSuccess', value: payments_charged ? 100 : 0 });
  if (orders_fulfilled) measured.push({ name: 'OrderInTime', value: within_sla ? 100 : 0 });
  return measured;
};
