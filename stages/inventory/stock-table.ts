import { parseStockKey, stockKey } from '../../contracts/tables/counter-table';
import type { TransactItem } from '../../pipeline/orders/order-store';
import { ofProduct, type ShopStock, type StockChange } from './stock';

const COUNTERS = ['available', 'reserved', 'sold'] as const;

/** A shop's stock among items of the counter table. A counter that is not there yet counts nothing. */
export const stockFrom = (
  items: readonly Record<string, unknown>[] = [],
  shopId: string,
  isWhole: boolean,
): ShopStock => {
  const whenRead: Record<string, StockChange> = {};
  const unreadable: Record<string, string> = {};
  for (const item of items) {
    const key = parseStockKey(String(item.PK));
    if (key?.shopId !== shopId) continue;
    const { available = 0, reserved = 0, sold = 0 } = item;
    whenRead[key.productId] = { available, reserved, sold } as StockChange;
    const wrong = COUNTERS.find((name) => item[name] !== undefined && !Number.isSafeInteger(item[name]));
    if (wrong) unreadable[key.productId] = `${wrong} must be a whole number, got ${JSON.stringify(item[wrong])}`;
  }
  return { whenRead, unreadable, isWhole, changes: {} };
};

const signed = ({ available, reserved, sold }: StockChange) => ({
  ':available': available,
  ':reserved': reserved,
  ':sold': sold,
});

/**
 * One update per product that changed. What was read must still be so where it was decided on, and nothing may fall below zero:
 * the foundation books deliveries on the same counters.
 */
export const stockWrites = (tableName: string, shopId: string, { whenRead, changes }: ShopStock): TransactItem[] =>
  Object.entries(changes)
    .filter(([, { available, reserved, sold }]) => available !== 0 || reserved !== 0 || sold !== 0)
    .map(([productId, change]) => {
      const read = ofProduct(whenRead, productId)?.available;
      const conditions = [
        ...(read === undefined ? [] : ['available = :read']),
        ...(change.reserved < 0 ? ['reserved >= :least'] : []),
      ];
      return {
        Update: {
          TableName: tableName,
          Key: { PK: stockKey(shopId, productId) },
          UpdateExpression: 'ADD available :available, reserved :reserved, sold :sold',
          ConditionExpression: conditions.length > 0 ? conditions.join(' AND ') : 'attribute_exists(PK)',
          ExpressionAttributeValues: {
            ...signed(change),
            ...(read !== undefined && { ':read': read }),
            ...(change.reserved < 0 && { ':least': -change.reserved }),
          },
        },
      };
    });
