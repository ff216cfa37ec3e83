import { list, type Series, scalar, series, type Value } from './value';

const truth = (isTrue: boolean): number => (isTrue ? 1 : 0);

const OPERATORS: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '^': (a, b) => a ** b,
  '==': (a, b) => truth(a === b),
  '!=': (a, b) => truth(a !== b),
  '<': (a, b) => truth(a < b),
  '<=': (a, b) => truth(a <= b),
  '>': (a, b) => truth(a > b),
  '>=': (a, b) => truth(a >= b),
  AND: (a, b) => truth(a !== 0 && b !== 0),
  OR: (a, b) => truth(a !== 0 || b !== 0),
};
const ALIASES: Readonly<Record<string, string>> = { '&&': 'AND', '||': 'OR' };

/** A data point that would be divided by zero is dropped. */
const finite = (value: number): number | undefined => (Number.isFinite(value) ? value : undefined);

/**
 * Applies an operator. Of two time series the one without a value counts as 0 where the other has one (using-metric-math.html: "missing
 * values in a time series are treated as 0", and of comparisons the same).
 */
export const operate = (name: string, left: Value, right: Value): Value => {
  const compute = OPERATORS[ALIASES[name] ?? name];
  if (compute === undefined) throw new Error(`${name} is no operator`);
  const withScalar = (values: Series, other: number | undefined, swapped: boolean): Series =>
    values.map((value) => {
      if (value === undefined || other === undefined) return undefined;
      return finite(swapped ? compute(other, value) : compute(value, other));
    });
  const both = (a: Series, b: Series): Series =>
    a.map((value, at) => {
      const other = b[at];
      return value === undefined && other === undefined ? undefined : finite(compute(value ?? 0, other ?? 0));
    });
  const apply = (a: Value, b: Value): Value => {
    if (a.kind === 'scalar' && b.kind === 'scalar') {
      return scalar(a.value === undefined || b.value === undefined ? undefined : finite(compute(a.value, b.value)));
    }
    if (a.kind === 'series' && b.kind === 'series') return series(both(a.series, b.series));
    if (a.kind === 'series' && b.kind === 'scalar') return series(withScalar(a.series, b.value, false));
    if (a.kind === 'scalar' && b.kind === 'series') return series(withScalar(b.series, a.value, true));
    if (a.kind === 'list' && b.kind === 'list') {
      if (a.list.length !== b.list.length)
        throw new Error(`${name}: the lists have ${a.list.length} and ${b.list.length} time series`);
      return list(a.list.map((values, at) => both(values, b.list[at] ?? [])));
    }
    if (a.kind === 'list') return list(a.list.map((values) => seriesOf(apply(series(values), b))));
    if (b.kind === 'list') return list(b.list.map((values) => seriesOf(apply(a, series(values)))));
    throw new Error(`${name} takes numbers and time series`);
  };
  return apply(left, right);
};

const seriesOf = (value: Value): Series => (value.kind === 'series' ? value.series : []);
