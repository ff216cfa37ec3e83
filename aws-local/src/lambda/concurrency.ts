/** Lambda starts with five batches at a time (docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html). */
export const INITIAL_CONCURRENCY = 5;

/** Of an account, hence of a mapping that sets no MaximumConcurrency. */
export const LARGEST_CONCURRENCY = 1_000;

/** How a batch went, as far as it tells whether more batches at a time would help. */
export type BatchOutcome = 'full' | 'partly-filled' | 'failed';

/**
 * How many batches to run at a time from now on. Full batches mean a backlog: one more each. Half-empty ones drift back to
 * where a mapping starts. A failed invocation halves it, as Lambda backs off then.
 */
export const nextConcurrency = (current: number, outcome: BatchOutcome, maximum: number): number => {
  const initial = Math.min(INITIAL_CONCURRENCY, maximum);
  if (outcome === 'failed') return Math.max(1, Math.floor(current / 2));
  if (outcome === 'full') return Math.min(maximum, current + 1);
  return current > initial ? current - 1 : Math.min(initial, current + 1);
};
