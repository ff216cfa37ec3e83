import type { EventBridgeEngine } from '../../eventbridge/engine';
import type { LambdaEngine } from '../../lambda/engine';
import type { Pipe } from '../../pipes/pipe';
import type { SqsEngine } from '../../sqs/engine';
import { mappingMetrics } from './function-metrics';
import type { MetricSource } from './metric-source';
import { pipeMetrics } from './pipe-metrics';
import { queueMetrics } from './queue-metrics';
import { ruleMetrics } from './rule-metrics';

/** Whatever emits metrics minute by minute. Functions tell of each invocation instead. */
export const serviceMetrics = (
  services: {
    readonly sqs: SqsEngine;
    readonly events: EventBridgeEngine;
    readonly lambda: LambdaEngine;
    readonly pipes: readonly Pipe[];
  },
  now: () => number,
): MetricSource[] => [
  queueMetrics(services.sqs, now),
  ruleMetrics(services.events),
  pipeMetrics(services.pipes),
  mappingMetrics(services.lambda),
];
