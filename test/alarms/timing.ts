import type { Shows } from './scenarios';

/** What of an alarm's properties, as a template has them, decides how fast it is. */
export interface AlarmTiming {
  readonly periodSeconds: number;
  /** Periods that have to breach, all of those that are evaluated. */
  readonly periods: number;
  /** Whether a period breaches only once most of it is bad: an average. Sums, maxima and minima breach by what one moment adds. */
  readonly takesWholePeriod: boolean;
}

interface MetricStat {
  readonly Period: number;
  readonly Stat: string;
}

/** CloudWatch evaluates an alarm once a minute (AlarmThatSendsEmail.html, "Evaluating an alarm"). */
const EVALUATION_SECONDS = 60;
/** How many periods beyond those that it evaluates an alarm looks back at; AWS's example has 5 for 3, and publishes no other (docs/decisions.md). */
const LOOKS_BACK_PERIODS = 2;

/**
 * Reads how fast an alarm is. Pure.
 * @throws Error for an alarm that is raised by some of its periods: none of ours is.
 */
export const timingOf = (properties: Readonly<Record<string, unknown>>): AlarmTiming => {
  const { EvaluationPeriods: periods, DatapointsToAlarm = periods, Metrics = [], Period, Statistic } = properties;
  if (DatapointsToAlarm !== periods) {
    throw new Error(`DatapointsToAlarm must be EvaluationPeriods, ${String(periods)}, is ${String(DatapointsToAlarm)}`);
  }
  const parts = (Metrics as { readonly MetricStat?: MetricStat }[]).flatMap(({ MetricStat }) => MetricStat ?? []);
  if (Period !== undefined) parts.push({ Period: Number(Period), Stat: String(Statistic) });
  return {
    periodSeconds: Math.max(...parts.map((part) => part.Period)),
    periods: Number(periods),
    takesWholePeriod: parts.some(({ Stat }) => Stat === 'Average'),
  };
};

/**
 * Within how many seconds of the fault an alarm is raised: the first of its periods begins when the fault shows, or ends just after that if one sample
 * is enough; then the others pass, and a minute until it is evaluated. Pure.
 */
export const raisedWithin = ({ periodSeconds, periods, takesWholePeriod }: AlarmTiming, shows: Shows): number =>
  shows.withinSeconds + (periods - (takesWholePeriod ? 0 : 1)) * periodSeconds + EVALUATION_SECONDS;

/**
 * Within how many seconds of the fault's end it is over: a metric that is sent only when something happens is missing after that, and the alarm goes by
 * the last periods with data until they are out of its sight. Pure.
 */
export const overWithin = ({ periodSeconds }: AlarmTiming, ends: Shows): number =>
  ends.withinSeconds + (LOOKS_BACK_PERIODS + 1) * periodSeconds + EVALUATION_SECONDS;
