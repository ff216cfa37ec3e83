import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { StageName } from '../../contracts/events/order-processor';
import { EventViolation } from '../../contracts/events/parse';
import { writeItems } from '../aws/write-items';
import { type FAILURE_SORT_KEY, failureKey } from '../orders/table-keys';
import type { Telemetry } from '../telemetry/telemetry';
import { type FailureClass, failureClassOf, PermanentError } from './failure';

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
const MAX_ID_CHARACTERS = 128;
/** From this receive on, a failure that is not permanent may end in the dead-letter queue too. */
const RECORDED_FROM_RECEIVE = 3;

const reasonOf = ({ error, blockedBy }: FailedMessage): string => {
  const reason = error instanceof Error ? error.message : String(error);
  return (blockedBy === undefined ? reason : `held back by message ${blockedBy}: ${reason}`).slice(
    0,
    REASON_CHARACTERS,
  );
};

const idIn = (body: string): string | undefined => {
  try {
    const event = JSON.parse(body) as { id?: unknown; detail?: { metadata?: { eventId?: unknown } } } | null;
    return [event?.detail?.metadata?.eventId, event?.id].find(
      (id): id is string => typeof id === 'string' && id.length > 0 && id.length <= MAX_ID_CHARACTERS,
    );
  } catch {
    return undefined;
  }
};

/**
 * @returns the key of a message's failure record in the orders table: that of its event, as a redrive gives the message
 * another id; its own only if its body names no event.
 */
export const failureRecordKey = (message: { readonly messageId: string; readonly body: string }) =>
  failureKey(idIn(message.body) ?? message.messageId);

/** @returns the failure record of a message; undefined while the message will be tried again anyway. */
export const failureRecordOf = (message: FailedMessage, stage: StageName, nowMs: number): FailureRecord | undefined => {
  const { error, receiveCount, messageId } = message;
  const failureClass = failureClassOf(error);
  if (failureClass !== 'permanent' && receiveCount < RECORDED_FROM_RECEIVE) return undefined;
  const { field, value } =
    error instanceof EventViolation || error instanceof PermanentError ? error : { field: undefined, value: undefined };
  return {
    ...failureRecordKey(message),
    reason: reasonOf(message),
    errorName: error instanceof Error ? error.name : typeof error,
    ...(field !== undefined && { field }),
    ...(value !== undefined && { value: value.slice(0, REASON_CHARACTERS) }),
    failureClass,
    stage,
    messageId,
    receiveCount,
    at: new Date(nowMs).toISOString(),
    expiration: Math.floor(nowMs / 1000) + KEPT_SECONDS,
  };
};

export interface FailureRecordStore {
  /** Stores why messages failed. Never throws: a failure is logged and counted. */
  store(messages: readonly FailedMessage[], nowMs: number): Promise<void>;
}

export interface FailureRecordStoreOptions {
  readonly client: Pick<DynamoDBDocumentClient, 'send'>;
  readonly tableName: string;
  readonly stage: StageName;
  readonly telemetry: Pick<Telemetry, 'log' | 'metrics'>;
}

const MAX_ATTEMPTS = 3;

export const failureRecordStore = ({
  client,
  tableName,
  stage,
  telemetry,
}: FailureRecordStoreOptions): FailureRecordStore => ({
  async store(messages, nowMs) {
    // By key: BatchWriteItem refuses a request that names one item twice, as two deliveries of one event would.
    const byKey = new Map<string, FailureRecord>();
    for (const message of messages) {
      const record = failureRecordOf(message, stage, nowMs);
      if (record) byKey.set(record.PK, record);
    }
    if (byKey.size === 0) return;
    const puts = [...byKey.values()].map((item) => ({ PutRequest: { Item: { ...item } } }));
    try {
      const unwritten = await writeItems(client, tableName, puts, { attempts: MAX_ATTEMPTS });
      if (unwritten > 0) throw new Error(`DynamoDB left ${unwritten} items unwritten`);
    } catch (error) {
      telemetry.log.error('reasons of failed messages were not recorded', { keys: [...byKey.keys()], error });
      telemetry.metrics.add('RejectionWriteFailed', byKey.size);
    }
  },
});
