import { AwsError } from '../http/aws-error';

const UNIT_MS = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;
const RATE = /^rate\(([1-9]\d*) (minute|hour|day)(s?)\)$/;

/**
 * The period of a `rate(…)` expression in milliseconds. AWS wants the singular after 1 and the plural after any other number.
 * @throws AwsError ValidationException for anything else; cron is named as not built.
 */
export const parseRateMs = (expression: string): number => {
  if (expression.startsWith('cron(')) {
    throw new AwsError('ValidationException', `ScheduleExpression ${expression}: cron is not supported here, rate is`);
  }
  const [, count, unit, plural] = RATE.exec(expression) ?? [];
  if (count === undefined || unit === undefined || (count === '1') !== (plural === '')) {
    throw new AwsError('ValidationException', `Parameter ScheduleExpression is not valid: ${expression}`);
  }
  return Number(count) * UNIT_MS[unit as keyof typeof UNIT_MS];
};
