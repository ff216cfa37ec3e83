import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { metricsKey } from '../../contracts/tables/counter-table';
import type { Telemetry } from '../telemetry/telemetry';

/** Business counters to add, by attribute name of the metrics item. */
export type Counts = Readonly<Record<string, number>>;

/** The sum of counters, name by name; names that cancel out to zero are left out. */
export const sumCounts = (all: Iterable<Counts>): Counts => {
  const sum: Record<string, number> = {};
  for (const counts of all) {
    for (const [name, value] of Object.entries(counts)) sum[name] = (sum[name] ?? 0) + value;
  }
  return Object.fromEntries(Object.entries(sum).filter(([, value]) => value !== 0));
};

export interface CounterWriter {
  /** Adds counters to the day of `nowMs` (UTC). Never throws: a failure is logged and counted. */
  write(counts: Counts, nowMs: number): Promise<void>;
}

export interface CounterWriterOptions {
  /** Must not repeat requests by itself (maxAttempts: 1). */
  readonly client: Pick<DynamoDBDocumentClient, 'send'>;
  readonly tableName: string;
  /** Items that a day's counters are spread over (METRICS_SHARDS). */
  readonly shards: number;
  /** 0 up to 1, picks the shard. */
  readonly random: () => number;
  readonly telemetry: Pick<Telemetry, 'log' | 'metrics'>;
}

/** The update that adds `counts` to an item. Names go as placeholders: a counter may be called like a reserved word. */
export const addCounts = (tableName: string, key: string, counts: Counts) => {
  const entries = Object.entries(counts);
  return {
    TableName: tableName,
    Key: { PK: key },
    UpdateExpression: `ADD ${entries.map((_, at) => `#c${at} :c${at}`).join(', ')}`,
    ExpressionAttributeNames: Object.fromEntries(entries.map(([name], at) => [`#c${at}`, name])),
    ExpressionAttributeValues: Object.fromEntries(entries.map(([, value], at) => [`:c${at}`, value])),
  };
};

/** Writes the business counters of a batch with one UpdateItem. ADD is not idempotent, so it is never repeated. */
export const counterWriter = ({
  client,
  tableName,
  shards,
  random,
  telemetry,
}: CounterWriterOptions): CounterWriter => ({
  async write(counts, nowMs) {
    if (Object.keys(counts).length === 0) return;
    const day = new Date(nowMs).toISOString().slice(0, 10);
    const key = metricsKey(day, Math.floor(random() * shards));
    try {
      await client.send(new UpdateCommand(addCounts(tableName, key, counts)));
    } catch (error) {
      telemetry.log.error('business counters were not written', { key, counts, error });
      telemetry.metrics.add('CounterWriteFailed', 1);
    }
  },
});
