import { AwsError } from '../http/aws-error';
import { nextCronMs, parseCron } from './cron';

const UNIT_MS = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;
const RATE = /^rate\(([1-9]\d*) (minute|hour|day)(s?)\)$/;

/** When a schedule is due next, in epoch milliseconds: the first time after `lastMs`; undefined if it never is again. */
export type NextDue = (lastMs: number) => number | undefined;

/**
 * Parses `rate(…)`, which is due a period after it was last, and `cron(…)` (eb-scheduled-rule-pattern.html). AWS wants the singular after 1 and the plural after
 * any other number.
 * @throws AwsError ValidationException for anything else.
 */
export const parseSchedule = (expression: string): NextDue => {
  const cron = /^cron\((.*)\)$/.exec(expression)?.[1];
  if (cron !== undefined) {
    const fields = parseCron(cron);
    if (fields === undefined) throw invalid(expression);
    return (lastMs) => nextCronMs(fields, lastMs);
  }
  const [, count, unit, plural] = RATE.exec(expression) ?? [];
  if (count === undefined || unit === undefined || (count === '1') !== (plural === '')) throw invalid(expression);
  const periodMs = Number(count) * UNIT_MS[unit as keyof typeof UNIT_MS];
  return (lastMs) => lastMs + periodMs;
};

const invalid = (expression: string): AwsError =>
  new AwsError('ValidationException', `Parameter ScheduleExpression is not valid: ${expression}`);
