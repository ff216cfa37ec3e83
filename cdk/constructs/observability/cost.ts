import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { CustomMonitoringProps } from 'cdk-monitoring-constructs';
import { MINUTE, queueMetric } from './metrics';
import type { Observed } from './observed';

/** What does it cost? */
export const cost = ({ stages, orders }: Observed): CustomMonitoringProps => ({
  humanReadableName: 'What does it cost?',
  alarmFriendlyName: 'cost',
  metricGroups: [
    {
      title: 'Invocations per minute',
      metrics: stages.map(({ name, stage }) => stage.lambda.metricInvocations({ label: name, period: MINUTE })),
    },
    {
      title: 'Batches at once',
      metrics: stages.map(({ name, stage }) =>
        stage.lambda.metric('ConcurrentExecutions', { label: name, statistic: Stats.MAXIMUM, period: MINUTE }),
      ),
    },
    {
      title: 'Time of functions (ms per minute)',
      metrics: stages.map(({ name, stage }) =>
        stage.lambda.metricDuration({ label: name, statistic: Stats.SUM, period: MINUTE }),
      ),
    },
    {
      title: 'Messages sent and received, empty receives',
      metrics: stages.flatMap(({ name, stage, feed }) => [
        queueMetric(feed.route?.ingress.queue ?? stage.work.queue, 'NumberOfMessagesSent', `${name} sent`, Stats.SUM),
        queueMetric(stage.work.queue, 'NumberOfMessagesReceived', `${name} received`, Stats.SUM),
        queueMetric(stage.work.queue, 'NumberOfEmptyReceives', `${name} empty receives`, Stats.SUM),
      ]),
    },
    {
      title: 'Orders table: capacity units',
      metrics: [
        orders.metricConsumedWriteCapacityUnits({ label: 'written', period: MINUTE }),
        orders.metricConsumedReadCapacityUnits({ label: 'read', period: MINUTE }),
      ],
    },
  ],
});
