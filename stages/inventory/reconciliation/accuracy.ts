import { type Difference, type Findings, seenTwice } from '../../../pipeline/reconcile/difference';

/** What one look at the stock found. */
export interface StockFindings extends Findings {
  /** Stock items that were looked at, by key. */
  readonly products: readonly string[];
}

export interface Accuracy {
  /** Products that stood still, so that something can be said of them. */
  readonly judged: number;
  /** Products that changed in both looks: nothing is said of them until they stand still. */
  readonly moving: number;
  /** Share of the judged products whose counters are what the orders say; undefined if none could be judged. */
  readonly percent: number | undefined;
  /** What is off, and was in both looks. */
  readonly differences: readonly Difference[];
}

/** Whether a look leaves nothing to look at again. */
export const isClear = ({ differences, moving }: Findings): boolean => differences.length === 0 && moving.length === 0;

/**
 * How far the stock counters can be believed, by two looks some time apart. What is reserved or given back between the reads of one look
 * shows as a difference: only what the second look finds unchanged is one.
 * @param second of at least the products that the first did not find clear.
 */
export const accuracyOf = (first: StockFindings, second: StockFindings): Accuracy => {
  const differences = seenTwice(first.differences, second.differences);
  const moving = second.moving.length + second.differences.length - differences.length;
  const judged = new Set([...first.products, ...second.products]).size - moving;
  return {
    judged,
    moving,
    percent: judged === 0 ? undefined : (100 * (judged - differences.length)) / judged,
    differences,
  };
};
