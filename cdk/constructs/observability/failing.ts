import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { CustomMetricGroup, CustomMonitoringProps } from 'cdk-monitoring-constructs';
import { alarmed } from './alarm';
import { deliveries } from './deliveries';
import { FIVE_MINUTES, HOUR, type OwnMetrics, queueMetric } from './metrics';
import type { Observed } from './observed';

/** Lambda repeats an asynchronous invocation that failed twice. */
const SCHEDULED_ATTEMPTS = 3;

/** What is failing? */
export const failing = (own: OwnMetrics, observed: Observed): CustomMonitoringProps => ({
  humanReadableName: 'What is failing?',
  alarmFriendlyName: 'failing',
  metricGroups: [
    {
      title: 'Failed deliveries by class, per minute',
      metrics: [
        own.ofAll('PermanentFailures', { label: 'permanent' }),
        own.ofAll('DependencyFailures', { label: 'dependency' }),
        own.ofAll('BreakerOpenFailures', { label: 'breaker open' }),
        own.ofAll('UnknownFailures', { label: 'unknown' }),
        own.ofAll('RecordsHeldBack', { label: 'held back by an earlier one' }),
        own.ofAll('PublishFailures', { label: 'not published' }),
      ],
    },
    deadLetters(observed),
    gateway(own, observed),
    refunds(own),
    inventory(own, observed),
    functions(observed),
    {
      title: 'Done, and done before (idempotent replays), per minute',
      metrics: [own.ofAll('RecordsDone', { label: 'done' }), own.ofAll('RecordsReplayed', { label: 'replayed' })],
    },
    ...deliveries(observed),
    {
      title: 'Config, and what could not be written down',
      metrics: [
        alarmed(own.ofAll('ConfigInvalid', { label: 'config invalid', period: FIVE_MINUTES }), {
          name: 'config-invalid',
          means: 'An item of the config table breaks its rules and is refused: the last good value stays in force.',
          section: 'config-is-invalid',
          raisedWhen: 'above',
          threshold: 0,
          periods: 1,
        }),
        own.ofAll('ConfigReadFailed', { label: 'config not read' }),
        own.ofAll('CounterWriteFailed', { label: 'counters not written' }),
        own.ofAll('RejectionWriteFailed', { label: 'reasons not written' }),
        own.ofAll('VisibilityChangeFailed', { label: 'visibility not changed' }),
      ],
    },
  ],
});

/** Moves by a redrive policy do not count as sent (AWS's metric NumberOfMessagesSent stays 0): only what is visible tells. */
const letters = (queue: Queue, name: string, means: string, section: string) =>
  alarmed(queueMetric(queue, 'ApproximateNumberOfMessagesVisible', name), {
    name,
    means,
    section,
    raisedWhen: 'above',
    threshold: 0,
    periods: 1,
  });

const deadLetters = ({ stages, stripeEvents, deliveryFailureQueue }: Observed): CustomMetricGroup => ({
  title: 'Dead letters',
  metrics: [
    ...stages.flatMap(({ name, stage, feed }) => [
      letters(
        stage.work.deadLetterQueue,
        `${name}-dlq`,
        `Events that the ${name} stage could not work, now or ever: each is an order that may be stuck.`,
        'a-stage-has-dead-letters',
      ),
      ...(feed.route
        ? [
            letters(
              feed.route.ingress.deadLetterQueue,
              `${name}-ingress-dlq`,
              `Events that the pipe of the ${name} stage could not hand over: their ids cannot be message groups.`,
              'an-ingress-has-dead-letters',
            ),
          ]
        : []),
    ]),
    ...(stripeEvents
      ? [
          letters(
            stripeEvents.work.deadLetterQueue,
            'stripe-events-dlq',
            'Events of Stripe about refunds and disputes could not be worked: nobody has looked at these payments.',
            'events-of-stripe-were-not-worked',
          ),
        ]
      : []),
    letters(
      deliveryFailureQueue,
      'delivery-failures',
      'Events that a rule of the bus could not deliver at all: no stage has seen them.',
      'events-were-not-delivered',
    ),
  ],
});

const gateway = (own: OwnMetrics, { thresholds, stripeEvents }: Observed): CustomMetricGroup => ({
  title: 'Payment gateway and its breaker',
  metrics: [
    alarmed(own.of('breaker-keeper', 'BreakerOpen', { statistic: Stats.MAXIMUM, label: 'breaker open (1: yes)' }), {
      name: 'breaker-open',
      means: 'The payment gateway does not answer: the circuit breaker is open and the payment queue is paused.',
      section: 'the-breaker-is-open',
      raisedWhen: 'atLeast',
      threshold: 1,
      periods: thresholds.breakerOpenMinutes,
      stopsService: true,
    }),
    alarmed(own.of('payment', 'BreakerStoreFailures', { label: 'breaker failing open', period: FIVE_MINUTES }), {
      name: 'breaker-failing-open',
      means: 'The state of the circuit breaker cannot be read or written: calls go to the gateway unguarded.',
      section: 'the-breaker-fails-open',
      raisedWhen: 'above',
      threshold: 0,
      periods: 1,
    }),
    alarmed(own.of('payment', 'RefundRefused', { label: 'refunds refused', period: FIVE_MINUTES }), {
      name: 'refund-refused',
      means: 'The gateway refuses for good to give a customer money back that we owe.',
      section: 'a-refund-is-refused',
      raisedWhen: 'above',
      threshold: 0,
      periods: 1,
    }),
    alarmed(own.of('payment', 'RefundFailedLate', { label: 'refunds failed late', period: FIVE_MINUTES }), {
      name: 'refund-failed-late',
      means: 'A refund has failed that was announced as done: the customer has not got the money back.',
      section: 'a-refund-has-failed-late',
      raisedWhen: 'above',
      threshold: 0,
      periods: 1,
    }),
    alarmed(own.of('payment', 'GatewayRefusals', { label: 'requests refused, our fault', period: FIVE_MINUTES }), {
      name: 'gateway-refuses-us',
      means: 'The payment gateway refuses our requests, our key or our account: orders wait, and no customer is told.',
      section: 'the-gateway-refuses-us',
      raisedWhen: 'above',
      threshold: 0,
      periods: 1,
    }),
    own.of('payment', 'GatewayErrors', { label: 'calls without an answer' }),
    own.of('payment', 'CircuitOpened', { label: 'opened' }),
    ...(stripeEvents
      ? [
          own.of('payment-watcher', 'StripeEvents', { label: "Stripe's events" }),
          own.of('payment-watcher', 'StripeEventsForeign', { label: "Stripe's events of others" }),
        ]
      : []),
  ],
});

const refunds = (own: OwnMetrics): CustomMetricGroup => ({
  title: 'Refunds looked at again, per hour',
  metrics: [
    own.of('payment-watcher', 'RefundsSwept', { label: 'looked at', period: HOUR }),
    own.of('payment-watcher', 'RefundsSweptFailed', { label: 'failed or canceled', period: HOUR }),
    own.of('payment-watcher', 'RefundsSweptForeign', { label: 'failed or canceled, of others', period: HOUR }),
    // The function's own alarm asks for errors in two periods of five minutes in a row, which an hourly run need not bring.
    alarmed(own.of('payment-watcher', 'RefundSweepFailures', { label: 'sweeps failed', period: HOUR }), {
      name: 'refund-sweep-failed',
      means: 'Refunds of the last weeks are not looked at again: one that failed late would not be noticed.',
      section: 'refunds-are-not-looked-at-again',
      raisedWhen: 'atLeast',
      threshold: SCHEDULED_ATTEMPTS,
      periods: 2,
    }),
  ],
});

const inventory = (own: OwnMetrics, { thresholds }: Observed): CustomMetricGroup => ({
  title: 'Accuracy of the stock (%)',
  metrics: [
    alarmed(
      own.of('reconciliation', 'InventoryAccuracy', { statistic: Stats.MINIMUM, period: FIVE_MINUTES, label: 'right' }),
      {
        name: 'inventory-accuracy',
        means:
          'Counters of the stock are not what the orders say: something is sold that is not there, or not sold that is.',
        section: 'stock-is-inaccurate',
        raisedWhen: 'below',
        drawn: true,
        threshold: thresholds.inventoryAccuracyPercent,
        periods: 2,
      },
    ),
  ],
});

const functions = ({
  stages,
  breakerKeeper,
  paymentWatcher,
  reconciliation,
  thresholds,
}: Observed): CustomMetricGroup => {
  const { functionErrors } = thresholds;
  const all: [name: string, lambda: LambdaFunction, errors: number][] = [
    ...stages.map(({ name, stage }): (typeof all)[number] => [name, stage.lambda, functionErrors]),
    ['breaker-keeper', breakerKeeper, functionErrors],
    ['payment-watcher', paymentWatcher, functionErrors],
    // It runs once in five minutes: more errors than those of one run cannot be in them.
    ['reconciliation', reconciliation, Math.min(functionErrors, SCHEDULED_ATTEMPTS)],
  ];
  return {
    title: 'Functions: errors and throttles',
    metrics: all.flatMap(([name, lambda, errors]) => [
      alarmed(lambda.metricErrors({ label: `${name} errors`, period: FIVE_MINUTES }), {
        name: `${name}-errors`,
        means: `Whole invocations of the ${name} function fail: it times out, runs out of memory or does not start.`,
        section: 'a-function-fails',
        raisedWhen: 'atLeast',
        threshold: errors,
        periods: 2,
      }),
      alarmed(lambda.metricThrottles({ label: `${name} throttles`, period: FIVE_MINUTES }), {
        name: `${name}-throttles`,
        means: `AWS does not let the ${name} function run as often as its queue asks: the account's concurrency is used up.`,
        section: 'a-function-is-throttled',
        raisedWhen: 'atLeast',
        threshold: thresholds.functionThrottles,
        periods: 2,
      }),
    ]),
  };
};
