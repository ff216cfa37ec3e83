import { ChangeMessageVisibilityBatchCommand, DeleteMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { SQSRecord } from 'aws-lambda';
import type { StageName } from '../../contracts/events/order-processor';
import { readItems } from '../aws/read-items';
import type { Telemetry } from '../telemetry/telemetry';
import { VISIBILITY_PER_TIMEOUT } from './failure';
import { failureRecordKey, failureRecordOf } from './failure-records';
import { orderIdIn, receiveCountOf } from './intake';

/** The name under which an interruption is stored. */
const INTERRUPTED = 'NeverEnded';

/** The work of a message began and never ended: its process died or ran out of time. A later failure replaces it. */
class Interrupted extends Error {
  override readonly name = INTERRUPTED;

  constructor(receiveCount: number) {
    super(`its work began on receive ${receiveCount} and never ended: the process died or ran out of time`);
  }
}

/**
 * The messages whose order is worked apart from the others of the batch, as the process may have died of them: they were
 * received before, and so long ago that nobody need have answered for them. What failed and was answered for is back sooner,
 * unless it has waited for a dependency.
 * @param timeoutMs the function's timeout.
 */
export const needingIsolation = (
  messages: readonly SQSRecord[],
  nowMs: number,
  timeoutMs: number,
): ReadonlySet<SQSRecord> =>
  new Set(
    messages.filter((message) => {
      if (receiveCountOf(message) < 2) return false;
      const heldMs = nowMs - Number(message.attributes.ApproximateFirstReceiveTimestamp);
      return heldMs >= VISIBILITY_PER_TIMEOUT * timeoutMs && orderIdIn(message.body) !== undefined;
    }),
  );

/**
 * Splits a batch into parts that are worked one after the other: first the orders without a message that needs
 * isolation, together; then each other order alone, last those whose work was interrupted, as it may be again.
 * @param interrupted ids of the messages whose work began before and never ended.
 */
export const partsOf = (
  messages: readonly SQSRecord[],
  needIsolation: ReadonlySet<SQSRecord>,
  interrupted: ReadonlySet<string>,
): SQSRecord[][] => {
  const groupAndOrder = (message: SQSRecord) => `${message.attributes.MessageGroupId}\n${orderIdIn(message.body)}`;
  const isolated = new Map<string, SQSRecord[]>();
  for (const message of needIsolation) isolated.set(groupAndOrder(message), []);
  const together: SQSRecord[] = [];
  for (const message of messages) (isolated.get(groupAndOrder(message)) ?? together).push(message);
  const wasInterrupted = (part: readonly SQSRecord[]) => part.some(({ messageId }) => interrupted.has(messageId));
  const alone = [...isolated.values()].toSorted((a, b) => Number(wasInterrupted(a)) - Number(wasInterrupted(b)));
  return together.length > 0 ? [together, ...alone] : alone;
};

/** What is done for messages that may end their process. Nothing here throws: without it they fail as a batch does. */
export interface Isolation {
  /** @returns ids of the messages whose work began before and never ended. */
  interrupted(messages: readonly SQSRecord[]): Promise<ReadonlySet<string>>;
  /** Has messages return when this invocation must be over: the queue's own timeout would block their groups longer. */
  returnAfter(messages: readonly SQSRecord[], remainingMs: number): Promise<void>;
  /** Records that the work of those that need isolation begins. */
  begin(messages: readonly SQSRecord[], nowMs: number): Promise<void>;
  /** Deletes messages that are done: what is worked next may keep the batch from being answered. */
  finish(messages: readonly SQSRecord[]): Promise<void>;
}

interface IsolationOptions {
  readonly documents: Pick<DynamoDBDocumentClient, 'send'>;
  readonly queues: Pick<SQSClient, 'send'>;
  readonly queueUrl: string;
  /** The orders table, which holds the failure records. */
  readonly tableName: string;
  readonly stage: StageName;
  readonly telemetry: Pick<Telemetry, 'log'>;
}

export const isolation = (options: IsolationOptions): Isolation => {
  const { documents, queues, queueUrl, tableName, stage, telemetry } = options;
  const orLog = async <R>(what: string, action: () => Promise<R>): Promise<R | undefined> => {
    try {
      return await action();
    } catch (error) {
      telemetry.log.error(what, { queueUrl, error });
      return undefined;
    }
  };
  const entries = (messages: readonly SQSRecord[]) =>
    messages.map(({ receiptHandle }, at) => ({ Id: `${at}`, ReceiptHandle: receiptHandle }));

  return {
    async interrupted(messages) {
      const keys = new Map(messages.map(failureRecordKey).map((key) => [key.PK, key]));
      const read = await orLog('failure records of messages to isolate were not read', () =>
        readItems(documents, { [tableName]: [...keys.values()] }, { consistent: true, attempts: 1 }),
      );
      const records = read?.items[tableName] ?? [];
      const interrupted = records.filter(({ errorName }) => errorName === INTERRUPTED);
      return new Set(interrupted.map(({ messageId }) => String(messageId)));
    },

    async returnAfter(messages, remainingMs) {
      const VisibilityTimeout = Math.ceil(Math.max(0, remainingMs) / 1000) + 1;
      const Entries = entries(messages).map((entry) => ({ ...entry, VisibilityTimeout }));
      await orLog('visibility of messages to isolate was not changed', () =>
        queues.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: queueUrl, Entries })),
      );
    },

    async begin(messages, nowMs) {
      const records = messages.map((message) => {
        const receiveCount = receiveCountOf(message);
        return failureRecordOf({ ...message, receiveCount, error: new Interrupted(receiveCount) }, stage, nowMs);
      });
      await Promise.all(
        records.map((Item) =>
          orLog('the start of isolated work was not recorded', () =>
            documents.send(new PutCommand({ TableName: tableName, Item })),
          ),
        ),
      );
    },

    async finish(messages) {
      if (messages.length === 0) return;
      await orLog('finished messages were not deleted early', () =>
        queues.send(new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries: entries(messages) })),
      );
    },
  };
};
