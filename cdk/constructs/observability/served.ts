import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { type CustomMonitoringProps, GraphWidgetType } from 'cdk-monitoring-constructs';
import type { AlarmThresholds } from '../../config';
import { alarmed } from './alarm';
import { FIVE_MINUTES, type OwnMetrics } from './metrics';

const PERCENT = { min: 0, max: 100 };

/** Are customers served? */
export const served = (own: OwnMetrics, thresholds: AlarmThresholds): CustomMonitoringProps => ({
  humanReadableName: 'Are customers served?',
  alarmFriendlyName: 'served',
  metricGroups: [
    {
      title: 'Orders ended per minute',
      metrics: [
        own.ofAll('OrdersFulfilled', { label: 'fulfilled' }),
        own.ofAll('OrdersFailed', { label: 'failed' }),
        own.ofAll('OrdersCancelled', { label: 'cancelled' }),
      ],
    },
    {
      title: 'Payments charged, not declined (%)',
      graphWidgetAxis: PERCENT,
      metrics: [
        alarmed(
          own.of('payment', 'PaymentSuccess', { statistic: Stats.AVERAGE, period: FIVE_MINUTES, label: 'charged' }),
          {
            name: 'payment-success',
            means: 'Far more payments than usual are declined: customers stand at the till and cannot pay.',
            section: 'payments-are-declined',
            raisedWhen: 'below',
            drawn: true,
            threshold: thresholds.paymentSuccessPercent,
            fewSamples: thresholds.fewPayments,
            periods: 3,
            stopsService: true,
          },
        ),
      ],
    },
    {
      title: 'From placed to fulfilled (ms)',
      metrics: [50, 95, 99].map((percent) =>
        own.of('fulfillment', 'FulfilmentLatency', {
          statistic: Stats.percentile(percent),
          label: `p${percent}`,
          period: FIVE_MINUTES,
        }),
      ),
    },
    {
      title: 'Orders fulfilled within the SLA (%)',
      graphWidgetAxis: PERCENT,
      metrics: [
        alarmed(
          own.of('fulfillment', 'OrderInTime', { statistic: Stats.AVERAGE, period: FIVE_MINUTES, label: 'in time' }),
          {
            name: 'orders-in-time',
            means: 'Customers are served, but later than promised.',
            section: 'orders-are-late',
            raisedWhen: 'below',
            drawn: true,
            threshold: thresholds.ordersInTimePercent,
            fewSamples: thresholds.fewOrders,
            periods: 3,
          },
        ),
      ],
    },
    {
      title: 'Orders that are not over',
      metrics: [
        own.of('reconciliation', 'OrdersOpen', { statistic: Stats.MAXIMUM, period: FIVE_MINUTES, label: 'open' }),
        alarmed(
          own.of('reconciliation', 'OrdersOpenTooLong', {
            statistic: Stats.MAXIMUM,
            period: FIVE_MINUTES,
            label: `for more than ${thresholds.openTooLongMinutes} min`,
          }),
          {
            name: 'orders-open-too-long',
            means:
              'Orders are neither handed over nor ended: customers wait for them, or nobody confirmed or collected them.',
            section: 'orders-are-open-too-long',
            raisedWhen: 'above',
            threshold: thresholds.ordersOpenTooLong,
            periods: 2,
          },
        ),
      ],
    },
    {
      title: 'Payments pending at the gateway',
      metrics: [
        own.of('payment-watcher', 'PaymentsPending', { statistic: Stats.MAXIMUM, label: 'pending' }),
        own.of('payment-watcher', 'PaymentChecksDue', { statistic: Stats.MAXIMUM, label: 'checks due' }),
        alarmed(
          own.of('payment-watcher', 'PaymentPendingOldestSeconds', {
            statistic: Stats.MAXIMUM,
            period: FIVE_MINUTES,
            label: 'oldest (s)',
          }),
          {
            name: 'payment-pending-too-long',
            means: 'A payment or a refund is pending at the gateway for longer than a day: the order waits for it.',
            section: 'a-payment-is-pending-too-long',
            raisedWhen: 'above',
            threshold: thresholds.paymentPendingSeconds,
            periods: 2,
          },
        ),
      ],
    },
    {
      title: 'Revenue today (minor units, by currency; UTC)',
      graphWidgetType: GraphWidgetType.SINGLE_VALUE,
      metrics: [own.ofTodayBy('currency', 'fulfillment', 'Revenue')],
    },
    {
      title: 'Why orders fail, per minute',
      metrics: [
        own.of('payment', 'PaymentsDeclined', { label: 'card declined' }),
        own.of('payment', 'PaymentsRefused', { label: 'shop closed or order invalid' }),
        own.of('inventory', 'AllocationsRejected', { label: 'out of stock' }),
        own.of('fulfillment', 'SchedulesRejected', { label: 'kitchen full or shop closed' }),
      ],
    },
  ],
});
