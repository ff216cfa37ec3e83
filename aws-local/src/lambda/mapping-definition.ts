export interface MappingDefinition {
  /** Name or ARN, with or without a qualifier. */
  readonly functionName: string;
  readonly queueArn: string;
  readonly batchSize: number;
  readonly maximumBatchingWindowSeconds?: number;
  readonly maximumConcurrency?: number;
  readonly reportBatchItemFailures: boolean;
  readonly enabled: boolean;
  /** Event patterns as JSON texts; what matches none of them is deleted from the queue. */
  readonly filters?: readonly string[];
  readonly uuid?: string;
}

export interface MappingChange {
  readonly enabled?: boolean;
  /** null lifts the limit. */
  readonly maximumConcurrency?: number | null;
  readonly batchSize?: number;
  readonly maximumBatchingWindowSeconds?: number;
  /** None of them lets every message through. */
  readonly filters?: readonly string[];
}

/** @param change null for MaximumConcurrency lifts the limit. */
export const changedDefinition = (before: MappingDefinition, change: MappingChange): MappingDefinition => {
  const { maximumConcurrency: concurrencyBefore, ...rest } = before;
  const { maximumConcurrency: concurrency, ...others } = change;
  const maximumConcurrency = concurrency === undefined ? concurrencyBefore : (concurrency ?? undefined);
  return { ...rest, ...others, ...(maximumConcurrency === undefined ? {} : { maximumConcurrency }) };
};
