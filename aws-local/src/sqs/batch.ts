import { AwsError } from '../http/aws-error';
import type { BatchResult } from './message';

const MAX_ENTRIES = 10;
const ENTRY_ID = /^[A-Za-z0-9_-]{1,80}$/;

/** Refuses a batch as a whole when it is empty, too long, or its ids are unusable. */
export const checkBatch = (entries: readonly { readonly id: string }[]): void => {
  if (entries.length === 0) {
    throw new AwsError('EmptyBatchRequest', 'There should be at least one entry in the request.');
  }
  if (entries.length > MAX_ENTRIES) {
    throw new AwsError(
      'TooManyEntriesInBatchRequest',
      `Maximum number of entries per request are ${MAX_ENTRIES}. You have sent ${entries.length}.`,
    );
  }
  const seen = new Set<string>();
  for (const { id } of entries) {
    if (!ENTRY_ID.test(id)) {
      throw new AwsError(
        'InvalidBatchEntryId',
        `A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long: ${id}`,
      );
    }
    if (seen.has(id)) throw new AwsError('BatchEntryIdsNotDistinct', `Id ${id} repeated.`);
    seen.add(id);
  }
};

/** Does each entry by itself: one that throws an AwsError fails alone. */
export const eachEntry = <E extends { readonly id: string }, S extends object>(
  entries: readonly E[],
  perform: (entry: E) => S,
): BatchResult<S> => {
  const result: BatchResult<S> = { successful: [], failed: [] };
  for (const entry of entries) {
    try {
      result.successful.push({ id: entry.id, ...perform(entry) });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      const { code, message, statusCode } = error;
      result.failed.push({ id: entry.id, code, message, senderFault: statusCode < 500 });
    }
  }
  return result;
};
