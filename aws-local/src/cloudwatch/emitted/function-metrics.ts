import type { LambdaEngine } from '../../lambda/engine';
import type { InvocationRecord } from '../../lambda/invocation-record';
import type { Metric } from '../metrics/metric';
import type { MetricStore } from '../metrics/metric-store';
import { Differences, type MetricSource } from './metric-source';

const NAMESPACE = 'AWS/Lambda';

type MetricsByName = Readonly<Record<string, readonly Metric[]>>;

/** Of the account, of the function, and of the version or alias that was invoked (monitoring-metrics-types.html, dimensions). */
const metricsOf = ({ functionName, functionArn }: InvocationRecord): MetricsByName => {
  const qualifier = functionArn.split(':')[7];
  const Resource = qualifier === undefined ? functionName : `${functionName}:${qualifier}`;
  const ofFunction = { FunctionName: functionName };
  const everyOne = ['Throttles', 'Invocations', 'Errors', 'Duration'].map((name) => [
    name,
    [{}, ofFunction, { ...ofFunction, Resource }].map((dimensions) => ({ namespace: NAMESPACE, name, dimensions })),
  ]);
  // Neither of versions and aliases nor, here, of the account.
  const concurrent = { namespace: NAMESPACE, name: 'ConcurrentExecutions', dimensions: ofFunction };
  return { ...Object.fromEntries(everyOne), ConcurrentExecutions: [concurrent] };
};

/** The metrics that functions emit with each invocation. */
export class FunctionMetrics {
  readonly #store: MetricStore;
  /** By the ARN that was invoked; each is made once. */
  readonly #metrics = new Map<string, MetricsByName>();

  public constructor(store: MetricStore) {
    this.#store = store;
  }

  /** Adds what an invocation tells, at the time at which it began. A throttled request is neither an invocation nor an error. */
  public add(record: InvocationRecord): void {
    const { functionArn, outcome, startedMs, durationMs, concurrent } = record;
    const metrics = this.#metrics.get(functionArn) ?? metricsOf(record);
    this.#metrics.set(functionArn, metrics);
    const add = (name: string, value: number): void => {
      for (const metric of metrics[name] ?? []) this.#store.add(metric, value, startedMs);
    };
    add('Throttles', outcome === 'throttled' ? 1 : 0);
    if (outcome === 'throttled') return;
    add('Invocations', 1);
    add('Errors', outcome === 'failed' ? 1 : 0);
    add('Duration', durationMs);
    add('ConcurrentExecutions', concurrent);
  }
}

/** The metrics of event source mappings, by their UUIDs. */
export const mappingMetrics = (lambda: Pick<LambdaEngine, 'mappings'>): MetricSource => {
  const differences = new Differences();
  return (emit) => {
    for (const { uuid, counts } of lambda.mappings()) {
      const raised = Object.entries(differences.since(uuid, counts));
      if (raised.every(([, count]) => count === 0)) continue;
      for (const [name, count] of raised) {
        emit({ namespace: NAMESPACE, name, dimensions: { EventSourceMappingUUID: uuid } }, count);
      }
    }
  };
};
