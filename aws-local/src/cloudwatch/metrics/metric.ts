/** Which series of data points is meant: CloudWatch treats each unique combination of dimensions as a metric of its own (cloudwatch_concepts.html). */
export interface Metric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** A text that two metrics share only if they are the same, however their dimensions are ordered. */
export const metricKey = ({ namespace, name, dimensions }: Metric): string =>
  JSON.stringify([namespace, name, ...Object.entries(dimensions).sort(([a], [b]) => (a < b ? -1 : 1))]);

/** Fine enough for every alarm: high-resolution metrics are not kept. */
export const MINUTE_MS = 60_000;
