import { Metrics as PowertoolsMetrics } from '@aws-lambda-powertools/metrics';

/** Every metric of the service, with its unit. Dimension: `service`, the stage, the breaker's keeper, the payment watcher or the reconciliation. */
export const METRICS = {
  /** Records whose work is done, replays too. */
  RecordsDone: 'Count',
  /** Records that an earlier delivery had done. */
  RecordsReplayed: 'Count',
  /** Failures by class; records that merely wait for an earlier one of their order count as held back alone. */
  PermanentFailures: 'Count',
  StoredDataFailures: 'Count',
  DependencyFailures: 'Count',
  BreakerOpenFailures: 'Count',
  UnknownFailures: 'Count',
  RecordsHeldBack: 'Count',
  EventsPublished: 'Count',
  /** Records whose events the bus did not take. */
  PublishFailures: 'Count',
  /** One request to the payment gateway. */
  GatewayDuration: 'Milliseconds',
  /** Requests that the gateway did not answer, or refused; a declined card is an answer. */
  GatewayErrors: 'Count',
  /** Those of them that are our own fault: the request, the key or the account. */
  GatewayRefusals: 'Count',
  /** Transitions of the payment gateway's circuit breaker, by the instance that made them. */
  CircuitOpened: 'Count',
  CircuitClosed: 'Count',
  /** The breaker's shared state could not be reached: calls went through unguarded. */
  BreakerStoreFailures: 'Count',
  BatchDuration: 'Milliseconds',
  /** From a message's arrival in the stage's queue to its work being done, the longest of the batch. */
  RecordAge: 'Milliseconds',
  ConfigInvalid: 'Count',
  ConfigReadFailed: 'Count',
  CounterWriteFailed: 'Count',
  RejectionWriteFailed: 'Count',
  VisibilityChangeFailed: 'Count',
  /** What newly done work means for the business (`business-metrics.ts`); each order and payment counts once. */
  PaymentsCharged: 'Count',
  PaymentsDeclined: 'Count',
  PaymentsRefused: 'Count',
  PaymentsRefunded: 'Count',
  AllocationsRejected: 'Count',
  SchedulesRejected: 'Count',
  OrdersFulfilled: 'Count',
  OrdersFailed: 'Count',
  OrdersCancelled: 'Count',
  /** 100 for a payment that was charged, 0 for one that was declined: the average is the rate, the number of samples that of payments. */
  PaymentSuccess: 'Percent',
  /** 100 for an order that was fulfilled within the SLA, 0 for one that was late. */
  OrderInTime: 'Percent',
  /** From placed to fulfilled, of each order. */
  FulfilmentLatency: 'Milliseconds',
  /** Minor units of fulfilled orders. One more dimension: `currency`. */
  Revenue: 'None',
  /** Attempts to give money back that the gateway refused for good. */
  RefundRefused: 'Count',
  RefundFailedLate: 'Count',
  /** 1 while the breaker is not closed, 0 while it is; told by its keeper every minute. */
  BreakerOpen: 'Count',
  /** What the payment watcher finds every minute: checks that are due, and payments that are pending at the gateway. */
  PaymentChecksDue: 'Count',
  PaymentsPending: 'Count',
  /** How long the oldest of them is pending; 0 if none is. Disputes do not count: a bank takes weeks to decide. */
  PaymentPendingOldestSeconds: 'Seconds',
  /** Events of Stripe that came to the watcher by EventBridge, and those of refunds and disputes that are not this environment's. */
  StripeEvents: 'Count',
  StripeEventsForeign: 'Count',
  /** What the payment watcher's sweep saw every hour: refunds of the account; those that gave no money back, ours and others'. */
  RefundsSwept: 'Count',
  RefundsSweptFailed: 'Count',
  RefundsSweptForeign: 'Count',
  /** Sweeps that did not reach the end of their slice; Lambda repeats each twice. */
  RefundSweepFailures: 'Count',
  /** What the scheduled reconciliation finds: orders that are not over, and those open for longer than configured. */
  OrdersOpen: 'Count',
  OrdersOpenTooLong: 'Count',
  /** Share of the products whose stock counters are what the orders say, of those that stood still; and how many are off, and moved. */
  InventoryAccuracy: 'Percent',
  InventoryDifferences: 'Count',
  InventoryMoving: 'Count',
} as const satisfies Record<string, 'Count' | 'Milliseconds' | 'Seconds' | 'Percent' | 'None'>;

export type MetricName = keyof typeof METRICS;

/** Dimensions besides `service`. */
export type Dimensions = Readonly<Record<string, string>>;

/** Metrics of one batch: collected in memory, written by `flush` as one line. One with dimensions of its own is a line of its own, at once. */
export interface Metrics {
  add(name: MetricName, value: number, dimensions?: Dimensions): void;
  flush(): void;
}

/** Powertools' Metrics in EMF; namespace and service come from POWERTOOLS_METRICS_NAMESPACE and POWERTOOLS_SERVICE_NAME. */
export const powertoolsMetrics = (): Metrics => {
  const metrics = new PowertoolsMetrics();
  return {
    add: (name, value, dimensions) => {
      const target = dimensions ? metrics.singleMetric() : metrics;
      if (dimensions) target.addDimensions({ ...dimensions });
      target.addMetric(name, METRICS[name], value);
    },
    flush: () => {
      metrics.publishStoredMetrics();
    },
  };
};
