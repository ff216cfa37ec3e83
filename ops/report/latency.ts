/** Upper bounds of the latency counters `latency_le_<seconds>`, as fulfillment counts them; what is above goes to `inf`. */
export const LATENCY_BUCKETS_SECONDS = [60, 120, 300, 600, 900, 1800] as const;

/** The bucket that a fulfilled order is counted in. */
export const latencyBucket = (latencyMs: number): string =>
  String(LATENCY_BUCKETS_SECONDS.find((seconds) => latencyMs <= seconds * 1_000) ?? 'inf');
