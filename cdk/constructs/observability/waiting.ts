import { MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { CustomMonitoringProps } from 'cdk-monitoring-constructs';
import type { StageName } from '../../../contracts/events/order-processor';
import type { AlarmThresholds } from '../../config';
import { alarmed } from './alarm';
import { MINUTE, mappingMetric, queueMetric } from './metrics';
import type { ObservedStage } from './observed';

const VISIBLE = 'ApproximateNumberOfMessagesVisible';
const IN_FLIGHT = 'ApproximateNumberOfMessagesNotVisible';
const OLDEST_AGE = 'ApproximateAgeOfOldestMessage';
/** FIFO queues only. */
const GROUPS_IN_FLIGHT = 'ApproximateNumberOfGroupsWithInflightMessages';

/** Where is work waiting, in one stage? */
export const waiting = ({ name, stage, feed }: ObservedStage, thresholds: AlarmThresholds): CustomMonitoringProps => {
  const { queue } = stage.work;
  const ingress = feed.route?.ingress.queue;
  const visible = queueMetric(queue, VISIBLE, 'waiting');
  const groups = queueMetric(queue, GROUPS_IN_FLIGHT, 'groups in flight');
  const { stuckBacklogMessages, stuckGroups } = thresholds;
  return {
    humanReadableName: `Where is work waiting? ${name}`,
    alarmFriendlyName: `waiting-${name}`,
    metricGroups: [
      {
        title: 'Age of the oldest message (s)',
        metrics: [
          alarmed(queueMetric(queue, OLDEST_AGE, 'stage'), {
            name: `${name}-oldest-message`,
            means: `Orders wait in front of the ${name} stage and nobody works them off fast enough.`,
            section: 'work-is-waiting',
            raisedWhen: 'above',
            drawn: true,
            threshold: thresholds.oldestMessageSeconds[name],
            periods: 5,
            stopsService: true,
          }),
          ...(ingress ? [pipeStopped(ingress, name, thresholds)] : []),
        ],
      },
      {
        title: 'Messages',
        metrics: [
          visible,
          queueMetric(queue, IN_FLIGHT, 'in flight'),
          ...(ingress ? [queueMetric(ingress, VISIBLE, 'ingress')] : []),
        ],
      },
      {
        title: 'Message groups being worked',
        metrics: [
          groups,
          alarmed(
            new MathExpression({
              // None in flight is a queue that nobody polls, which shows in the age.
              expression: `IF((visible > ${stuckBacklogMessages}) AND (groups > 0) AND (groups <= ${stuckGroups}), 1, 0)`,
              usingMetrics: { visible, groups },
              label: 'stuck (1: yes)',
              period: MINUTE,
            }),
            {
              name: `${name}-stuck-groups`,
              means: `Many messages wait for the ${name} stage, yet hardly a message group is worked: a few groups hold all the others up, or everything is in one.`,
              section: 'message-groups-are-stuck',
              raisedWhen: 'atLeast',
              threshold: 1,
              periods: 15,
            },
          ),
        ],
      },
      {
        title: 'Polled and deleted per minute',
        metrics: [
          mappingMetric(stage.mapping, 'PolledEventCount', 'polled'),
          mappingMetric(stage.mapping, 'DeletedEventCount', 'deleted'),
        ],
      },
    ],
  };
};

const pipeStopped = (ingress: Queue, name: StageName, thresholds: AlarmThresholds) =>
  alarmed(queueMetric(ingress, OLDEST_AGE, 'ingress'), {
    name: `${name}-pipe-stopped`,
    means: `The pipe of the ${name} stage is stopped or fails: events pile up between the bus and the stage.`,
    section: 'a-pipe-is-not-running',
    raisedWhen: 'above',
    drawn: true,
    threshold: thresholds.oldestIngressMessageSeconds,
    periods: 3,
    stopsService: true,
  });
