import { ChangeMessageVisibilityBatchCommand, DeleteMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { BatchGetCommand, type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { SQSRecord } from 'aws-lambda';
import type { StageName } from '../../contracts/events/order-processor';
import { parseEvent } from '../../contracts/events/parse';
import type { Telemetry } from '../telemetry/telemetry';
import { failureRecordKey, failureRecordOf } from './failure-records';
import { TRUSTED_RECEIVES } from './receives';

/** The name under which an interruption is stored. */
const INTERRUPTED = 'NeverEnded';

/** The reason of a message whose work began and never came to an end: its process died, or ran out of time. Any later failure replaces it. */
class Interrupted extends Error {
  override readonly name = INTERRUPTED;

  constructor(receiveCount: number) {
    super(`its work began on receive ${receiveCount} and never ended: the process died or ran out of time`);
  }
}

const receivesOf = ({ attributes }: SQSRecord): number => Number(attributes.ApproximateReceiveCount);

/** The order of a message that could be worked; one that is refused unread can harm nobody. */
const orderIn = (body: string): string | undefined => {
  try {
    const { detail } = parseEvent(body);
    return 'orderId' in detail ? detail.orderId : undefined;
  } catch {
    return undefined;
  }
};

/** A message that was received too often to be trusted. */
export const needsIsolation = (message: SQSRecord): boolean =>
  receivesOf(message) > TRUSTED_RECEIVES && orderIn(message.body) !== undefined;

/**
 * Cuts a batch into parts that are worked and answered one after the other. All orders that can be trusted come first, together; each order with a message that
 * needs isolation alone; last the ones whose work has never ended before, for it is one of them that takes the whole batch down.
 */
export const partsOf = (messages: readonly SQSRecord[], interrupted: ReadonlySet<string>): SQSRecord[][] => {
  const groupAndOrder = (message: SQSRecord) => `${message.attributes.MessageGroupId}\n${orderIn(message.body)}`;
  const suspicious = new Map<string, SQSRecord[]>(
    messages.filter(needsIsolation).map((message) => [groupAndOrder(message), []]),
  );
  const trusted: SQSRecord[] = [];
  for (const message of messages) (suspicious.get(groupAndOrder(message)) ?? trusted).push(message);
  const alone = [...suspicious.values()];
  const killers = (part: readonly SQSRecord[]) => part.some(({ messageId }) => interrupted.has(messageId));
  return [trusted, ...alone.filter((part) => !killers(part)), ...alone.filter(killers)].filter(
    (part) => part.length > 0,
  );
};

/** What is done for messages that may take their process down. Nothing here throws: without it, they fail as a batch does. */
export interface Isolation {
  /** Ids of the messages whose work began before and never ended. */
  interrupted(messages: readonly SQSRecord[]): Promise<ReadonlySet<string>>;
  /** Lets messages return soon after the process must have ended, instead of much later: until then they block their groups. */
  returnAfter(messages: readonly SQSRecord[], remainingMs: number): Promise<void>;
  /** Writes down that their work begins. */
  begin(messages: readonly SQSRecord[], nowMs: number): Promise<void>;
  /** Takes finished messages off the queue at once: what comes next may keep the batch from being answered. */
  finish(messages: readonly SQSRecord[]): Promise<void>;
}

export interface IsolationOptions {
  readonly documents: Pick<DynamoDBDocumentClient, 'send'>;
  readonly queues: Pick<SQSClient, 'send'>;
  readonly queueUrl: string;
  /** The orders table, where the reasons of dead letters are kept. */
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
      const keys = new Map(messages.map((message) => [failureRecordKey(message).PK, failureRecordKey(message)]));
      const request = { [tableName]: { Keys: [...keys.values()], ConsistentRead: true } };
      const answer = await orLog('failure records of messages to isolate were not read', () =>
        documents.send(new BatchGetCommand({ RequestItems: request })),
      );
      const marks = (answer?.Responses?.[tableName] ?? []).filter(({ errorName }) => errorName === INTERRUPTED);
      return new Set(marks.map(({ messageId }) => String(messageId)));
    },

    async returnAfter(messages, remainingMs) {
      const VisibilityTimeout = Math.ceil(Math.max(0, remainingMs) / 1000) + 1;
      const Entries = entries(messages).map((entry) => ({ ...entry, VisibilityTimeout }));
      await orLog('visibility of messages to isolate was not changed', () =>
        queues.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: queueUrl, Entries })),
      );
    },

    async begin(messages, nowMs) {
      const marks = messages.filter(needsIsolation).map((message) => {
        const { messageId, body } = message;
        const receiveCount = receivesOf(message);
        return failureRecordOf({ messageId, body, receiveCount, error: new Interrupted(receiveCount) }, stage, nowMs);
      });
      await Promise.all(
        marks.map((Item) =>
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
