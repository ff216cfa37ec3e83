import type { CreatedRange } from '../gateway/refund-list';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** One for each hour of a day. */
const SLICES = 24;
/**
 * All slices are 36 days. A refund may fail up to 30 days after its post date
 * (https://docs.stripe.com/refunds#failed-refunds), which is some days after its creation.
 */
const SLICE_MS = 36 * HOUR_MS;

/**
 * The refunds that one hour of a day looks at, by their creation. The slices of a UTC day follow each other without a gap,
 * the oldest in the first hour; the last one includes the refunds of the day itself.
 */
export const refundSlice = (atMs: number): CreatedRange => {
  const hour = Math.floor((atMs % DAY_MS) / HOUR_MS);
  const midnightMs = atMs - (atMs % DAY_MS);
  const fromMs = midnightMs - (SLICES - hour) * SLICE_MS;
  return hour === SLICES - 1 ? { fromMs } : { fromMs, toMs: fromMs + SLICE_MS };
};
