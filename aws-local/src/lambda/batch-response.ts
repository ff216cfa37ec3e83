/**
 * Which messages of a batch failed, by the handler's own report (ReportBatchItemFailures). A report that cannot be
 * trusted fails them all: a message deleted by mistake is lost, one kept by mistake is handled again.
 *
 * Nothing failed: no response, `{}`, or a list that is null or empty. Everything failed: a response that is not an object, a
 * list that is not one, an identifier that is missing, null, empty, or of no message of the batch
 * (docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html).
 */
export const failedMessageIds = (response: unknown, batchIds: readonly string[]): ReadonlySet<string> => {
  const all = new Set(batchIds);
  if (response === null || response === undefined) return new Set();
  if (typeof response !== 'object' || Array.isArray(response)) return all;

  const failures = 'batchItemFailures' in response ? response.batchItemFailures : undefined;
  if (failures === null || failures === undefined) return new Set();
  if (!Array.isArray(failures)) return all;

  const reported = new Set<string>();
  for (const failure of failures) {
    const id: unknown = failure?.itemIdentifier;
    if (typeof id !== 'string' || !all.has(id)) return all;
    reported.add(id);
  }
  return reported;
};
