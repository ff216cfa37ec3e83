import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { stockKey } from '../../contracts/tables/counter-table';
import { reconcile } from '../../ops/reconcile/reconcile';
import { lookAtStock } from '../../ops/reconcile/stock';
import type { Session } from '../../ops/target/session';
import type { ActionResult } from './action-result';
import type { ShopView } from './shops';

const UNREADABLE = 'spoiled from the console';
/** As `ops stock reconcile` waits: stock and order change in one transaction. */
const SETTLE_MS = 3_000;

/** Makes a shop's stock unreadable, as a writer with a bug would: orders there become dead letters until it is mended. */
export const spoilStock = async (
  { dynamodb, names }: Session,
  { shopId, products }: ShopView,
): Promise<ActionResult> => {
  await Promise.all(
    products.map((productId) =>
      dynamodb.send(
        new UpdateCommand({
          TableName: names.counterTable,
          Key: { PK: stockKey(shopId, productId) },
          UpdateExpression: 'SET available = :text',
          ConditionExpression: 'attribute_exists(PK)',
          ExpressionAttributeValues: { ':text': UNREADABLE },
        }),
      ),
    ),
  );
  return { lines: [`the stock of ${shopId} is unreadable: orders there become dead letters`] };
};

/** Puts a shop's stock right by what its orders hold, as `ops stock reconcile --fix` does. */
export const mendStock = async (session: Session, { shopId }: ShopView): Promise<ActionResult> => {
  const { lines, failed = false } = await reconcile(session, lookAtStock(session, shopId), {
    fix: true,
    settleMs: SETTLE_MS,
  });
  // A line per product comes before these: too long a list for a page, of which it shows what is left anyway.
  return {
    lines: [`stock of ${shopId}`, ...lines.filter((line) => !/\[(fixed|changed meanwhile)\]$/.test(line))],
    failed,
  };
};
