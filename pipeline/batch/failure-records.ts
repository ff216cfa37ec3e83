import { createHash } from 'node:crypto';
import { type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { StageName } from '../../contracts/events/order-processor';
import { EventViolation } from '../../contracts/events/parse';
import { cutText, isPortable, portable } from '../../contracts/text';
import { type FAILURE_SORT_KEY, failureKey } from '../orders/table-keys';
import type { Telemetry } from '../telemetry/telemetry';
import { type FailureClass, PermanentError } from './failure';
import { failureClassOf, neverWorks } from './failure-class';

/** Why a message is, or may soon be, in a dead-letter queue. */
export interface FailureRecord {
  readonly PK: string;
  readonly SK: typeof FAILURE_SORT_KEY;
  readonly reason: string;
  readonly errorName: string;
  /** The field at fault, as a path into the event, and what it held. */
  readonly field?: string;
  readonly value?: string;
  readonly failureClass: FailureClass;
  readonly stage: StageName;
  readonly messageId: string;
  readonly receiveCount: number;
  /** ISO 8601. */
  readonly at: string;
  /** Epoch seconds, for the table's time to live. */
  readonly expiration: number;
}

/** A message that failed, as it was received. */
export interface FailedMessage {
  readonly messageId: string;
  readonly body: string;
  readonly receiveCount: number;
  readonly error: unknown;
  /** The message whose failure `error` is, if this one only waits for it. */
  readonly blockedBy?: string;
}

const KEPT_SECONDS = 30 * 86_400;
const REASON_CHARACTERS = 1_000;
/** From this receive on, a failure that is not permanent may end in the dead-letter queue too. */
const RECORDED_FROM_RECEIVE = 3;

/** What an error says; one that says nothing has a name at least. */
export const errorText = (error: unknown): string => {
  if (error instanceof Error) return error.message || error.name;
  return typeof error === 'object' ? `the work threw ${JSON.stringify(error)}` : `the work threw ${String(error)}`;
};

const reasonOf = ({ error, blockedBy }: FailedMessage): string => {
  const reason = errorText(error);
  return storable(blockedBy === undefined ? reason : `held back by message ${blockedBy}: ${reason}`);
};

/** Text from outside as DynamoDB takes it. */
const storable = (text: string): string => cutText(portable(text), REASON_CHARACTERS);

/**
 * @returns the key of a message's failure record in the orders table. It follows from the body, which a redrive leaves as it
 * is while the message gets another id; no producer can choose the key of another's.
 */
export const failureRecordKey = ({ body }: { readonly body: string }) =>
  failureKey(createHash('sha256').update(body).digest('base64url'));

const MAX_ID_CHARACTERS = 128;

/** @returns the key that release 0.1.0 used, which took the id of the event's producer; undefined where that cannot be read. */
export const failureRecordKeyOfRelease010 = (message: { readonly messageId: string; readonly body: string }) => {
  try {
    const event = JSON.parse(message.body) as { id?: unknown; detail?: { metadata?: { eventId?: unknown } } } | null;
    const id = [event?.detail?.metadata?.eventId, event?.id].find(
      (value): value is string => typeof value === 'string' && value.length > 0 && value.length <= MAX_ID_CHARACTERS,
    );
    return id === undefined || isPortable(id) ? failureKey(id ?? message.messageId) : undefined;
  } catch {
    return failureKey(message.messageId);
  }
};

/** Whether a failed message may be in the dead-letter queue before it is worked again. */
export const isRecorded = ({ error, receiveCount }: FailedMessage): boolean =>
  neverWorks(error) || receiveCount >= RECORDED_FROM_RECEIVE;

/** @returns the failure record of a message. */
export const failureRecordOf = (message: FailedMessage, stage: StageName, nowMs: number): FailureRecord => {
  const { error, receiveCount, messageId } = message;
  const { field, value } =
    error instanceof EventViolation || error instanceof PermanentError ? error : { field: undefined, value: undefined };
  return {
    ...failureRecordKey(message),
    reason: reasonOf(message),
    errorName: error instanceof Error ? error.name : typeof error,
    ...(field !== undefined && { field }),
    ...(value !== undefined && { value: storable(value) }),
    failureClass: failureClassOf(error),
    stage,
    messageId,
    receiveCount,
    at: new Date(nowMs).toISOString(),
    expiration: Math.floor(nowMs / 1000) + KEPT_SECONDS,
  };
};

export interface FailureRecordStore {
  /** Stores why messages failed, except while they are tried again anyway. Never throws: a failure is logged and counted. */
  store(messages: readonly FailedMessage[], nowMs: number): Promise<void>;
}

export interface FailureRecordStoreOptions {
  readonly client: Pick<DynamoDBDocumentClient, 'send'>;
  readonly tableName: string;
  readonly stage: StageName;
  readonly telemetry: Pick<Telemetry, 'log' | 'metrics'>;
}

export const failureRecordStore = ({
  client,
  tableName,
  stage,
  telemetry,
}: FailureRecordStoreOptions): FailureRecordStore => ({
  async store(messages, nowMs) {
    // Each by itself: one that cannot be written takes no other's along.
    await Promise.all(
      messages.filter(isRecorded).map(async (message) => {
        const Item = failureRecordOf(message, stage, nowMs);
        try {
          await client.send(new PutCommand({ TableName: tableName, Item }));
        } catch (error) {
          telemetry.log.error('the reason of a failed message was not recorded', { messageId: Item.messageId, error });
          telemetry.metrics.add('RejectionWriteFailed', 1);
        }
      }),
    );
  },
});
