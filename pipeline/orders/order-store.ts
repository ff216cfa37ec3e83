import { ConditionalCheckFailedException, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  type DynamoDBDocumentClient,
  PutCommand,
  TransactWriteCommand,
  type TransactWriteCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { type Keys, readItems } from '../aws/read-items';
import { DependencyError, SharedDependencyError, StoredDataError } from '../batch/failure';
import type { Order } from './order';
import type { OrderHistory } from './order-history';
import { historyFromItem, itemFromHistory } from './order-item';
import { historyOf, newOrder, orderFrom, UnknownStateError } from './order-states';
import { ORDER_SORT_KEY, orderIdOfKey, orderKey } from './table-keys';

/** Somebody else wrote what this write was decided on: read again and decide again. */
export class CommitConflict extends DependencyError {
  override readonly name = 'CommitConflict';
}

export type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];
type Item = Record<string, unknown>;

/** An order as it was read, or why it cannot be worked: this release cannot tell its state, or nobody can. */
export type OrderRead = Order | UnknownStateError | StoredDataError;

/** @throws UnknownStateError or StoredDataError if that is what was read. */
export const orderRead = (read: OrderRead): Order => {
  if (read instanceof Error) throw read;
  return read;
};

export interface ItemsRead {
  /** By order id; all that were asked for. */
  readonly orders: ReadonlyMap<string, OrderRead>;
  /** All items that were read, by table name, in no order. */
  readonly items: Readonly<Record<string, readonly Item[]>>;
}

/** DynamoDB's limit per request. */
export const MAX_ACTIONS_PER_TRANSACTION = 100;
/** Requests in a row of which DynamoDB reads nothing at all. */
const MAX_FRUITLESS_READS = 5;

/** The history that the next write of an order stores. */
const nextHistory = (order: Order): OrderHistory => historyOf({ ...order, version: order.version + 1 });

/** The write that stores `history` if the order is still as it was read; `version` is that version. */
const putOrder = (tableName: string, { version }: Order, history: OrderHistory) => ({
  TableName: tableName,
  Item: itemFromHistory(history),
  ...(version === 0
    ? { ConditionExpression: 'attribute_not_exists(PK)' }
    : { ConditionExpression: 'version = :version', ExpressionAttributeValues: { ':version': version } }),
});

/** Why a write conflicts with what is stored; undefined if it does not. */
const conflictIn = (error: unknown): string | undefined => {
  const changed = 'somebody else changed what this write was decided on';
  if (error instanceof ConditionalCheckFailedException) return changed;
  if (!(error instanceof TransactionCanceledException)) return undefined;
  const reasons = error.CancellationReasons ?? [];
  if (reasons.some(({ Code }) => Code === 'ConditionalCheckFailed' || Code === 'TransactionConflict')) return changed;
  // An item that the write adds to holds something that is no number: whoever reads it, sees which.
  const refused = reasons.find(({ Code }) => Code === 'ValidationError');
  return refused && `DynamoDB refused what was decided: ${refused.Message}`;
};

const asConflict = (error: unknown): unknown => {
  const conflict = conflictIn(error);
  return conflict === undefined ? error : new CommitConflict(conflict, { cause: error });
};

/** One order that cannot be read is no reason to read none. */
const stateOf = (item: Item): OrderRead => {
  try {
    const history = historyFromItem(item);
    if (!Number.isSafeInteger(history.version) || history.version < 1) {
      throw new TypeError(`version must be a whole number from 1 on, got ${JSON.stringify(history.version)}`);
    }
    return orderFrom(history);
  } catch (error) {
    if (error instanceof UnknownStateError) return error;
    const problem = error instanceof Error ? error.message : String(error);
    return new StoredDataError(`${String(item.PK)} cannot be read: ${problem}`, { cause: error });
  }
};

/** Reads and writes orders; every read is consistent, every write demands what was read. */
export class OrderStore {
  constructor(
    private readonly client: DynamoDBDocumentClient,
    readonly tableName: string,
  ) {}

  /**
   * Reads orders and, in the same request, other items. Unknown orders come back as new ones.
   * @throws SharedDependencyError if DynamoDB keeps leaving keys unprocessed.
   */
  async read(orderIds: Iterable<string>, others: Keys = {}): Promise<ItemsRead> {
    const ids = [...new Set(orderIds)];
    const items = await this.#readItems(ids, others);
    const orders = new Map(ids.map((id): [string, OrderRead] => [id, newOrder(id)]));
    for (const item of this.#orderItemsIn(items)) orders.set(orderIdOfKey(String(item.PK)), stateOf(item));
    return { orders, items };
  }

  /**
   * Reads one order; an unknown one comes back as new.
   * @throws UnknownStateError, StoredDataError, or SharedDependencyError if DynamoDB keeps leaving the key unprocessed.
   */
  async readOne(orderId: string): Promise<Order> {
    return orderRead((await this.read([orderId])).orders.get(orderId) ?? newOrder(orderId));
  }

  /**
   * Reads what has happened to orders, whatever state they are in. Unknown orders are left out.
   * @throws SharedDependencyError if DynamoDB keeps leaving keys unprocessed.
   */
  async readHistories(orderIds: Iterable<string>): Promise<ReadonlyMap<string, OrderHistory>> {
    const items = await this.#readItems([...new Set(orderIds)]);
    return new Map(
      this.#orderItemsIn(items)
        .map(historyFromItem)
        .map((history) => [history.orderId, history]),
    );
  }

  /**
   * Stores one order, if nobody changed it since it was read; with other writes, if there are any, all or nothing.
   * @returns the order as stored.
   * @throws CommitConflict
   */
  async save<O extends Order>(order: O, others: readonly TransactItem[] = []): Promise<O> {
    try {
      const stored = nextHistory(order);
      const put = putOrder(this.tableName, order, stored);
      if (others.length === 0) await this.client.send(new PutCommand(put));
      else await this.client.send(new TransactWriteCommand({ TransactItems: [{ Put: put }, ...others] }));
      return { ...order, version: stored.version, stored };
    } catch (error) {
      throw asConflict(error);
    }
  }

  /**
   * Stores orders and other writes, all or nothing.
   * @throws CommitConflict if any of them is no longer as it was read.
   */
  async commit(orders: readonly Order[], others: readonly TransactItem[] = []): Promise<void> {
    const [only, ...more] = orders;
    if (only && more.length === 0 && others.length === 0) {
      await this.save(only);
      return;
    }
    const actions = [
      ...orders.map((order) => ({ Put: putOrder(this.tableName, order, nextHistory(order)) })),
      ...others,
    ];
    if (actions.length === 0) return;
    try {
      await this.client.send(new TransactWriteCommand({ TransactItems: actions }));
    } catch (error) {
      throw asConflict(error);
    }
  }

  async #readItems(ids: readonly string[], others: Keys = {}): Promise<ItemsRead['items']> {
    const keys: Keys = { ...others, [this.tableName]: [...(others[this.tableName] ?? []), ...ids.map(orderKey)] };
    const { items, unread } = await readItems(this.client, keys, { consistent: true, attempts: MAX_FRUITLESS_READS });
    if (unread > 0) throw new SharedDependencyError(`DynamoDB left ${unread} keys unread`);
    return items;
  }

  #orderItemsIn(items: ItemsRead['items']): Item[] {
    return (items[this.tableName] ?? []).filter(({ SK }) => SK === ORDER_SORT_KEY);
  }
}
