import { ifThenElse } from './if';
import { list, mapValue, type Series, scalar, series, type Value } from './value';

/** What a function can learn of the request besides its arguments. */
export interface Surroundings {
  /** Of every series, seconds. */
  readonly periodSeconds: number;
  /** How many periods there are. */
  readonly length: number;
  /** The metrics of the request, expressions not among them, whose ids hold the text. */
  metrics(text: string): Series[];
}

type MathFunction = (given: readonly Value[], surroundings: Surroundings) => Value;

const present = (values: Series): number[] => values.filter((value) => value !== undefined);

const eachPoint =
  (compute: (value: number) => number): MathFunction =>
  ([value]) =>
    mapValue(argument(value), (values) =>
      values.map((point) => (point === undefined ? undefined : finite(compute(point)))),
    );

/** Of one time series a number, of a list of them a time series. */
const aggregate =
  (compute: (values: number[], of: number) => number): MathFunction =>
  ([value]) => {
    const given = argument(value);
    if (given.kind === 'series') {
      const points = present(given.series);
      return scalar(points.length === 0 ? undefined : compute(points, points.length));
    }
    if (given.kind !== 'list') throw new Error('it takes a time series or a list of them');
    const [first = []] = given.list;
    return series(
      first.map((_, at) => {
        const points = present(given.list.map((values) => values[at]));
        return points.length === 0 ? undefined : compute(points, given.list.length);
      }),
    );
  };

const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0);

/** The difference to the value before that there is, by what `per` makes of the periods between them. */
const difference =
  (per: (periods: number, periodSeconds: number) => number): MathFunction =>
  ([value], { periodSeconds }) =>
    mapValue(argument(value), (values) => {
      let before: number | undefined;
      return values.map((point, at) => {
        if (point === undefined) return undefined;
        const from = before;
        before = at;
        return from === undefined ? undefined : (point - (values[from] ?? 0)) / per(at - from, periodSeconds);
      });
    });

const fill: MathFunction = ([value, filler]) => {
  const by = argument(filler);
  if (by.kind === 'scalar') return mapValue(argument(value), (values) => values.map((point) => point ?? by.value));
  if (by.kind === 'series')
    return mapValue(argument(value), (values) => values.map((point, at) => point ?? by.series[at]));
  if (by.kind !== 'word' || by.text !== 'REPEAT') {
    throw new Error(
      `FILL is computed here with a number, a time series or REPEAT, not with ${'text' in by ? by.text : `a ${by.kind}`}`,
    );
  }
  return mapValue(argument(value), (values) => {
    let last: number | undefined;
    return values.map((point) => {
      last = point ?? last;
      return last;
    });
  });
};

const runningSum: MathFunction = ([value]) =>
  mapValue(argument(value), (values) => {
    let total = 0;
    return values.map((point) => {
      if (point === undefined) return undefined;
      total += point;
      return total;
    });
  });

const finite = (value: number): number | undefined => (Number.isFinite(value) ? value : undefined);

const argument = (value: Value | undefined): Value => {
  if (value === undefined) throw new Error('an argument is missing');
  return value;
};

/** Functions of metric math with how many arguments they take, as AWS's guide tells them (using-metric-math.html). */
export const FUNCTIONS: Readonly<
  Record<string, { readonly least: number; readonly most: number; readonly call: MathFunction }>
> = {
  ABS: { least: 1, most: 1, call: eachPoint(Math.abs) },
  // "Missing values are treated as 0", so that a list is divided by its length.
  AVG: { least: 1, most: 1, call: aggregate((values, of) => sum(values) / of) },
  CEIL: { least: 1, most: 1, call: eachPoint(Math.ceil) },
  DATAPOINT_COUNT: { least: 1, most: 1, call: aggregate((values) => values.length) },
  DIFF: { least: 1, most: 1, call: difference(() => 1) },
  FILL: { least: 2, most: 2, call: fill },
  FLOOR: { least: 1, most: 1, call: eachPoint(Math.floor) },
  IF: { least: 2, most: 3, call: (given, { length }) => ifThenElse(given, length) },
  LOG: { least: 1, most: 1, call: eachPoint(Math.log) },
  LOG10: { least: 1, most: 1, call: eachPoint(Math.log10) },
  MAX: { least: 1, most: 1, call: aggregate((values) => Math.max(...values)) },
  METRICS: {
    least: 0,
    most: 1,
    call: ([name], { metrics }) => list(metrics(name !== undefined && 'text' in name ? name.text : '')),
  },
  METRIC_COUNT: { least: 1, most: 1, call: ([value]) => scalar(value?.kind === 'list' ? value.list.length : 1) },
  MIN: { least: 1, most: 1, call: aggregate((values) => Math.min(...values)) },
  PERIOD: { least: 1, most: 1, call: (_, { periodSeconds }) => scalar(periodSeconds) },
  RATE: { least: 1, most: 1, call: difference((periods, seconds) => periods * seconds) },
  RUNNING_SUM: { least: 1, most: 1, call: runningSum },
  SUM: { least: 1, most: 1, call: aggregate(sum) },
  TIME_SERIES: {
    least: 1,
    most: 1,
    call: ([value], { length }) => {
      if (value?.kind !== 'scalar') throw new Error('it takes a number');
      return series(Array(length).fill(value.value));
    },
  },
};
