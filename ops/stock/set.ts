import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { GetCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { ID_PATTERN } from '../../contracts/events/fields';
import { CONFIG_KEYS, orderProcessorItem } from '../../contracts/tables/config-table';
import { stockKey } from '../../contracts/tables/counter-table';
import { isKnownShop } from '../../pipeline/config/settings';
import { type StoredStock, setCounts } from '../../pipeline/reconcile/stock-differences';
import type { Session } from '../target/session';
import type { Answer } from '../terminal/answer';
import { UsageError } from '../terminal/usage-error';

const MAX_ATTEMPTS = 5;

const held = (item: StoredStock, counter: 'reserved' | 'sold'): number => {
  const value = item[counter] ?? 0;
  if (typeof value === 'number' && Number.isInteger(value)) return value;
  throw new Error(
    `${counter} is ${JSON.stringify(value)}: stock reconcile --fix first, which takes it from the orders`,
  );
};

/** What the counters become when `available` are on the shelf: what is reserved and sold stays so, the rest was received. */
export const countsWith = (item: StoredStock, available: number) => {
  const reserved = held(item, 'reserved');
  const sold = held(item, 'sold');
  return { received: available + reserved + sold, available, reserved, sold };
};

/** False if the config names the shops that take orders, and not this one. An item that cannot be used is told elsewhere. */
const isOpenToOrders = async ({ dynamodb, names: { configTable } }: Session, shopId: string): Promise<boolean> => {
  const Key = { PK: CONFIG_KEYS.orderProcessor };
  const { Item = {} } = await dynamodb.send(new GetCommand({ TableName: configTable, Key }));
  const { data } = orderProcessorItem.safeParse(Item);
  return data === undefined || isKnownShop(data, shopId);
};

/**
 * `stock set`: what was counted on the shelf. Reads and writes again when an order came between.
 * @throws Error if orders keep coming between.
 */
export const setStock = async (
  session: Session,
  { shopId, productId, available }: { readonly shopId: string; readonly productId: string; readonly available: number },
): Promise<Answer> => {
  for (const [name, id] of Object.entries({ shop: shopId, product: productId })) {
    if (!ID_PATTERN.test(id)) throw new UsageError(`--${name}: must be 1 to 64 of A-Z a-z 0-9 _ -, got ${id}`);
  }
  const {
    dynamodb,
    names: { counterTable },
  } = session;
  const PK = stockKey(shopId, productId);
  const takesOrders = await isOpenToOrders(session, shopId);
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const { Item: item = {} } = await dynamodb.send(
      new GetCommand({ TableName: counterTable, Key: { PK }, ConsistentRead: true }),
    );
    const counts = countsWith(item, available);
    try {
      await dynamodb.send(new TransactWriteCommand({ TransactItems: [setCounts(counterTable, PK, item, counts)] }));
    } catch (error) {
      if (error instanceof TransactionCanceledException) continue;
      throw error;
    }
    const { PK: _pk, ...before } = item;
    return {
      lines: [
        ...(takesOrders
          ? []
          : [`no order of ${shopId} is taken: add it to shopIds of the config item ${CONFIG_KEYS.orderProcessor}`]),
        `stock of ${productId} in ${shopId}: ${available} available, ${counts.reserved} reserved, ${counts.sold} sold, so ${counts.received} received (before: ${JSON.stringify(before)})`,
      ],
      json: { shopId, productId, ...counts, before },
    };
  }
  throw new Error(
    `stock of ${productId} in ${shopId} changed under every one of ${MAX_ATTEMPTS} attempts: pause inventory first`,
  );
};
