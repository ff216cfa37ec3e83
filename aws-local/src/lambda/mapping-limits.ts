import { compileFilters, type Filter } from '../pipes/filter';
import { invalidParameter } from './function-definition';
import type { MappingDefinition } from './mapping-definition';

const MAX_BATCH_SIZE = 10_000;
const MAX_BATCH_SIZE_WITHOUT_WINDOW = 10;
const MAX_WINDOW_SECONDS = 300;

/**
 * Refuses what AWS does not take of a mapping from a queue (API_CreateEventSourceMapping; services-sqs-parameters.html). The messages about windows are AWS's
 * own, as people were given them: serverless/serverless #8989, aws/aws-lambda-dotnet #1758.
 * @throws AwsError InvalidParameterValueException
 */
export const validateMapping = (definition: MappingDefinition): void => {
  const { batchSize, maximumBatchingWindowSeconds: window = 0, maximumConcurrency, queueArn } = definition;
  checkWithin('BatchSize', batchSize, 1, MAX_BATCH_SIZE);
  checkWithin('MaximumBatchingWindowInSeconds', window, 0, MAX_WINDOW_SECONDS);
  if (batchSize > MAX_BATCH_SIZE_WITHOUT_WINDOW && window === 0) {
    throw invalidParameter(
      'Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10',
    );
  }
  if (window > 0 && queueArn.endsWith('.fifo')) {
    throw invalidParameter('Batching window is not supported for FIFO queues');
  }
  if (maximumConcurrency !== undefined) checkWithin('MaximumConcurrency', maximumConcurrency, 2, 1_000);
  compileMappingFilters(definition.filters ?? []);
};

const checkWithin = (name: string, value: number, least: number, most: number): void => {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw invalidParameter(`${name} must be ${least} to ${most}, not ${value}`);
};

/**
 * Compiles the filters of a mapping, which are those of a pipe. AWS says only that a pattern is invalid (LocalStack's
 * test_lambda_integration_sqs.snapshot.json, recorded against AWS); here the reason follows.
 * @throws AwsError InvalidParameterValueException
 */
export const compileMappingFilters = (patterns: readonly string[]): Filter => {
  try {
    return compileFilters(patterns);
  } catch (error) {
    throw invalidParameter(`Invalid filter pattern definition. ${(error as Error).message}`);
  }
};
