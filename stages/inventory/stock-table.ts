import { stockKey } from '../../contracts/tables/counter-table';
import type { TransactItem } from '../../pipeline/orders/order-store';
import { ofProduct, type ShopStock, type StockChange } from './stock';

const signed = ({ available, reserved, sold }: StockChange) => ({
  ':available': available,
  ':reserved': reserved,
  ':sold': sold,
});

/**
 * One update per product that changed. What was read must still be so where it was decided on, and nothing may fall below zero:
 * the foundation books deliveries on the same counters.
 */
export const stockWrites = (
  tableName: string,
  shopId: string,
  { availableWhenRead, changes }: ShopStock,
): TransactItem[] =>
  Object.entries(changes)
    .filter(([, { available, reserved, sold }]) => available !== 0 || reserved !== 0 || sold !== 0)
    .map(([productId, change]) => {
      const read = ofProduct(availableWhenRead, productId);
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
