import type { TransactItem } from '../../pipeline/orders/order-store';
import { kitchenKey } from '../../pipeline/orders/table-keys';
import { type Kitchen, NEW_KITCHEN } from './kitchen';

/** A shop's kitchen among some items of the orders table; a new one if it has none yet. */
export const kitchenFrom = (items: readonly Record<string, unknown>[] = [], shopId: string): Kitchen => {
  const { PK, SK } = kitchenKey(shopId);
  const item = items.find((one) => one.PK === PK && one.SK === SK);
  if (!item) return NEW_KITCHEN;
  const { PK: _pk, SK: _sk, ...kitchen } = item;
  return kitchen as unknown as Kitchen;
};

/** The write that stores a kitchen if nobody changed it since it was read. */
export const kitchenWrite = (tableName: string, shopId: string, read: Kitchen, decided: Kitchen): TransactItem => ({
  Put: {
    TableName: tableName,
    Item: { ...kitchenKey(shopId), ...decided, version: read.version + 1 },
    ...(read.version === 0
      ? { ConditionExpression: 'attribute_not_exists(PK)' }
      : { ConditionExpression: 'version = :version', ExpressionAttributeValues: { ':version': read.version } }),
  },
});
