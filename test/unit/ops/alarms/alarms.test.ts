import type { MetricAlarm } from '@aws-sdk/client-cloudwatch';
import { alarmsAnswer } from '../../../../ops/alarms/alarms';

const NINE = Date.parse('2026-11-24T09:00:00Z');
const alarm = (name: string, StateValue: MetricAlarm['StateValue'], minutesAgo: number): MetricAlarm => ({
  AlarmName: `Shop-${name}`,
  AlarmDescription: `It matters. \r\nRunbook: docs/runbook.md#${name}`,
  StateValue,
  StateReason: 'Threshold Crossed',
  StateUpdatedTimestamp: new Date(NINE - minutesAgo * 60_000),
});
const found = [
  alarm('late', 'OK', 600),
  alarm('dlq', 'ALARM', 5),
  alarm('young', 'INSUFFICIENT_DATA', 1),
  alarm('open', 'ALARM', 90),
];
const at = { prefix: 'Shop-', nowMs: NINE, all: false };

test('what is raised comes first, the longest at the top, with since when and the section of the runbook', () => {
  const { lines, json } = alarmsAnswer(found, at);
  expect(lines).toEqual([
    '2 of 4 alarms are raised',
    'ALARM  STATE              SINCE                     FOR     RUNBOOK',
    'open   ALARM              2026-11-24T07:30:00.000Z  1h 30m  docs/runbook.md#open',
    'dlq    ALARM              2026-11-24T08:55:00.000Z  5m      docs/runbook.md#dlq',
    'young  INSUFFICIENT_DATA  2026-11-24T08:59:00.000Z  1m      docs/runbook.md#young',
  ]);
  expect(json).toMatchObject({ raised: 2, alarms: [{ alarm: 'open', reason: 'Threshold Crossed' }, {}, {}] });
});

test('those that are OK are shown if all are asked for', () => {
  expect(alarmsAnswer(found, { ...at, all: true }).json).toMatchObject({ alarms: [{}, {}, {}, { alarm: 'late' }] });
});

test('nothing but a count is shown when all is well', () => {
  expect(alarmsAnswer(found.slice(0, 1), at).lines).toEqual(['0 of 1 alarms are raised']);
});

test('a stack without alarms is no stack in which all is well', () => {
  expect(alarmsAnswer([], at).lines).toEqual(['there is no alarm whose name begins with Shop-']);
});

test('the latest change of state counts, not that of an evaluation', () => {
  const evaluated = { ...alarm('dlq', 'ALARM', 1), StateTransitionedTimestamp: new Date(NINE - 3_600_000) };
  expect(alarmsAnswer([evaluated], at).lines[2]).toContain('1h');
});
