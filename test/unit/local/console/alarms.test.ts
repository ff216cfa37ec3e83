import { alarmsIn } from '../../../../local/console/alarms';
import type { AnyEnvironment } from '../../../../local/environment';

type Alarm = ReturnType<AnyEnvironment['alarms']['list']>[number];

const alarm = (name: string, value: Alarm['state']['value'], sinceMs: number, AlarmDescription?: string): Alarm => ({
  type: 'MetricAlarm',
  name,
  arn: `arn:aws:cloudwatch:us-east-1:000000000000:alarm:${name}`,
  actions: { enabled: true, ok: [], alarm: [], insufficientData: [] },
  properties: AlarmDescription === undefined ? {} : { AlarmDescription },
  state: { value, reason: `${name} is so`, sinceMs },
});

test('the console shows what is raised, the longest first, with the section of the runbook', () => {
  const list = () => [
    alarm('calm', 'OK', 1),
    alarm('late', 'ALARM', 30, 'Orders are late. Runbook: docs/runbook.md#orders-are-late'),
    alarm('unknown', 'INSUFFICIENT_DATA', 2),
    alarm('old', 'ALARM', 20),
  ];
  expect(alarmsIn({ alarms: { list } as AnyEnvironment['alarms'] })).toEqual({
    count: 4,
    raised: [
      { name: 'old', sinceMs: 20, reason: 'old is so' },
      { name: 'late', sinceMs: 30, reason: 'late is so', runbook: 'docs/runbook.md#orders-are-late' },
    ],
  });
});
