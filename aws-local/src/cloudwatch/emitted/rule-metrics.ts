import type { EventBridgeEngine } from '../../eventbridge/engine';
import type { RuleCounts } from '../../eventbridge/rule-counts';
import { Differences, type MetricSource } from './metric-source';

/** Which count each metric of AWS/Events is made of. */
const METRICS: Readonly<Record<string, (counts: RuleCounts) => number>> = {
  MatchedEvents: ({ matched }) => matched,
  TriggeredRules: ({ matched }) => matched,
  Invocations: ({ invocations }) => invocations,
  FailedInvocations: ({ failed }) => failed,
  InvocationAttempts: ({ attempts }) => attempts,
  RetryInvocationAttempts: ({ retries }) => retries,
  SuccessfulInvocationAttempts: ({ invocations, failed }) => invocations - failed,
  InvocationsSentToDlq: ({ sentToDlq }) => sentToDlq,
  InvocationsFailedToBeSentToDlq: ({ notSentToDlq }) => notSentToDlq,
};

export const RULE_METRICS = Object.keys(METRICS);

/** The metrics of AWS/Events, each only if it is not zero (eb-monitoring.html). */
export const ruleMetrics = ({ countsOfRules }: Pick<EventBridgeEngine, 'countsOfRules'>): MetricSource => {
  const differences = new Differences();
  return (emit) => {
    for (const [arn, counts] of countsOfRules.entries()) {
      const raised = differences.since(arn, counts);
      for (const [name, count] of Object.entries(METRICS)) {
        const times = count(raised);
        if (times > 0) emit({ namespace: 'AWS/Events', name, dimensions: dimensionsOf(arn) }, 1, times);
      }
    }
  };
};

/** The default bus does not stand in the dimensions, and not in `rule/NAME`; another does in both: `rule/BUS/NAME`. A bus may have slashes, a rule none. */
const dimensionsOf = (arn: string): Record<string, string> => {
  const path = arn.slice(arn.indexOf(':rule/') + ':rule/'.length);
  const slash = path.lastIndexOf('/');
  return slash < 0 ? { RuleName: path } : { EventBusName: path.slice(0, slash), RuleName: path.slice(slash + 1) };
};
