import { Duration } from 'aws-cdk-lib';
import { MathExpression, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { CfnRule } from 'aws-cdk-lib/aws-events';
import type { EventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { STAGES, type StageName } from '../../../contracts/events/order-processor';
import type { MetricName } from '../../../pipeline/telemetry/metrics';
import { metricsNamespace } from '../../names';

export const MINUTE = Duration.minutes(1);
export const FIVE_MINUTES = Duration.minutes(5);
export const HOUR = Duration.hours(1);

type Service = StageName | 'breaker-keeper' | 'payment-watcher' | 'reconciliation';

interface OwnMetricOptions {
  readonly statistic?: string;
  readonly label?: string;
  readonly period?: Duration;
}

/** What the service itself measures (`pipeline/telemetry/metrics.ts`). */
export class OwnMetrics {
  readonly namespace: string;

  constructor(scope: Construct) {
    this.namespace = metricsNamespace(scope);
  }

  /** Of one stage, of the keeper, of the payment watcher or of the reconciliation; a sum per minute unless told otherwise. */
  of(
    service: Service,
    metricName: MetricName,
    { statistic = Stats.SUM, label = metricName, period = MINUTE }: OwnMetricOptions = {},
  ): Metric {
    return new Metric({
      namespace: this.namespace,
      metricName,
      dimensionsMap: { service },
      statistic,
      label,
      period,
    });
  }

  /** The sum over the stages; a stage without data counts nothing. */
  ofAll(metricName: MetricName, { label = metricName, period = MINUTE }: OwnMetricOptions = {}): MathExpression {
    // Ids are shared by all metrics of a graph.
    const parts = STAGES.map((stage) => [`${stage}${metricName}`, this.of(stage, metricName, { period })] as const);
    return new MathExpression({
      expression: `SUM([${parts.map(([id]) => id).join(', ')}])`,
      usingMetrics: Object.fromEntries(parts),
      label,
      period,
    });
  }

  /** Of the current day (UTC), one for each value of a dimension. */
  ofTodayBy(dimension: string, service: Service, metricName: MetricName): MathExpression {
    const schema = `{"${this.namespace}",service,${dimension}}`;
    const day = Duration.days(1);
    return new MathExpression({
      expression: `SEARCH('${schema} service="${service}" MetricName="${metricName}"', 'Sum', ${day.toSeconds()})`,
      // Not empty, which CloudWatch refuses: each line then goes by its dimension.
      label: ' ',
      period: day,
    });
  }
}

/** Of a queue, per minute. */
export const queueMetric = (
  queue: IQueue,
  metricName: string,
  label: string,
  statistic: string = Stats.MAXIMUM,
): Metric => queue.metric(metricName, { label, statistic, period: MINUTE });

/** How many of its messages a mapping polled, invoked its function with, or deleted (its MetricsConfig asks for them). */
export const mappingMetric = (
  mapping: EventSourceMapping,
  metricName: 'PolledEventCount' | 'InvokedEventCount' | 'FailedInvokeEventCount' | 'DeletedEventCount',
  label: string,
): Metric =>
  new Metric({
    namespace: 'AWS/Lambda',
    metricName,
    dimensionsMap: { EventSourceMappingUUID: mapping.eventSourceMappingId },
    statistic: Stats.SUM,
    label,
    period: MINUTE,
  });

type PipeMetricName = 'ExecutionFailed' | 'ExecutionPartiallyFailed' | 'ExecutionTimeout' | 'ExecutionThrottled';

/** Metrics and dimension: EventBridge's guide, eb-pipes-monitoring.html; the namespace: CloudWatch's list of enriched metrics. */
export const pipeMetric = (pipeName: string, metricName: PipeMetricName, label?: string): Metric =>
  new Metric({
    namespace: 'AWS/EventBridge/Pipes',
    metricName,
    dimensionsMap: { PipeName: pipeName },
    statistic: Stats.SUM,
    ...(label && { label }),
    period: MINUTE,
  });

export type RuleMetricName = 'FailedInvocations' | 'InvocationsFailedToBeSentToDlq';

/**
 * Of a rule. "Metrics that specify only the RuleName dimension refer to the default event bus. Metrics that specify both the
 * EventBusName and RuleName dimensions refer to a custom event bus" (EventBridge's guide, eb-monitoring.html).
 */
export const ruleMetric = ({ name = '', eventBusName = DEFAULT_BUS }: CfnRule, metricName: RuleMetricName): Metric =>
  new Metric({
    namespace: 'AWS/Events',
    metricName,
    dimensionsMap: { RuleName: name, ...(eventBusName !== DEFAULT_BUS && { EventBusName: eventBusName }) },
    statistic: Stats.SUM,
    period: FIVE_MINUTES,
  });

const DEFAULT_BUS = 'default';
