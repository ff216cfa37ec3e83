export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';
export type MissingData = 'missing' | 'ignore' | 'breaching' | 'notBreaching';

export interface Conditions {
  /** N of an alarm that asks for M out of N. */
  readonly evaluationPeriods: number;
  /** M. */
  readonly datapointsToAlarm: number;
  readonly treatMissingData: MissingData;
}

/**
 * How many data points an alarm retrieves: "a higher number of data points than the number specified as Evaluation Periods". AWS's example has 5 for 3
 * (AlarmThatSendsEmail.html); for other numbers it is not published.
 */
export const evaluationRange = (evaluationPeriods: number): number => evaluationPeriods + 2;

/**
 * The state of an alarm by the data points of its evaluation range, as AWS's guide tells it ("How alarm state is evaluated when data is missing", with
 * tables, and "Avoiding premature transitions to alarm state").
 * @param points whether each breaches, oldest first; undefined is missing.
 * @param current kept where the guide says "retain current state".
 */
export const nextState = (
  points: readonly (boolean | undefined)[],
  { evaluationPeriods, datapointsToAlarm, treatMissingData }: Conditions,
  current: AlarmState,
): AlarmState => {
  const real = points.filter((point) => point !== undefined).slice(-evaluationPeriods);
  const breaching = real.filter(Boolean).length;
  const missing = evaluationPeriods - real.length;
  const decided = (count: number): AlarmState => (count >= datapointsToAlarm ? 'ALARM' : 'OK');
  if (missing === 0 || treatMissingData === 'notBreaching') return decided(breaching);
  if (treatMissingData === 'breaching') return decided(breaching + missing);
  if (breaching >= datapointsToAlarm) return 'ALARM';
  if (breaching < real.length) return 'OK';
  if (treatMissingData === 'ignore') return current;
  return oldestAge(points) >= datapointsToAlarm ? 'ALARM' : 'INSUFFICIENT_DATA';
};

/** How many periods ago the oldest data point was, the latest period being 1; 0 without any. */
const oldestAge = (points: readonly (boolean | undefined)[]): number => {
  const at = points.findIndex((point) => point !== undefined);
  return at < 0 ? 0 : points.length - at;
};
