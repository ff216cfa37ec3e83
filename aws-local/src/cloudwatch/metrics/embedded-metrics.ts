import { z } from 'zod';
import type { Metric } from './metric';

/** A metric's values in a log line. */
export interface EmbeddedMetric {
  readonly metric: Metric;
  readonly values: readonly number[];
  /** Epoch milliseconds. */
  readonly atMs: number;
}

const directive = z.object({
  Namespace: z.string().min(1),
  Dimensions: z.array(z.array(z.string()).max(30)),
  Metrics: z.array(z.object({ Name: z.string().min(1), Unit: z.string().optional() })).max(100),
});
const metadata = z.object({ CloudWatchMetrics: z.array(directive), Timestamp: z.number() });
const target = z.union([z.number().transform((value) => [value]), z.array(z.number()).max(100)]);

/**
 * The metrics of a log line in the embedded metric format (CloudWatch_Embedded_Metric_Format_Specification.html): the line as a whole is the
 * document, `_aws` says what of it is a metric, and each set of dimensions is a metric of its own.
 * @returns nothing for any other line, and for a metric or dimension that the document refers to but does not have: CloudWatch takes neither.
 */
export const embeddedMetrics = (line: string): EmbeddedMetric[] => {
  // Most lines are none: to parse them all would cost more than the rest of what is done with them.
  if (!line.includes('"_aws"')) return [];
  const document = parsed(line);
  const read = metadata.safeParse(document?._aws);
  if (document === undefined || !read.success) return [];
  const { CloudWatchMetrics: directives, Timestamp: atMs } = read.data;
  return directives.flatMap(({ Namespace: namespace, Dimensions, Metrics }) =>
    Metrics.flatMap(({ Name: name }) => {
      const { data: values = [] } = target.safeParse(document[name]);
      return Dimensions.flatMap((names) => {
        const dimensions = dimensionsOf(document, names);
        return dimensions && values.length > 0 ? [{ metric: { namespace, name, dimensions }, values, atMs }] : [];
      });
    }),
  );
};

const parsed = (line: string): Record<string, unknown> | undefined => {
  try {
    const document: unknown = JSON.parse(line);
    return typeof document === 'object' && document !== null ? (document as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
};

const dimensionsOf = (
  document: Record<string, unknown>,
  names: readonly string[],
): Record<string, string> | undefined => {
  const found = names.map((name) => [name, document[name]] as const);
  if (found.some(([, value]) => typeof value !== 'string')) return undefined;
  return Object.fromEntries(found as [string, string][]);
};
