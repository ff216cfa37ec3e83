import { BatchWriteCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type StockItem, stockKey } from '../../contracts/tables/counter-table';
import type { PlannedStock } from './plan';

const ITEMS_PER_WRITE = 25;
const WRITE_ATTEMPTS = 8;
const FIRST_PAUSE_MS = 50;

const stockItem = ({ shopId, productId, received }: PlannedStock): StockItem => ({
  PK: stockKey(shopId, productId),
  received,
  available: received,
  reserved: 0,
  sold: 0,
});

/** Puts these in place of what the shops had of these products. @throws Error if some stay unwritten, however often they are tried. */
export const stockShelves = async (
  dynamodb: DynamoDBDocumentClient,
  counterTable: string,
  deliveries: readonly PlannedStock[],
): Promise<void> => {
  for (let from = 0; from < deliveries.length; from += ITEMS_PER_WRITE) {
    let left: object[] = deliveries
      .slice(from, from + ITEMS_PER_WRITE)
      .map((delivery) => ({ PutRequest: { Item: stockItem(delivery) } }));
    for (let attempt = 0; left.length > 0; attempt++) {
      if (attempt >= WRITE_ATTEMPTS) throw new Error(`${counterTable}: ${left.length} stock items stay unwritten`);
      const { UnprocessedItems } = await dynamodb.send(
        new BatchWriteCommand({ RequestItems: { [counterTable]: left as never } }),
      );
      left = UnprocessedItems?.[counterTable] ?? [];
      if (left.length > 0) await new Promise((resolve) => setTimeout(resolve, FIRST_PAUSE_MS * 2 ** attempt));
    }
  }
};
