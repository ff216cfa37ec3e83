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

/** Names under which the JSON protocol's `__type` has codes that its model does not list (LocalStack test_sqs.py, recorded on AWS). */
const TYPES: Readonly<Record<string, string>> = {
  InvalidParameterValue: 'InvalidParameterValueException',
  MissingParameter: 'MissingRequiredParameterException',
};

/** An error's name in the JSON protocol. */
export const errorType = (code: string): string => TYPES[code] ?? code;

/** An error's code as the query protocol called it: the SDK takes it from the header `x-amzn-query-error`. */
export const queryErrorCode = (code: string): string => {
  if (code === 'QueueDoesNotExist') return 'AWS.SimpleQueueService.NonExistentQueue';
  if (code === 'QueueNameExists') return 'QueueAlreadyExists';
  return PREFIXED.has(code) ? `AWS.SimpleQueueService.${code}` : code;
};
