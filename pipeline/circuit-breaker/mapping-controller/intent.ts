import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { breakerPartition, MAPPING_INTENT_SORT_KEY } from '../../orders/table-keys';

/** How the queue is drained: not at all, by the few that probe, or as configured. */
export type KeepingMode = 'paused' | 'probing' | 'running';

/** What the keeper is about to do to the mapping, or has done last. Recorded before it acts, so that it can tell its doing from an operator's. */
export interface KeeperIntent {
  readonly mode: KeepingMode;
  /** Whether the mapping has taken the change. */
  readonly isDone: boolean;
  /** Whether a disabled mapping is the keeper's doing. */
  readonly pausedByKeeper: boolean;
  /** Counts the records; 0 before the first. */
  readonly version: number;
  /** Epoch milliseconds. */
  readonly atMs: number;
}

/** Before it ever acted, the keeper has taken nothing from anybody. */
export const NO_INTENT: KeeperIntent = { mode: 'running', isDone: true, pausedByKeeper: false, version: 0, atMs: 0 };

export interface IntentStore {
  /** A consistent read. */
  read(): Promise<KeeperIntent>;
  /** Writes `next` if nobody has written since the version before it. @returns false if somebody has. */
  write(next: KeeperIntent): Promise<boolean>;
}

export interface IntentStoreOptions {
  readonly client: Pick<DynamoDBDocumentClient, 'send'>;
  /** The orders table. */
  readonly tableName: string;
  readonly breakerName: string;
}

const intentSchema = z.object({
  mode: z.enum(['paused', 'probing', 'running']),
  isDone: z.boolean(),
  pausedByKeeper: z.boolean(),
  version: z.int().check(z.positive()),
  atMs: z.number(),
});

export const intentStore = ({ client, tableName, breakerName }: IntentStoreOptions): IntentStore => {
  const Key = { PK: breakerPartition(breakerName), SK: MAPPING_INTENT_SORT_KEY };
  return {
    async read() {
      const { Item } = await client.send(new GetCommand({ TableName: tableName, Key, ConsistentRead: true }));
      return Item ? intentSchema.parse(Item) : NO_INTENT;
    },

    async write(next) {
      const before = next.version - 1;
      const put = new PutCommand({
        TableName: tableName,
        Item: { ...next, ...Key },
        ConditionExpression: before === 0 ? 'attribute_not_exists(PK)' : 'version = :before',
        ...(before > 0 && { ExpressionAttributeValues: { ':before': before } }),
      });
      try {
        await client.send(put);
        return true;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return false;
        throw error;
      }
    },
  };
};
