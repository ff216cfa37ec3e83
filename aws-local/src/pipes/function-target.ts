import { AwsError } from '../http/aws-error';
import { parsedJson } from '../json-text';
import { failedMessageIds } from '../lambda/batch-response';
import type { NotTaken, PipeTarget } from './target';

export interface FunctionTargetOptions {
  readonly functionArn: string;
  /** PipeTargetLambdaFunctionParameters: waits for the function, or leaves the batch to it. */
  readonly invocationType: 'REQUEST_RESPONSE' | 'FIRE_AND_FORGET';
  readonly invoke: (arn: string, event: unknown) => Promise<unknown>;
  readonly invokeAsynchronously: (arn: string, event: unknown) => void;
}

interface Entry {
  readonly messageId: string;
  readonly input: string;
}

/**
 * A pipe's target that is a function: it is invoked with the list of the batch's inputs, and may answer which of them failed (eb-pipes-batching-concurrency.html,
 * "Partial batch failure"). What failed returns by visibility.
 */
export const functionTarget = (options: FunctionTargetOptions): PipeTarget<Entry> => ({
  prepare: ({ messageId, input }) => ({ messageId, input }),
  async send(batch) {
    const { functionArn, invocationType, invoke, invokeAsynchronously } = options;
    const event = batch.map(({ input }) => {
      const parsed = parsedJson(input);
      return parsed === undefined ? input : parsed;
    });
    if (invocationType === 'FIRE_AND_FORGET') {
      invokeAsynchronously(functionArn, event);
      return [];
    }
    try {
      return reportedIn(await invoke(functionArn, event), batch);
    } catch (error) {
      if (error instanceof AwsError) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      return batch.map((_, at) => ({ at, reason, retriable: false }));
    }
  },
});

const reportedIn = (response: unknown, batch: readonly Entry[]): NotTaken[] => {
  const failed = failedMessageIds(
    isReport(response) ? response : undefined,
    batch.map(({ messageId }) => messageId),
  );
  return batch.flatMap(({ messageId }, at) =>
    failed.has(messageId) ? [{ at, reason: 'the function reported it as failed', retriable: false }] : [],
  );
};

/** A function may answer anything else as well: nothing needs to be switched on for partial responses. */
const isReport = (response: unknown): boolean =>
  typeof response === 'object' && response !== null && Object.hasOwn(response, 'batchItemFailures');
