import { BatchGetCommand, type BatchGetCommandInput, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

type Client = Pick<DynamoDBDocumentClient, 'send'>;
type Item = Record<string, unknown>;

/** Keys of items by table name. */
export type Keys = Readonly<Record<string, readonly Item[]>>;

/** DynamoDB's limit per request. */
const MAX_READS = 100;

export interface Repetition {
  /** Requests in a row of which DynamoDB may process nothing; then the rest is given up. */
  readonly attempts: number;
  /** Waits before the next request when DynamoDB left something; without it the next request follows at once. */
  readonly pause?: (fruitless: number) => Promise<void>;
}

/** Sends all entries, and again those that DynamoDB leaves unprocessed. @returns what is given up. */
export const untilProcessed = async <T>(
  entries: readonly T[],
  most: number,
  { attempts, pause }: Repetition,
  send: (part: readonly T[]) => Promise<readonly T[]>,
): Promise<readonly T[]> => {
  let pending = entries;
  for (let fruitless = 0; pending.length > 0 && fruitless < attempts; ) {
    const part = pending.slice(0, most);
    const left = await send(part);
    fruitless = left.length < part.length ? 0 : fruitless + 1;
    pending = [...left, ...pending.slice(most)];
    if (left.length > 0 && fruitless < attempts) await pause?.(fruitless);
  }
  return pending;
};

interface ReadOptions extends Repetition {
  readonly consistent: boolean;
  readonly abortSignal?: AbortSignal;
}

interface BatchRead {
  /** Items by table name, in no order. */
  readonly items: Readonly<Record<string, readonly Item[]>>;
  /** Keys that DynamoDB left unread however often it was asked: none of them may be taken for an item that does not exist. */
  readonly unread: number;
}

/**
 * Reads items by key, in as few requests as fit.
 * @example
 * const { items, unread } = await readItems(client, { orders: [orderKey('o-1')] }, { consistent: true, attempts: 5 });
 */
export const readItems = async (client: Client, keys: Keys, options: ReadOptions): Promise<BatchRead> => {
  const { consistent, abortSignal } = options;
  const items: Record<string, Item[]> = {};
  const entries = Object.entries(keys).flatMap(([table, of]) => of.map((key) => ({ table, key })));
  const unread = await untilProcessed(entries, MAX_READS, options, async (part) => {
    const request: NonNullable<BatchGetCommandInput['RequestItems']> = {};
    for (const { table, key } of part) {
      request[table] ??= { Keys: [], ...(consistent && { ConsistentRead: true }) };
      request[table].Keys?.push(key);
    }
    const command = new BatchGetCommand({ RequestItems: request });
    const answer = await client.send(command, ...(abortSignal ? [{ abortSignal }] : []));
    for (const [table, read] of Object.entries(answer.Responses ?? {})) {
      items[table] = [...(items[table] ?? []), ...read];
    }
    return Object.entries(answer.UnprocessedKeys ?? {}).flatMap(([table, { Keys = [] }]) =>
      Keys.map((key) => ({ table, key })),
    );
  });
  return { items, unread: unread.length };
};
