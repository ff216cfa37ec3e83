import { BatchGetCommand, DeleteCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { metricsKey, stockKey } from '../../contracts/tables/counter-table';
import { countsByDay } from '../../ops/reconcile/counter-differences';
import type { Session } from '../../ops/target/session';
import { addCounts } from '../../pipeline/counters/write';
import type { Order } from '../../pipeline/orders/order';
import { orderKey } from '../../pipeline/orders/order-item';
import { kitchenKey } from '../../stages/fulfillment/kitchen-table';

const STOCK = 10;

/** A shop that is there for the smoke test alone: no real shop's stock, kitchen or queue group is touched. */
export const openShop = async ({ dynamodb, names }: Session, shopId: string, productId: string): Promise<void> => {
  const Item = { PK: stockKey(shopId, productId), received: STOCK, available: STOCK, reserved: 0, sold: 0 };
  await dynamodb.send(new PutCommand({ TableName: names.counterTable, Item }));
};

const OPERATIONS = ['payment.charge', 'payment.refund'];

/** Takes everything away that the test has left in the tables: its shop, its orders, and what they added to the day's counters. */
export const closeShop = async (
  { dynamodb, names }: Session,
  shopId: string,
  productId: string,
  orders: readonly Order[],
): Promise<void> => {
  const { ordersTable, counterTable } = names;
  const keys = [
    kitchenKey(shopId),
    ...orders.flatMap(({ orderId }) => [
      orderKey(orderId),
      ...OPERATIONS.map((operation) => ({ PK: orderKey(orderId).PK, SK: `op#${operation}` })),
    ]),
  ];
  for (const Key of keys) await dynamodb.send(new DeleteCommand({ TableName: ordersTable, Key }));
  const Key = { PK: stockKey(shopId, productId) };
  await dynamodb.send(new DeleteCommand({ TableName: counterTable, Key }));
  for (const [day, counts] of countsByDay(orders)) {
    const declined = orders.filter(({ paymentFailed }) => paymentFailed?.at.startsWith(day)).length;
    const all = { ...counts, ...(declined > 0 && { payments_declined: declined }) };
    const taken = Object.fromEntries(Object.entries(all).map(([name, value]) => [name, -value]));
    await dynamodb.send(new UpdateCommand(addCounts(counterTable, metricsKey(day, 0), taken)));
  }
  const { Responses = {} } = await dynamodb.send(
    new BatchGetCommand({ RequestItems: { [ordersTable]: { Keys: keys, ConsistentRead: true } } }),
  );
  const left = Responses[ordersTable] ?? [];
  if (left.length > 0)
    throw new Error(`${left.map(({ PK, SK }) => `${PK} ${SK}`).join(', ')}: written again after it was deleted`);
};
