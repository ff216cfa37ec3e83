/** Codes that SQS's old query protocol put a prefix before (the API model's `awsQueryError` traits). */
const PREFIXED = new Set([
  'BatchEntryIdsNotDistinct',
  'BatchRequestTooLong',
  'EmptyBatchRequest',
  'InvalidBatchEntryId',
  'MessageNotInflight',
  'PurgeQueueInProgress',
  'QueueDeletedRecently',
  'TooManyEntriesInBatchRequest',
  'UnsupportedOperation',
]);

/** An error's code as the query protocol called it: the SDK takes it from the header `x-amzn-query-error`. */
export const queryErrorCode = (code: string): string => {
  if (code === 'QueueDoesNotExist') return 'AWS.SimpleQueueService.NonExistentQueue';
  if (code === 'QueueNameExists') return 'QueueAlreadyExists';
  return PREFIXED.has(code) ? `AWS.SimpleQueueService.${code}` : code;
};
