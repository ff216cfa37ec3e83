import { cutText } from '../../contracts/text';
import { StoredDataError } from '../../pipeline/batch/failure';
import type { TransactItem } from '../../pipeline/orders/order-store';
import { kitchenKey } from '../../pipeline/orders/table-keys';
import { type Kitchen, NEW_KITCHEN } from './kitchen';

const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;

/** What each attribute must be, and how to tell. */
const ATTRIBUTES: readonly (readonly [name: keyof Kitchen, must: string, holds: (value: unknown) => boolean])[] = [
  ['version', 'a whole number', isCount],
  ['day', 'a text', (day) => typeof day === 'string'],
  ['lastTicket', 'a whole number', isCount],
  ['freeAtMs', 'a list of numbers', (times) => Array.isArray(times) && times.every(Number.isFinite)],
  [
    'open',
    'a map of texts',
    (open) =>
      Object.prototype.toString.call(open) === '[object Object]' &&
      Object.values(open as object).every((customer) => typeof customer === 'string'),
  ],
];

/**
 * A shop's kitchen among some items of the orders table; a new one if it has none yet.
 * @throws StoredDataError naming the attribute and its value if nobody can work with it.
 */
export const kitchenFrom = (items: readonly Record<string, unknown>[] = [], shopId: string): Kitchen => {
  const { PK, SK } = kitchenKey(shopId);
  const item = items.find((one) => one.PK === PK && one.SK === SK);
  if (!item) return NEW_KITCHEN;
  const { PK: _pk, SK: _sk, ...kitchen } = item;
  const wrong = ATTRIBUTES.find(([name, , holds]) => !holds(item[name]));
  if (wrong) {
    const [name, must] = wrong;
    throw new StoredDataError(
      `${PK}: ${name} must be ${must}, got ${cutText(String(JSON.stringify(item[name])), 100)}`,
    );
  }
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
