/** A value for each period, oldest first; undefined where there are no data. */
export type Series = readonly (number | undefined)[];

/** What a part of an expression may be: S, TS and TS[] of CloudWatch's guide; `word` is an option of a function, `text` a quoted string. */
export type Value =
  | { readonly kind: 'scalar'; readonly value: number | undefined }
  | { readonly kind: 'series'; readonly series: Series }
  | { readonly kind: 'list'; readonly list: readonly Series[] }
  | { readonly kind: 'word' | 'text'; readonly text: string };

export const scalar = (value: number | undefined): Value => ({ kind: 'scalar', value });
export const series = (values: Series): Value => ({ kind: 'series', series: values });
export const list = (values: readonly Series[]): Value => ({ kind: 'list', list: values });

/** Applies a function to every value that there is. */
export const mapValue = (value: Value, map: (values: Series) => Series): Value => {
  if (value.kind === 'series') return series(map(value.series));
  if (value.kind === 'list') return list(value.list.map(map));
  throw new Error('it takes a time series or a list of them');
};
