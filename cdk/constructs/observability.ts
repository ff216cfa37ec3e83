import { Duration } from 'aws-cdk-lib';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import { DefaultDashboardFactory, MonitoringFacade, SnsAlarmActionStrategy } from 'cdk-monitoring-constructs';
import { Construct } from 'constructs';
import { physicalName } from '../names';
import { runbookLink, STOPS_SERVICE } from './observability/alarm';
import { alarmTopic } from './observability/alarm-topic';
import { cost } from './observability/cost';
import { failing } from './observability/failing';
import { OwnMetrics } from './observability/metrics';
import type { Observed } from './observability/observed';
import { served } from './observability/served';
import { waiting } from './observability/waiting';

export interface ObservabilityProps extends Observed {
  /** Whether there is a topic that alarms are sent to, and their end. */
  readonly alarmTopic: boolean;
}

/**
 * What whoever operates the service sees: one dashboard that answers four questions from top to bottom, and alarms, each beside
 * the graph that shows it and with a section of docs/runbook.md.
 */
export class Observability extends Construct {
  readonly dashboardName: string;
  readonly topic: Topic | undefined;

  constructor(scope: Construct, id: string, props: ObservabilityProps) {
    super(scope, id);
    this.dashboardName = physicalName(this, 'dashboard');
    this.topic = props.alarmTopic ? alarmTopic(this) : undefined;
    const monitoring = new MonitoringFacade(this, 'Monitoring', {
      dashboardFactory: new DefaultDashboardFactory(this, 'Dashboards', {
        dashboardNamePrefix: this.dashboardName,
        detailDashboardRange: Duration.hours(3),
      }),
      alarmFactoryDefaults: {
        actionsEnabled: true,
        alarmNamePrefix: '',
        alarmNamingStrategy: {
          getName: ({ alarmNameSuffix }) => physicalName(this, alarmNameSuffix),
          getWidgetLabel: ({ alarmNameSuffix }) => alarmNameSuffix,
          getDedupeString: () => undefined,
        },
        ...(this.topic && { action: new SnsAlarmActionStrategy({ onAlarmTopic: this.topic, onOkTopic: this.topic }) }),
      },
    });
    const own = new OwnMetrics(this);
    monitoring.monitorCustom(served(own, props.thresholds));
    for (const stage of props.stages) monitoring.monitorCustom(waiting(stage, props.thresholds));
    monitoring.monitorCustom(failing(own, props));
    monitoring.monitorCustom(cost(props));
    monitoring.createCompositeAlarmUsingTag(STOPS_SERVICE, {
      disambiguator: STOPS_SERVICE,
      alarmNameSuffix: STOPS_SERVICE,
      alarmDescription: 'Customers are not served: orders are not charged or not worked off. Start here.',
      runbookLink: runbookLink('customers-are-not-served'),
    });
  }
}
