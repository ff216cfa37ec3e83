import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { firstIssue } from '../../contracts/first-issue';
import { BREAKER_SORT_KEY, breakerPartition } from '../orders/table-keys';
import { type BreakerState, INITIAL_STATE } from './state';

/** Where all instances of a breaker find its state. */
export interface BreakerStore {
  /** The state now (a consistent read). @throws Error if it cannot be read within the timeout, or is not a state. */
  read(): Promise<BreakerState>;
  /**
   * Writes `next` if the state is still the one before it.
   * @returns false if somebody else has changed it.
   * @throws Error if it cannot be written within the timeout.
   */
  write(next: BreakerState): Promise<boolean>;
}

export interface BreakerStoreOptions {
  readonly client: Pick<DynamoDBDocumentClient, 'send'>;
  /** The orders table. */
  readonly tableName: string;
  readonly name: string;
  /** Who writes: one value per instance. */
  readonly writer: string;
  /** Longest that one request may take. The local environment's clock scales it like all time limits: mind it at high scales. */
  readonly timeoutMs?: number;
}

const DEFAULT_TIMEOUT_MS = 3_000;

const count = z.int().check(z.nonnegative());
const numbered = { transition: count, changedAtMs: z.number() };
const stateSchema = z.discriminatedUnion('status', [
  z.object({ status: z.literal('closed'), ...numbered }),
  z.object({
    status: z.literal('open'),
    ...numbered,
    retryAtMs: z.number(),
    recoveryMs: z.number(),
    reason: z.string(),
  }),
  z.object({
    status: z.literal('half-open'),
    ...numbered,
    recoveryMs: z.number(),
    successes: count,
    probe: z.optional(z.object({ owner: z.string(), untilMs: z.number() })),
  }),
]);

const stateOf = (item: Record<string, unknown>): BreakerState => {
  const result = stateSchema.safeParse(item);
  if (result.success) return result.data as BreakerState;
  const { field, problem } = firstIssue(result.error, item);
  throw new Error(`${String(item.PK)}: ${field}: ${problem}, so it is not a breaker's state`);
};

/** The state as one item of the orders table. One conditional write per change; a change is known by its number and its writer. */
export const breakerStore = ({
  client,
  tableName,
  name,
  writer,
  timeoutMs = DEFAULT_TIMEOUT_MS,
}: BreakerStoreOptions): BreakerStore => {
  const Key = { PK: breakerPartition(name), SK: BREAKER_SORT_KEY };
  const bounded = () => ({ abortSignal: AbortSignal.timeout(timeoutMs) });
  const readItem = async () =>
    (await client.send(new GetCommand({ TableName: tableName, Key, ConsistentRead: true }), bounded())).Item;

  return {
    async read() {
      const item = await readItem();
      return item ? stateOf(item) : INITIAL_STATE;
    },

    async write(next) {
      const before = next.transition - 1;
      const put = new PutCommand({
        TableName: tableName,
        Item: { ...next, ...Key, writer },
        ConditionExpression: before === 0 ? 'attribute_not_exists(PK)' : 'transition = :before',
        ...(before > 0 && { ExpressionAttributeValues: { ':before': before } }),
      });
      try {
        await client.send(put, bounded());
        return true;
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
        // The SDK repeats a write whose answer was lost, and then meets its own item.
        const item = await readItem();
        return item?.transition === next.transition && item.writer === writer;
      }
    },
  };
};
