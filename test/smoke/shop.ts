import { DeleteCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { metricsKey, stockKey } from '../../contracts/tables/counter-table';
import { countsByDay } from '../../ops/reconcile/counter-differences';
import type { Session } from '../../ops/target/session';
import { readItems } from '../../pipeline/aws/read-items';
import { addCounts, sumCounts } from '../../pipeline/counters/counters';
import type { OrderHistory } from '../../pipeline/orders/order-history';
import { kitchenKey, orderKey } from '../../pipeline/orders/table-keys';

const STOCK = 10;

/** A shop that is there for the smoke test alone: no real shop's stock, kitchen or queue group is touched. */
export const openShop = async ({ dynamodb, names }: Session, shopId: string, productId: string): Promise<void> => {
  const Item = { PK: stockKey(shopId, productId), received: STOCK, available: STOCK, reserved: 0, sold: 0 };
  await dynamodb.send(new PutCommand({ TableName: names.counterTable, Item }));
};

const OPERATIONS = ['payment.charge', 'payment.refund'];

/** What a test has left in the tables. */
export interface Traces {
  /** Shops of the test alone, each with the products that it has stock of. */
  readonly shops: ReadonlyMap<string, readonly string[]>;
  readonly orders: readonly OrderHistory[];
  /** Keys of whatever else it has left in the orders table. */
  readonly records?: readonly { readonly PK: string; readonly SK: string }[];
}

/**
 * Takes everything away that a test has left in the tables: its shops, its orders, and what they added to the days' counters.
 * @throws Error that names what came back after it was deleted.
 */
export const takeAway = async (
  { dynamodb, names }: Session,
  { shops, orders, records = [] }: Traces,
): Promise<void> => {
  const { ordersTable, counterTable } = names;
  const keys = [
    ...records,
    ...[...shops.keys()].map(kitchenKey),
    ...orders.flatMap(({ orderId }) => [
      orderKey(orderId),
      ...OPERATIONS.map((operation) => ({ PK: orderKey(orderId).PK, SK: `op#${operation}` })),
    ]),
  ];
  for (const Key of keys) await dynamodb.send(new DeleteCommand({ TableName: ordersTable, Key }));
  for (const [shopId, productIds] of shops) {
    for (const productId of productIds) {
      const Key = { PK: stockKey(shopId, productId) };
      await dynamodb.send(new DeleteCommand({ TableName: counterTable, Key }));
    }
  }
  for (const [day, counts] of countsByDay(orders)) {
    const failed = orders.filter(({ paymentFailed }) => paymentFailed?.at.startsWith(day));
    // The bank was asked for those that have an intent; the others were refused before.
    const declined = failed.filter(({ payment }) => payment).length;
    const all = sumCounts([counts, { payments_declined: declined, payments_refused: failed.length - declined }]);
    const taken = Object.fromEntries(Object.entries(all).map(([name, value]) => [name, -value]));
    await dynamodb.send(new UpdateCommand(addCounts(counterTable, metricsKey(day, 0), taken)));
  }
  const { items, unread } = await readItems(dynamodb, { [ordersTable]: keys }, { consistent: true, attempts: 5 });
  if (unread > 0) throw new Error(`${ordersTable}: ${unread} items could not be looked for after they were deleted`);
  const left = items[ordersTable] ?? [];
  if (left.length > 0)
    throw new Error(`${left.map(({ PK, SK }) => `${PK} ${SK}`).join(', ')}: written again after it was deleted`);
};
