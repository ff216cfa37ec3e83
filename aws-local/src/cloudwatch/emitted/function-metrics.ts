import type { LambdaEngine } from '../../lambda/engine';
import type { InvocationRecord } from '../../lambda/invocation-record';
import type { MetricStore } from '../metrics/metric-store';
import { Differences, type MetricSource } from './metric-source';

const NAMESPACE = 'AWS/Lambda';

/** Of the account, of the function, and of the version or alias that was invoked (monitoring-metrics-types.html, dimensions). */
const dimensionsOf = ({ functionName, functionArn }: InvocationRecord): Record<string, string>[] => {
  const qualifier = functionArn.split(':')[7];
  const Resource = qualifier === undefined ? functionName : `${functionName}:${qualifier}`;
  return [{}, { FunctionName: functionName }, { FunctionName: functionName, Resource }];
};

/** Adds what an invocation tells, at the time at which it began. A throttled request is neither an invocation nor an error. */
export const addInvocation = (store: MetricStore, record: InvocationRecord): void => {
  const isThrottled = record.outcome === 'throttled';
  for (const dimensions of dimensionsOf(record)) {
    const add = (name: string, value: number): void =>
      store.add({ namespace: NAMESPACE, name, dimensions }, value, record.startedMs);
    add('Throttles', isThrottled ? 1 : 0);
    if (isThrottled) continue;
    add('Invocations', 1);
    add('Errors', record.outcome === 'failed' ? 1 : 0);
    add('Duration', record.durationMs);
    // Of a function only: neither of versions and aliases nor, here, of the account.
    if ('FunctionName' in dimensions && !('Resource' in dimensions)) add('ConcurrentExecutions', record.concurrent);
  }
};

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
