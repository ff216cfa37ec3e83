import type { LambdaEngine, MappingChange, MappingDescription } from './engine';
import { invalidParameter, qualifierOf } from './function-definition';
import type { LambdaFunction } from './lambda-function';

/** A function as ListFunctions gives it. Its variables stay out: they may hold what no log should. */
export const listedFunction = (resource: LambdaFunction) => {
  const { version } = resource;
  const { functionName, handler, timeoutMs, memoryMb, runtime } = resource.definition;
  return {
    FunctionName: functionName,
    FunctionArn: resource.arn + (version === '$LATEST' ? '' : `:${version}`),
    Runtime: runtime ?? 'nodejs24.x',
    Handler: handler,
    Timeout: timeoutMs / 1_000,
    MemorySize: memoryMb,
    Version: version,
  };
};

/** A function as GetFunctionConfiguration gives it: with its state, which lists leave out (API_ListFunctions.html). */
export const functionResource = (resource: LambdaFunction) => ({
  ...listedFunction(resource),
  State: 'Active',
  LastUpdateStatus: 'Successful',
});

/** A mapping as the API gives it. `EventCounts` is ours: what AWS reports as metrics (MetricsConfig EventCount). */
export const mappingResource = (mapping: MappingDescription, engine: LambdaEngine) => {
  const qualifier = qualifierOf(mapping.functionName);
  const { maximumConcurrency } = mapping;
  return {
    UUID: mapping.uuid,
    EventSourceArn: mapping.queueArn,
    FunctionArn: engine.function(mapping.functionName).arn + (qualifier === undefined ? '' : `:${qualifier}`),
    State: mapping.state,
    StateTransitionReason: 'USER_INITIATED',
    BatchSize: mapping.batchSize,
    MaximumBatchingWindowInSeconds: mapping.maximumBatchingWindowSeconds,
    ...(mapping.filters.length > 0 && { FilterCriteria: { Filters: mapping.filters.map((Pattern) => ({ Pattern })) } }),
    LastModified: mapping.lastModifiedMs / 1_000,
    LastProcessingResult: mapping.lastProcessingResult,
    FunctionResponseTypes: mapping.reportBatchItemFailures ? ['ReportBatchItemFailures'] : [],
    ...(maximumConcurrency === undefined ? {} : { ScalingConfig: { MaximumConcurrency: maximumConcurrency } }),
    EventCounts: mapping.counts,
  };
};

/** Reads the body of UpdateEventSourceMapping. @throws AwsError InvalidParameterValueException naming field and value */
export const mappingChange = (input: object): MappingChange => {
  const {
    Enabled: enabled,
    BatchSize: batchSize,
    MaximumBatchingWindowInSeconds: window,
    FilterCriteria: criteria,
    ScalingConfig: scaling,
    ...others
  } = input as Record<string, unknown>;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw invalidParameter(`UpdateEventSourceMapping does not take ${unknown} here`);
  if (enabled !== undefined && typeof enabled !== 'boolean') {
    throw invalidParameter(`Enabled must be true or false, not ${JSON.stringify(enabled)}`);
  }
  if (batchSize !== undefined && typeof batchSize !== 'number') {
    throw invalidParameter(`BatchSize must be a number, not ${JSON.stringify(batchSize)}`);
  }
  if (window !== undefined && typeof window !== 'number') {
    throw invalidParameter(`MaximumBatchingWindowInSeconds must be a number, not ${JSON.stringify(window)}`);
  }
  return {
    ...(enabled === undefined ? {} : { enabled }),
    ...(batchSize === undefined ? {} : { batchSize }),
    ...(window === undefined ? {} : { maximumBatchingWindowSeconds: window }),
    ...(criteria === undefined ? {} : { filters: filtersOf(criteria) }),
    ...(scaling === undefined ? {} : { maximumConcurrency: maximumConcurrencyOf(scaling) }),
  };
};

/** An empty FilterCriteria takes the filters away. */
const filtersOf = (criteria: unknown): string[] => {
  const refused = () =>
    invalidParameter(`FilterCriteria must hold Filters with Pattern only, not ${JSON.stringify(criteria)}`);
  if (typeof criteria !== 'object' || criteria === null) throw refused();
  const { Filters: filters = [], ...others } = criteria as Record<string, unknown>;
  if (!Array.isArray(filters) || Object.keys(others).length > 0) throw refused();
  return filters.map((filter) => {
    if (typeof filter?.Pattern !== 'string') throw refused();
    return filter.Pattern;
  });
};

/** An empty ScalingConfig lifts the limit. */
const maximumConcurrencyOf = (scaling: unknown): number | null => {
  const refused = () =>
    invalidParameter(`ScalingConfig must hold MaximumConcurrency only, not ${JSON.stringify(scaling)}`);
  if (typeof scaling !== 'object' || scaling === null) throw refused();
  const { MaximumConcurrency: value, ...others } = scaling as Record<string, unknown>;
  if (Object.keys(others).length > 0) throw refused();
  if (value === undefined || value === null) return null;
  if (typeof value !== 'number') throw refused();
  return value;
};
