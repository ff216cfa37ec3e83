import { ConditionalCheckFailedException, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  type DynamoDBDocumentClient,
  PutCommand,
  TransactWriteCommand,
  type TransactWriteCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { type Keys, readItems } from '../aws/batch-items';
import { DependencyError } from '../batch/failure';
import { newOrder, type Order } from './order';
import { itemFromOrder, orderFromItem } from './order-item';
import { ORDER_SORT_KEY, orderKey } from './table-keys';

/** Somebody else wrote what this write was decided on: read again and decide again. */
export class CommitConflict extends DependencyError {
  override readonly name = 'CommitConflict';
}

export type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];
type Item = Record<string, unknown>;

export interface ItemsRead {
  readonly orders: ReadonlyMap<string, Order>;
  /** All items that were read, by table name, in no order. */
  readonly items: Readonly<Record<string, readonly Item[]>>;
}

/** DynamoDB's limit per request. */
export const MAX_ACTIONS_PER_TRANSACTION = 100;
/** Requests in a row of which DynamoDB reads nothing at all. */
const MAX_FRUITLESS_READS = 5;

/** The write that stores `order` if it is still as it was read; `order.version` is that version. */
const putOrder = (tableName: string, order: Order) => ({
  TableName: tableName,
  Item: itemFromOrder({ ...order, version: order.version + 1 }),
  ...(order.version === 0
    ? { ConditionExpression: 'attribute_not_exists(PK)' }
    : { ConditionExpression: 'version = :version', ExpressionAttributeValues: { ':version': order.version } }),
});

const isConflict = (error: unknown): boolean =>
  error instanceof ConditionalCheckFailedException ||
  (error instanceof TransactionCanceledException &&
    (error.CancellationReasons ?? []).some(
      ({ Code }) => Code === 'ConditionalCheckFailed' || Code === 'TransactionConflict',
    ));

const asConflict = (error: unknown): unknown =>
  isConflict(error)
    ? new CommitConflict('somebody else changed what this write was decided on', { cause: error })
    : error;

/** Reads and writes orders; every read is consistent, every write demands what was read. */
export class OrderStore {
  constructor(
    private readonly client: DynamoDBDocumentClient,
    readonly tableName: string,
  ) {}

  /**
   * Reads orders and, in the same request, other items. Unknown orders come back as new ones.
   * @throws DependencyError if DynamoDB keeps leaving keys unprocessed.
   */
  async read(orderIds: Iterable<string>, others: Keys = {}): Promise<ItemsRead> {
    const ids = [...new Set(orderIds)];
    const keys: Keys = { ...others, [this.tableName]: [...(others[this.tableName] ?? []), ...ids.map(orderKey)] };
    const { items, unread } = await readItems(this.client, keys, { consistent: true, attempts: MAX_FRUITLESS_READS });
    if (unread > 0) throw new DependencyError(`DynamoDB left ${unread} keys unread`);
    const orders = new Map(ids.map((id) => [id, newOrder(id)]));
    for (const item of items[this.tableName] ?? []) {
      if (item.SK !== ORDER_SORT_KEY) continue;
      const order = orderFromItem(item);
      orders.set(order.orderId, order);
    }
    return { orders, items };
  }

  /** Reads one order; an unknown one comes back as new. */
  async readOne(orderId: string): Promise<Order> {
    return (await this.read([orderId])).orders.get(orderId) ?? newOrder(orderId);
  }

  /**
   * Stores one order, if nobody changed it since it was read. Gives the order as stored.
   * @throws CommitConflict
   */
  async save(order: Order): Promise<Order> {
    try {
      await this.client.send(new PutCommand(putOrder(this.tableName, order)));
      return { ...order, version: order.version + 1 };
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
    const actions = [...orders.map((order) => ({ Put: putOrder(this.tableName, order) })), ...others];
    if (actions.length === 0) return;
    try {
      await this.client.send(new TransactWriteCommand({ TransactItems: actions }));
    } catch (error) {
      throw asConflict(error);
    }
  }
}
