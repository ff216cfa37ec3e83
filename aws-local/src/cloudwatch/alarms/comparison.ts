/** Comparisons with a fixed threshold (API_PutMetricAlarm.html); those with the band of an anomaly detection are not made here. */
const COMPARISONS = {
  GreaterThanThreshold: { breaches: (value: number, threshold: number) => value > threshold, words: 'greater than' },
  GreaterThanOrEqualToThreshold: {
    breaches: (value: number, threshold: number) => value >= threshold,
    words: 'greater than or equal to',
  },
  LessThanThreshold: { breaches: (value: number, threshold: number) => value < threshold, words: 'less than' },
  LessThanOrEqualToThreshold: {
    breaches: (value: number, threshold: number) => value <= threshold,
    words: 'less than or equal to',
  },
} as const;

export type Comparison = keyof typeof COMPARISONS;

export const COMPARISON_NAMES = Object.keys(COMPARISONS) as [Comparison, ...Comparison[]];

export const breaches = (comparison: Comparison, value: number, threshold: number): boolean =>
  COMPARISONS[comparison].breaches(value, threshold);

/** As it stands in the reason of a state: `greater than`. */
export const comparisonWords = (comparison: Comparison): string => COMPARISONS[comparison].words;
