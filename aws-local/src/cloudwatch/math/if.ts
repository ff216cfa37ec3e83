import { type Series, series, type Value } from './value';

const NOTHING: Value = { kind: 'scalar', value: undefined };

/** A value of one branch, for each period. */
const pointsOf = (value: Value, length: number): Series => {
  if (value.kind === 'series') return value.series;
  if (value.kind === 'scalar') return Array(length).fill(value.value);
  throw new Error('IF takes numbers and time series');
};

/**
 * IF(condition, trueValue, falseValue), as the guide's tables have it (using-metric-math.html, "Using IF expressions"): no data where the condition has
 * none, 0 where it is true and trueValue, a time series, has none, and no data where it is false and there is no falseValue.
 */
export const ifThenElse = (
  [condition, whenTrue = NOTHING, whenFalse = NOTHING]: readonly Value[],
  length: number,
): Value => {
  if (condition?.kind === 'scalar') {
    const chosen = condition.value ? whenTrue : whenFalse;
    return chosen === NOTHING ? series(Array(length).fill(undefined)) : chosen;
  }
  if (condition?.kind !== 'series') throw new Error('IF takes a number or a time series as its condition');
  const [ifTrue, ifFalse] = [pointsOf(whenTrue, length), pointsOf(whenFalse, length)];
  return series(
    condition.series.map((is, at) => {
      if (is === undefined) return undefined;
      return is === 0 ? ifFalse[at] : (ifTrue[at] ?? 0);
    }),
  );
};
