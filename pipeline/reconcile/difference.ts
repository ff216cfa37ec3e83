import type { TransactItem } from '../orders/order-store';

/** Two records that should agree and do not. */
export interface Difference {
  /** Which record is off: the key that is compared between two looks. */
  readonly subject: string;
  /** What is off, for people. */
  readonly words: string;
  /** All that the repair relies on; the difference is another one once any of it has changed. */
  readonly seen: string;
  /** The writes that put it right, all or nothing, each conditional on what was seen. Missing: a person has to decide. */
  readonly repair?: readonly TransactItem[];
}

/** What one look at the tables found. */
export interface Findings {
  readonly differences: readonly Difference[];
  /** Records that changed while they were looked at, so that nothing can be said of them. */
  readonly moving: readonly string[];
}

/**
 * The differences that two looks some time apart have in common, with everything they rely on unchanged: what work in progress shows for
 * a moment is not among them.
 */
export const seenTwice = <D extends Difference>(first: readonly Difference[], second: readonly D[]): D[] =>
  second.filter(({ subject, words, seen }) =>
    first.some((before) => before.subject === subject && before.words === words && before.seen === seen),
  );
