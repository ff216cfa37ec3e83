import { parseAlarmRule } from '../../../src/cloudwatch/alarms/alarm-rule';
import type { AlarmState } from '../../../src/cloudwatch/alarms/alarm-state';

const ARN = 'arn:aws:cloudwatch:us-east-1:000000000000:alarm';
const STATES: Record<string, AlarmState> = {
  queue: 'ALARM',
  kitchen: 'OK',
  till: 'INSUFFICIENT_DATA',
  'the "bar"': 'ALARM',
};
const isTrue = (rule: string): boolean => parseAlarmRule(rule).isTrue((name) => STATES[name] ?? 'OK');

// docs: AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html, AlarmRule
describe('the rule of a composite alarm', () => {
  it.each<[string, boolean]>([
    ['ALARM(queue)', true],
    ['ALARM("queue")', true],
    [`ALARM("${ARN}:queue")`, true],
    [`ALARM(${ARN}:kitchen)`, false],
    ['OK(kitchen)', true],
    ['INSUFFICIENT_DATA(till)', true],
    ['ALARM("the \\"bar\\"")', true],
    ['TRUE', true],
    ['FALSE', false],
    ['NOT FALSE', true],
    ['NOT ALARM(queue)', false],
    ['ALARM(queue) AND ALARM(kitchen)', false],
    ['ALARM(queue) OR ALARM(kitchen)', true],
    ['ALARM(queue) OR ALARM(kitchen) AND FALSE', true],
    ['(ALARM(queue) OR ALARM(kitchen)) AND FALSE', false],
    ['NOT (ALARM(kitchen) OR FALSE)', true],
    [`(ALARM("${ARN}:kitchen") OR ALARM("${ARN}:queue"))`, true],
  ])('%s is %s', (rule, expected) => {
    expect(isTrue(rule)).toBe(expected);
  });

  it('names its alarms', () => {
    expect([...parseAlarmRule(`ALARM(queue) AND NOT OK("${ARN}:kitchen")`).alarms]).toEqual(['queue', 'kitchen']);
  });

  it.each([
    ['', 'it ends too early'],
    ['ALARM(queue', ') is missing before its end'],
    ['ALARM queue', '( is missing before queue'],
    ['alarm(queue)', 'not understood: alarm'],
    ['ALARM(queue) ALARM(kitchen)', 'not understood: ALARM'],
    ['ALARM(queue) AND', 'it ends too early'],
    ['ALARM("queue)', 'not understood: "queue)'],
    ['AT_LEAST(1, ALARM, (queue))', 'not understood: AT_LEAST'],
  ])('is refused: %s', (rule, message) => {
    expect(() => parseAlarmRule(rule)).toThrow(message);
  });
});
