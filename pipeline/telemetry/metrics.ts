import { Metrics as PowertoolsMetrics } from '@aws-lambda-powertools/metrics';

/** Every metric of the stages, with its unit. Dimension: `service`, the stage. */
export const METRICS = {
  /** Records whose work is done, replays too. */
  RecordsDone: 'Count',
  /** Records that an earlier delivery had done. */
  RecordsReplayed: 'Count',
  /** Failures by class; records that merely wait for an earlier one of their order count as held back alone. */
  PermanentFailures: 'Count',
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
  /** Transitions of the payment gateway's circuit breaker, by the instance that made them. */
  CircuitOpened: 'Count',
  CircuitClosed: 'Count',
  /** The breaker's shared state could not be reached: calls went through unguarded. */
  BreakerStoreFailures: 'Count',
  BatchDuration: 'Milliseconds',
  /** From the bus taking an event to its work being done, the longest of the batch. */
  RecordAge: 'Milliseconds',
  ConfigInvalid: 'Count',
  ConfigReadFailed: 'Count',
  CounterWriteFailed: 'Count',
  RejectionWriteFailed: 'Count',
  VisibilityChangeFailed: 'Count',
} as const satisfies Record<string, 'Count' | 'Milliseconds'>;

export type MetricName = keyof typeof METRICS;

/** Metrics of one batch: added up in memory, written by `flush` as one line. */
export interface Metrics {
  add(name: MetricName, value: number): void;
  flush(): void;
}

/** Powertools' Metrics in EMF; namespace and service come from POWERTOOLS_METRICS_NAMESPACE and POWERTOOLS_SERVICE_NAME. */
export const powertoolsMetrics = (): Metrics => {
  const metrics = new PowertoolsMetrics();
  return {
    add: (name, value) => {
      metrics.addMetric(name, METRICS[name], value);
    },
    flush: () => {
      metrics.publishStoredMetrics();
    },
  };
};
