import type { JsonService, Operation, OperationContext } from '../http/json-service';
import { readInput } from '../http/read-input';
import { INPUT_ERRORS, type Inputs, inputs } from './api-inputs';
import { batchAnswer, checkSystemAttributeNames, receivedAnswer, sentAnswer, toSendEntry } from './api-messages';
import { queueOfUrl, queueOperations } from './api-queues';
import type { Queue, SqsEngine } from './engine';
import { errorType, queryErrorCode } from './query-error-codes';

/** SQS over its JSON protocol, for the HTTP server. */
export const sqsService = (engine: SqsEngine): JsonService => ({
  targetPrefix: 'AmazonSQS',
  contentType: 'application/x-amz-json-1.0',
  errorType,
  queryErrorCode,
  operations: { ...queueOperations(engine), ...messageOperations(engine) },
});

/** The operations on messages; the queue itself counts them as requests. */
const messageOperations = (engine: SqsEngine): Record<string, Operation> => {
  const operations: Record<string, Operation> = {};
  const define = <N extends Exclude<keyof Inputs, 'CreateQueue'>>(
    name: N,
    perform: (queue: Queue, input: Inputs[N], context: OperationContext) => unknown,
  ): void => {
    operations[name] = (rawInput, context) => {
      const input = readInput<Inputs[N] & { QueueUrl: string }>(inputs[name] as never, rawInput, INPUT_ERRORS);
      return perform(queueOfUrl(engine, input.QueueUrl), input, context);
    };
  };

  define('SendMessage', (queue, input, { traceHeader }) =>
    sentAnswer(queue.sendMessage(toSendEntry('single', input, traceHeader)), input),
  );
  define('SendMessageBatch', (queue, { Entries }, { traceHeader }) => {
    const byId = new Map(Entries.map((entry) => [entry.Id, entry]));
    const result = queue.send(Entries.map((entry) => toSendEntry(entry.Id, entry, traceHeader)));
    return batchAnswer(result, (sent) => {
      const entry = byId.get(sent.id);
      return entry === undefined ? {} : sentAnswer(sent, entry);
    });
  });
  define('ReceiveMessage', async (queue, input, { signal }) => {
    const systemNames = [...(input.AttributeNames ?? []), ...(input.MessageSystemAttributeNames ?? [])];
    checkSystemAttributeNames(systemNames);
    const messages = await queue.receive({
      maxMessages: input.MaxNumberOfMessages ?? 1,
      signal,
      ...(input.WaitTimeSeconds !== undefined && { waitMs: input.WaitTimeSeconds * 1000 }),
      ...(input.VisibilityTimeout !== undefined && { visibilityTimeoutSeconds: input.VisibilityTimeout }),
    });
    if (messages.length === 0) return {};
    const attributeNames = input.MessageAttributeNames ?? [];
    return { Messages: messages.map((message) => receivedAnswer(message, systemNames, attributeNames)) };
  });
  define('DeleteMessage', (queue, { ReceiptHandle }) => queue.deleteMessage(ReceiptHandle));
  define('DeleteMessageBatch', (queue, { Entries }) =>
    batchAnswer(queue.delete(Entries.map(({ Id, ReceiptHandle }) => ({ id: Id, receiptHandle: ReceiptHandle })))),
  );
  define('ChangeMessageVisibility', (queue, { ReceiptHandle, VisibilityTimeout }) =>
    queue.changeMessageVisibility(ReceiptHandle, VisibilityTimeout),
  );
  define('ChangeMessageVisibilityBatch', (queue, { Entries }) =>
    batchAnswer(
      queue.changeVisibility(
        Entries.map(({ Id, ReceiptHandle, VisibilityTimeout }) => ({
          id: Id,
          receiptHandle: ReceiptHandle,
          visibilityTimeoutSeconds: VisibilityTimeout,
        })),
      ),
    ),
  );
  return operations;
};
