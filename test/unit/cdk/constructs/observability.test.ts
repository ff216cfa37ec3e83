import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { configOf } from '../../../../cdk/config';
import { STAGES } from '../../../../contracts/events/order-processor';
import { METRICS } from '../../../../pipeline/telemetry/metrics';
import { synthesizeOrderProcessor } from '../synthesized';
import { type Properties, resources } from '../template';

const template = synthesizeOrderProcessor();
const production = synthesizeOrderProcessor({ environment: 'production' });

const alarmsOf = (of: typeof template) =>
  new Map(
    ['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm']
      .flatMap((type) => resources(of, type))
      .map(([id, alarm]) => [String(alarm.AlarmName).replace(/^Shop-/, ''), { id, ...alarm } as Properties]),
  );
const alarms = alarmsOf(template);
/** With those of a stack that hears from Stripe. */
const withStripe = synthesizeOrderProcessor({
  config: { ...configOf('test'), stripeEventBus: 'aws.partner/stripe.com/ed_1' },
});
const allAlarms = alarmsOf(withStripe);
const alarm = (name: string): Properties => {
  const found = alarms.get(name);
  if (!found) throw new Error(`no alarm ${name}`);
  return found;
};
const sectionOf = ({ AlarmDescription }: Properties): string | undefined =>
  /Runbook: docs\/runbook\.md#([a-z-]+)$/.exec(String(AlarmDescription))?.[1];

interface AlarmMetric {
  readonly Expression?: string;
  readonly MetricStat?: {
    readonly Metric: {
      readonly Namespace: string;
      readonly MetricName: string;
      readonly Dimensions?: readonly { readonly Name: string; readonly Value: unknown }[];
    };
  };
}
const metricsOf = ({ Metrics }: Properties) =>
  (Metrics as AlarmMetric[]).flatMap(({ MetricStat }) => (MetricStat ? [MetricStat.Metric] : []));

describe('the alarms', () => {
  it('are these: one less is a decision', () => {
    const perStage = [
      'oldest-message',
      'pipe-stopped',
      'pipe-failures',
      'stuck-groups',
      'dlq',
      'ingress-dlq',
      'errors',
      'throttles',
      'release',
    ];
    expect([...alarms.keys()].sort()).toEqual(
      [
        'customers-not-served',
        'payment-success',
        'orders-in-time',
        'delivery-failures',
        'stage-rules-failed',
        'stage-rules-lost-events',
        'other-rules-failed',
        'other-rules-lost-events',
        'breaker-open',
        'breaker-failing-open',
        'gateway-refuses-us',
        'refund-refused',
        'refund-failed-late',
        'refund-sweep-failed',
        'config-invalid',
        'breaker-keeper-errors',
        'breaker-keeper-throttles',
        'payment-watcher-errors',
        'payment-watcher-throttles',
        'payment-pending-too-long',
        'reconciliation-errors',
        'reconciliation-throttles',
        'orders-open-too-long',
        'inventory-accuracy',
        ...STAGES.flatMap((stage) => perStage.map((purpose) => `${stage}-${purpose}`)),
      ].sort(),
    );
  });

  it('of a stack that hears from Stripe are one more', () => {
    expect([...allAlarms.keys()].filter((name) => !alarms.has(name))).toEqual(['stripe-events-dlq']);
  });

  it('each say what they mean, and where the runbook tells what to do', () => {
    for (const [name, properties] of allAlarms) {
      expect([name, String(properties.AlarmDescription).length > 60, sectionOf(properties)]).toEqual([
        name,
        true,
        expect.any(String),
      ]);
    }
  });

  it('have their sections in the runbook, and the runbook has no section of another alarm', () => {
    const runbook = readFileSync(resolve(import.meta.dirname, '../../../../docs/runbook.md'), 'utf8');
    const [, alarmPart = ''] = runbook.split(/^# Alarms$/m);
    const sections = [...(alarmPart.split(/^# /m)[0] ?? '').matchAll(/^## (.+)$/gm)].map(([, heading = '']) =>
      heading.toLowerCase().replaceAll(' ', '-'),
    );
    expect(sections.sort()).toEqual([...new Set([...allAlarms.values()].map(sectionOf))].sort());
  });

  it('watch each queue that holds dead letters, by what is visible: moves by redrive do not count as sent', () => {
    const deadLetterQueues = resources(template, 'AWS::SQS::Queue')
      .map(([, { QueueName }]) => String(QueueName))
      .filter((name) => /-dlq(\.fifo)?$|-delivery-failures$/.test(name));
    expect(deadLetterQueues).toHaveLength(7);
    for (const queue of deadLetterQueues) {
      const watching = alarm(queue.replace(/^Shop-/, '').replace(/\.fifo$/, ''));
      expect(watching).toMatchObject({ Threshold: 0, ComparisonOperator: 'GreaterThanThreshold' });
      expect(metricsOf(watching)).toMatchObject([{ MetricName: 'ApproximateNumberOfMessagesVisible' }]);
    }
    expect(JSON.stringify([...alarms.values()])).not.toContain('NumberOfMessagesSent');
  });

  it('read only what the service measures, in the namespace of its own stack', () => {
    const own = [...alarms.values()]
      .filter(({ Metrics }) => Metrics !== undefined)
      .flatMap(metricsOf)
      .filter(({ Namespace }) => !Namespace.startsWith('AWS/'));
    expect(own.length).toBeGreaterThan(5);
    for (const { Namespace, MetricName } of own) {
      expect(Namespace).toBe('CoffeeShop/Shop');
      expect(Object.keys(METRICS)).toContain(MetricName);
    }
  });

  it('look at no more than the ten metrics that CloudWatch takes in an expression', () => {
    const numbers = [...allAlarms.values()]
      .filter(({ Metrics }) => Metrics !== undefined)
      .map((each) => metricsOf(each).length);
    expect(Math.max(...numbers)).toBeLessThanOrEqual(10);
    expect(Math.max(...numbers)).toBeGreaterThan(1);
  });

  describe('of the rules', () => {
    const rules = resources(withStripe, 'AWS::Events::Rule').map(([, rule]) => rule);
    const dimensionsOf = ({ Name, EventBusName }: Properties) => ({
      RuleName: Name,
      ...(EventBusName !== undefined && { EventBusName }),
    });
    const watched = (metric: string) =>
      [...allAlarms.values()]
        .filter(({ Metrics }) => Metrics !== undefined)
        .flatMap(metricsOf)
        .filter(({ Namespace, MetricName }) => Namespace === 'AWS/Events' && MetricName === metric)
        .map(({ Dimensions = [] }) => Object.fromEntries(Dimensions.map(({ Name, Value }) => [Name, Value])));
    const asText = (values: readonly object[]): string[] =>
      values.map((value) => JSON.stringify(Object.entries(value).sort())).sort();

    it('look at the failed invocations of each, on its own bus', () => {
      expect(rules.length).toBeGreaterThan(10);
      expect(asText(watched('FailedInvocations'))).toEqual(asText(rules.map(dimensionsOf)));
    });

    it('look at what is lost of each that has a dead-letter queue to lose it', () => {
      const withQueue = rules.filter(({ Targets }) => JSON.stringify(Targets).includes('DeadLetterConfig'));
      expect(withQueue).toHaveLength(rules.length - 2);
      expect(asText(watched('InvocationsFailedToBeSentToDlq'))).toEqual(asText(withQueue.map(dimensionsOf)));
    });
  });

  it('of a pipe wait for more than the three tries of one refused message', () => {
    const failures = alarm('payment-pipe-failures');
    expect(failures).toMatchObject({ Threshold: 0, EvaluationPeriods: 5, DatapointsToAlarm: 5 });
    expect(metricsOf(failures).map(({ MetricName }) => MetricName)).toEqual([
      'ExecutionFailed',
      'ExecutionPartiallyFailed',
      'ExecutionTimeout',
    ]);
  });

  it('judge rates only where there is enough to judge', () => {
    for (const name of ['payment-success', 'orders-in-time']) {
      expect(JSON.stringify(alarm(name).Metrics)).toContain('IF(sampleCount > 10, metric)');
    }
  });

  it('ask of a function for no more errors than its runs and their repetitions can bring in five minutes', () => {
    expect(alarm('breaker-keeper-errors')).toMatchObject({ Threshold: 5 });
    // Once in five minutes, and twice more by Lambda.
    expect(alarm('reconciliation-errors')).toMatchObject({ Threshold: 3 });
  });

  it('call a queue stuck only while some of its groups are worked: one that is paused shows in its age', () => {
    expect(JSON.stringify(alarm('inventory-stuck-groups').Metrics)).toContain(
      'IF((visible > 500) AND (groups > 0) AND (groups <= 2), 1, 0)',
    );
  });

  it('of which customers notice the most make up one more', () => {
    const rule = JSON.stringify(alarm('customers-not-served').AlarmRule);
    const parts = [...alarms].filter(([, { id }]) => rule.includes(`"${id}"`)).map(([name]) => name);
    expect(parts.sort()).toEqual(
      [
        'breaker-open',
        'payment-success',
        ...STAGES.flatMap((stage) => [`${stage}-oldest-message`, `${stage}-pipe-stopped`]),
      ].sort(),
    );
  });

  it('go to a topic in production, also when they end, and to nobody from a branch; those for releases are for CodeDeploy alone', () => {
    const [[topic] = []] = resources(production, 'AWS::SNS::Topic');
    const isForReleases = (name: unknown) => String(name).endsWith('-release');
    for (const [, { AlarmName, AlarmActions, OKActions }] of resources(production, 'AWS::CloudWatch::Alarm')) {
      const told = isForReleases(AlarmName) ? undefined : [{ Ref: topic }];
      expect([AlarmName, AlarmActions, OKActions]).toEqual([AlarmName, told, told]);
    }
    template.resourceCountIs('AWS::SNS::Topic', 0);
  });
});

describe('the dashboard', () => {
  const [[, { DashboardBody }] = ['', { DashboardBody: undefined }]] = resources(
    template,
    'AWS::CloudWatch::Dashboard',
  );
  const text = (DashboardBody as { 'Fn::Join': [string, unknown[]] })['Fn::Join'][1]
    .map((part) => (typeof part === 'string' ? part : 'resource'))
    .join('');
  const { widgets } = JSON.parse(text) as {
    widgets: { type: string; y: number; properties: { markdown?: string; title?: string; metrics?: unknown[] } }[];
  };

  it('answers from top to bottom: served, waiting, failing, cost', () => {
    const questions = widgets.filter(({ type }) => type === 'text').sort((a, b) => a.y - b.y);
    expect(questions.map(({ properties }) => properties.markdown)).toEqual([
      '### Are customers served?',
      ...STAGES.map((stage) => `### Where is work waiting? ${stage}`),
      '### What is failing?',
      '### What does it cost?',
    ]);
  });

  it('shows of each stage how old its oldest message is, its groups in flight, and what is polled against what is deleted', () => {
    const of = (metric: string) => text.split(`"${metric}"`).length - 1;
    expect(of('ApproximateNumberOfGroupsWithInflightMessages')).toBeGreaterThanOrEqual(STAGES.length);
    expect(of('PolledEventCount')).toBe(STAGES.length);
    expect(of('DeletedEventCount')).toBe(STAGES.length);
    expect(of('ApproximateAgeOfOldestMessage')).toBe(2 * STAGES.length);
  });

  it('has no empty graph', () => {
    for (const { type, properties } of widgets) {
      if (type === 'metric')
        expect(properties).toMatchObject({ title: expect.any(String), metrics: expect.any(Array) });
    }
  });
});
