import type { Order } from '../../pipeline/orders/order';
import { orderKey } from '../../pipeline/orders/order-item';
import type { TransactItem } from '../../pipeline/orders/order-store';
import type { Difference } from './difference';

/** A shop's kitchen as it lies in the orders table. */
export interface KitchenItem {
  readonly PK: string;
  readonly SK: string;
  readonly version: number;
  /** Order to customer. */
  readonly open: Readonly<Record<string, string>>;
}

const asSeen = (tableName: string, orderId: string, order: Order | undefined): TransactItem => ({
  ConditionCheck: {
    TableName: tableName,
    Key: orderKey(orderId),
    ...(order
      ? { ConditionExpression: 'version = :version', ExpressionAttributeValues: { ':version': order.version } }
      : { ConditionExpression: 'attribute_not_exists(PK)' }),
  },
});

const changeTicket = (
  tableName: string,
  { PK, SK, version }: KitchenItem,
  orderId: string,
  customerId: string | undefined,
): TransactItem => ({
  Update: {
    TableName: tableName,
    Key: { PK, SK },
    UpdateExpression:
      customerId === undefined
        ? 'REMOVE #open.#order SET version = :next'
        : 'SET #open.#order = :customer, version = :next',
    ConditionExpression: 'version = :version',
    ExpressionAttributeNames: { '#open': 'open', '#order': orderId },
    ExpressionAttributeValues: {
      ':version': version,
      ':next': version + 1,
      ...(customerId !== undefined && { ':customer': customerId }),
    },
  },
});

const hangs = ({ scheduled, outcome, owes = [] }: Order): boolean =>
  scheduled !== undefined && (outcome === undefined || owes.includes('ticket'));

/** Tickets that hang for orders that have none, and orders whose ticket does not hang. */
export const ticketDifferences = (
  kitchens: readonly KitchenItem[],
  orders: readonly Order[],
  tableName: string,
): Difference[] => {
  const byId = new Map(orders.map((order) => [order.orderId, order]));
  const byShop = new Map(kitchens.map((kitchen) => [kitchen.PK.slice('kitchen#'.length), kitchen]));
  const left = kitchens.flatMap((kitchen) =>
    Object.keys(kitchen.open).flatMap((orderId): Difference[] => {
      const order = byId.get(orderId);
      if (order && hangs(order)) return [];
      const shopId = kitchen.PK.slice('kitchen#'.length);
      const why = order ? `the order is ${order.outcome ?? 'not scheduled'}` : 'there is no such order';
      return [
        {
          subject: `${kitchen.PK} ${orderId}`,
          words: `the kitchen of ${shopId} has a ticket of ${orderId}, but ${why}`,
          seen: `${kitchen.version} ${order?.version}`,
          repair: [changeTicket(tableName, kitchen, orderId, undefined), asSeen(tableName, orderId, order)],
        },
      ];
    }),
  );
  const missing = orders.filter(hangs).flatMap((order): Difference[] => {
    const { orderId, shopId = '', version, scheduled, snapshot } = order;
    const kitchen = byShop.get(shopId);
    // Taking it down is what fulfillment still owes: a ticket that is gone already needs nothing.
    if (order.outcome || (kitchen && Object.hasOwn(kitchen.open, orderId))) return [];
    return [
      {
        subject: `kitchen#${shopId} ${orderId}`,
        words: `order ${orderId} has ticket ${scheduled?.ticket}, which does not hang in the kitchen of ${shopId}`,
        seen: `${kitchen?.version} ${version}`,
        ...(kitchen &&
          snapshot && {
            repair: [changeTicket(tableName, kitchen, orderId, snapshot.customerId), asSeen(tableName, orderId, order)],
          }),
      },
    ];
  });
  return [...left, ...missing];
};
