import type { Pipe } from '../../pipes/pipe';
import { Differences, type MetricSource } from './metric-source';

/** The metrics of AWS/EventBridge/Pipes (eb-pipes-monitoring.html): those of failures are zero for a minute in which none failed, and missing for one without executions. */
export const pipeMetrics = (pipes: readonly Pick<Pipe, 'name' | 'runs' | 'counters'>[]): MetricSource => {
  const differences = new Differences();
  return (emit) => {
    for (const { name, runs, counters } of pipes) {
      const { all, failed, partiallyFailed, throttled } = differences.since(`runs ${name}`, runs);
      const { received } = differences.since(`records ${name}`, counters);
      if (all === 0) continue;
      const report = (metric: string, value: number): void =>
        emit({ namespace: 'AWS/EventBridge/Pipes', name: metric, dimensions: { PipeName: name } }, value);
      report('Invocations', all);
      report('EventCount', received);
      report('ExecutionFailed', failed);
      report('ExecutionPartiallyFailed', partiallyFailed);
      report('ExecutionThrottled', throttled);
      // A pipe of queues and buses has no stage that takes five minutes.
      report('ExecutionTimeout', 0);
    }
  };
};
