import { setTimeout as sleep } from 'node:timers/promises';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type StockItem, stockKey } from '../../contracts/tables/counter-table';
import type { PlannedStock } from './plan';
import { writeItems } from './write-items';

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
  const puts = deliveries.map((delivery) => ({ PutRequest: { Item: { ...stockItem(delivery) } } }));
  const unwritten = await writeItems(dynamodb, counterTable, puts, {
    attempts: WRITE_ATTEMPTS,
    pause: (fruitless) => sleep(FIRST_PAUSE_MS * 2 ** fruitless),
  });
  if (unwritten > 0) throw new Error(`${counterTable}: ${unwritten} stock items stay unwritten`);
};
