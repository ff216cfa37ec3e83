import { MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import type { CfnRule } from 'aws-cdk-lib/aws-events';
import type { CustomMetricGroup, CustomMetricWithAlarm } from 'cdk-monitoring-constructs';
import type { AlarmThresholds } from '../../config';
import { type AlarmDefinition, alarmed } from './alarm';
import { FIVE_MINUTES, MINUTE, pipeMetric, type RuleMetricName, ruleMetric } from './metrics';
import type { Observed, ObservedStage } from './observed';

/** What brings events from the bus to the stages and to the functions beside them. */
export const deliveries = (observed: Observed): CustomMetricGroup[] => [rules(observed), ...pipes(observed)];

/*
 * Two alarms where one would do: "alarms based on metric math expressions can reference a maximum of 10 metrics" (CloudWatch,
 * alarm-limits.html), and there are 13 rules. What has no dead-letter queue has no metric of it either.
 */
const rules = ({ stages, otherRules, stripeEvents }: Observed): CustomMetricGroup => {
  const ofStages = stages.flatMap(({ feed }) => feed.rules);
  return {
    title: 'Rules: invocations that failed, events lost',
    metrics: [
      failed('stage', ofStages, 'Rules of the bus could not put events into the queues of the stages.'),
      lost('stage', ofStages, 'Events are gone: neither a queue of the stages nor the dead-letter queue took them.'),
      failed(
        'other',
        [...otherRules, ...(stripeEvents?.rules ?? [])],
        "Schedules could not invoke their functions, or Stripe's events could not be queued.",
      ),
      lost('other', otherRules, 'Invocations of functions are gone: the dead-letter queue did not take them either.'),
    ],
  };
};

type RuleAlarm = (group: 'stage' | 'other', rules: readonly CfnRule[], means: string) => CustomMetricWithAlarm;

const failed: RuleAlarm = (group, ofGroup, means) =>
  alarmed(sumOverRules('FailedInvocations', ofGroup, { id: `${group}RuleFailed`, label: `${group} rules failed` }), {
    ...ANY,
    name: `${group}-rules-failed`,
    means,
    section: 'a-rule-does-not-deliver',
  });

const lost: RuleAlarm = (group, ofGroup, means) =>
  alarmed(
    sumOverRules('InvocationsFailedToBeSentToDlq', ofGroup, { id: `${group}RuleLost`, label: `${group} rules lost` }),
    { ...ANY, name: `${group}-rules-lost-events`, means, section: 'a-rule-has-lost-events' },
  );

const ANY = { raisedWhen: 'above', threshold: 0, periods: 1 } as const satisfies Partial<AlarmDefinition>;

/** Both metrics are sent only if they are not zero. */
const sumOverRules = (
  metricName: RuleMetricName,
  ofGroup: readonly CfnRule[],
  { id, label }: { readonly id: string; readonly label: string },
): MathExpression => {
  // Ids are shared by all metrics of a graph.
  const parts = ofGroup.map((rule, at) => [`${id}${at}`, ruleMetric(rule, metricName)] as const);
  return new MathExpression({
    expression: `SUM([${parts.map(([partId]) => partId).join(', ')}])`,
    usingMetrics: Object.fromEntries(parts),
    label,
    period: FIVE_MINUTES,
  });
};

const pipes = ({ stages, thresholds }: Observed): CustomMetricGroup[] => {
  const metrics = stages.flatMap((stage) => ofPipe(stage, thresholds));
  return metrics.length > 0 ? [{ title: 'Pipes: executions failed and throttled, per minute', metrics }] : [];
};

/** A pipe's state has no metric and no event: one that is stopped shows in the age of its ingress queue (`waiting.ts`). */
const ofPipe = ({ name, feed: { route } }: ObservedStage, { pipeFailureMinutes }: AlarmThresholds) => {
  if (!route) return [];
  const parts = {
    [`${name}Failed`]: pipeMetric(route.pipe.ref, 'ExecutionFailed'),
    [`${name}PartlyFailed`]: pipeMetric(route.pipe.ref, 'ExecutionPartiallyFailed'),
    [`${name}TimedOut`]: pipeMetric(route.pipe.ref, 'ExecutionTimeout'),
  };
  const expression = `SUM([${Object.keys(parts).join(', ')}])`;
  return [
    alarmed(new MathExpression({ expression, usingMetrics: parts, label: `${name} failed`, period: MINUTE }), {
      name: `${name}-pipe-failures`,
      means: `The pipe of the ${name} stage fails minute after minute: it polls less and less, and AWS may disable it.`,
      section: 'a-pipe-keeps-failing',
      raisedWhen: 'above',
      threshold: 0,
      // A message that is refused comes three times within a minute and a half, and is then in the dead-letter queue.
      periods: pipeFailureMinutes,
    }),
    pipeMetric(route.pipe.ref, 'ExecutionThrottled', `${name} throttled`),
  ];
};
