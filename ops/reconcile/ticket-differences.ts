import type { OrderHistory } from '../../pipeline/orders/order-history';
import { MAX_ACTIONS_PER_TRANSACTION, type TransactItem } from '../../pipeline/orders/order-store';
import { orderKey, shopIdOfKitchenKey } from '../../pipeline/orders/table-keys';
import type { Difference } from '../../pipeline/reconcile/difference';

/** A shop's kitchen as it lies in the orders table. */
export interface KitchenItem {
  readonly PK: string;
  readonly SK: string;
  readonly version: number;
  /** Order to customer. */
  readonly open: Readonly<Record<string, string>>;
}

/** A ticket to take down, or, with a customer, to hang up. */
interface Change {
  readonly orderId: string;
  readonly order: OrderHistory | undefined;
  readonly customerId?: string;
  readonly words: string;
}

const isAsSeen = (tableName: string, { orderId, order }: Change): TransactItem => ({
  ConditionCheck: {
    TableName: tableName,
    Key: orderKey(orderId),
    ...(order
      ? { ConditionExpression: 'version = :version', ExpressionAttributeValues: { ':version': order.version } }
      : { ConditionExpression: 'attribute_not_exists(PK)' }),
  },
});

const changeTickets = (
  tableName: string,
  { PK, SK, version }: KitchenItem,
  changes: readonly Change[],
): TransactItem => {
  const tickets = changes.map(({ customerId }, at) => ({ path: `#open.#o${at}`, value: `:c${at}`, customerId }));
  const removed = tickets.filter(({ customerId }) => customerId === undefined).map(({ path }) => path);
  const hung = tickets.filter(({ customerId }) => customerId !== undefined);
  const set = ['version = :next', ...hung.map(({ path, value }) => `${path} = ${value}`)];
  return {
    Update: {
      TableName: tableName,
      Key: { PK, SK },
      UpdateExpression: `SET ${set.join(', ')}${removed.length > 0 ? ` REMOVE ${removed.join(', ')}` : ''}`,
      ConditionExpression: 'version = :version',
      ExpressionAttributeNames: {
        '#open': 'open',
        ...Object.fromEntries(changes.map(({ orderId }, at) => [`#o${at}`, orderId])),
      },
      ExpressionAttributeValues: {
        ':version': version,
        ':next': version + 1,
        ...Object.fromEntries(hung.map(({ value, customerId }) => [value, customerId])),
      },
    },
  };
};

const hasTicket = ({ scheduled, outcome, owes = [] }: OrderHistory): boolean =>
  scheduled !== undefined && (outcome === undefined || owes.includes('ticket'));

/** Tickets of orders that should have none. */
const leftIn = ({ open }: KitchenItem, orders: ReadonlyMap<string, OrderHistory>): Change[] =>
  Object.keys(open).flatMap((orderId) => {
    const order = orders.get(orderId);
    if (order && hasTicket(order)) return [];
    const why = order ? `the order is ${order.outcome ?? 'not scheduled'}` : 'there is no such order';
    return [{ orderId, order, words: `has a ticket of ${orderId}, but ${why}` }];
  });

/** Open orders whose ticket does not hang. That of a cancelled one may be gone: it had to be taken down anyway. */
const missingIn = (shopId: string, { open }: KitchenItem, orders: readonly OrderHistory[]): Change[] =>
  orders
    .filter((order) => order.shopId === shopId && hasTicket(order) && !order.outcome)
    .filter(({ orderId }) => !Object.hasOwn(open, orderId))
    .map((order) => ({
      orderId: order.orderId,
      order,
      customerId: order.snapshot?.customerId ?? 'unknown',
      words: `lacks ticket ${order.scheduled?.ticket} of ${order.orderId}`,
    }));

/** Kitchens whose tickets are not those of the orders table. A transaction can mend about a hundred; the next run finds the rest. */
export const ticketDifferences = (
  kitchens: readonly KitchenItem[],
  orders: readonly OrderHistory[],
  tableName: string,
): Difference[] => {
  const byId = new Map(orders.map((order) => [order.orderId, order]));
  return kitchens.flatMap((kitchen): Difference[] => {
    const shopId = shopIdOfKitchenKey(kitchen.PK);
    const changes = [...leftIn(kitchen, byId), ...missingIn(shopId, kitchen, orders)]
      .sort((one, other) => one.orderId.localeCompare(other.orderId))
      .slice(0, MAX_ACTIONS_PER_TRANSACTION - 1);
    if (changes.length === 0) return [];
    return [
      {
        subject: kitchen.PK,
        words: `the kitchen of ${shopId} ${changes.map(({ words }) => words).join('; it ')}`,
        seen: `${kitchen.version} ${changes.map(({ order }) => order?.version).join(' ')}`,
        repair: [changeTickets(tableName, kitchen, changes), ...changes.map((change) => isAsSeen(tableName, change))],
      },
    ];
  });
};
