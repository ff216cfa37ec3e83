import type { AlarmState, MissingData } from './alarm-state';
import { breaches, type Comparison, comparisonWords } from './comparison';
import type { Alarm } from './definition';

/** A data point that an alarm has looked at. */
export interface Datapoint {
  readonly value: number;
  /** When its period began, epoch milliseconds. */
  readonly startMs: number;
}

export interface Evaluation {
  readonly state: AlarmState;
  /** Those that counted, oldest first. */
  readonly datapoints: readonly Datapoint[];
  readonly comparison: Comparison;
  readonly threshold: number;
  readonly evaluationPeriods: number;
  readonly treatMissingData: MissingData;
}

/** As AWS writes it: 2.0 and 21.5. */
const decimal = (value: number): string => (Number.isInteger(value) ? value.toFixed(1) : String(value));

/** 26/10/23 16:42:00 */
const shortDate = (atMs: number): string => {
  const [date = '', time = ''] = new Date(atMs).toISOString().split('T');
  return `${date.slice(2).split('-').reverse().join('/')} ${time.slice(0, 8)}`;
};

const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
const were = (count: number): string => (count === 1 ? 'was' : 'were');

/** Why an alarm is in its state, in AWS's words (recorded in localstack's test_cloudwatch.snapshot.json). */
export const stateReason = (evaluation: Evaluation): string => {
  const { state, datapoints, evaluationPeriods, treatMissingData } = evaluation;
  const missing = evaluationPeriods - datapoints.length;
  if (state === 'INSUFFICIENT_DATA')
    return `Insufficient Data: ${plural(missing, 'datapoint')} ${were(missing)} unknown.`;
  const treated = `${plural(missing, 'missing datapoint')} ${were(missing)} treated as [${TREATED[treatMissingData]}]`;
  if (datapoints.length === 0) {
    return `Threshold Crossed: no datapoints were received for ${plural(evaluationPeriods, 'period')} and ${treated}.`;
  }
  return `Threshold Crossed: ${crossed(evaluation)}${missing > 0 ? ` and ${treated}` : ''}.`;
};

const TREATED: Readonly<Record<MissingData, string>> = {
  missing: 'Missing',
  ignore: 'Ignored',
  breaching: 'Breaching',
  notBreaching: 'NonBreaching',
};

/** The data points that speak for the state. */
const crossed = ({ state, datapoints, comparison, threshold }: Evaluation): string => {
  const isBreaching = ({ value }: Datapoint): boolean => breaches(comparison, value, threshold);
  const telling = datapoints.filter((each) => isBreaching(each) === (state === 'ALARM'));
  const shown = telling
    .map(({ value, startMs }) => `${decimal(value)} (${shortDate(startMs)})`)
    .reverse()
    .join(', ');
  const count =
    telling.length === datapoints.length
      ? plural(telling.length, 'datapoint')
      : `${telling.length} out of the last ${plural(datapoints.length, 'datapoint')}`;
  const not = state === 'ALARM' ? '' : 'not ';
  return `${count} [${shown}] ${were(telling.length)} ${not}${comparisonWords(comparison)} the threshold (${decimal(threshold)})`;
};

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const MONTHS = 'January February March April May June July August September October November December'.split(' ');

/** Friday 22 July, 2022 15:57:45 UTC */
const longDate = (atMs: number): string => {
  const date = new Date(atMs);
  const day = `${DAYS[date.getUTCDay()]} ${String(date.getUTCDate()).padStart(2, '0')} ${MONTHS[date.getUTCMonth()]}`;
  return `${day}, ${date.getUTCFullYear()} ${date.toISOString().slice(11, 19)} UTC`;
};

/** Why a composite alarm is in its state: which alarm of its rule changed last, as in the events of AWS's guide (cloudwatch-and-eventbridge.html). */
export const ruleReason = (alarms: readonly Pick<Alarm, 'arn' | 'state'>[]): string => {
  const [last] = [...alarms].sort((a, b) => b.state.sinceMs - a.state.sinceMs);
  if (last === undefined) return 'The alarm rule names no alarm';
  return `${last.arn} transitioned to ${last.state.value} at ${longDate(last.state.sinceMs)}`;
};

/** What a program reads of it (StateReasonData). */
export const stateReasonData = (
  { datapoints, threshold }: Evaluation,
  {
    nowMs,
    periodSeconds,
    statistic,
  }: { readonly nowMs: number; readonly periodSeconds: number; readonly statistic?: string },
): string => {
  const date = (atMs: number): string => new Date(atMs).toISOString().replace('Z', '+0000');
  const [first] = datapoints;
  return JSON.stringify({
    version: '1.0',
    queryDate: date(nowMs),
    ...(first && { startDate: date(first.startMs) }),
    ...(statistic !== undefined && { statistic }),
    period: periodSeconds,
    recentDatapoints: datapoints.map(({ value }) => value),
    threshold,
    evaluatedDatapoints: datapoints.map(({ value, startMs }) => ({ timestamp: date(startMs), value })).reverse(),
  });
};
