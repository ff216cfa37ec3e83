import type { Session } from '../target/session';
import type { Findings } from './difference';
import { readOrders, readStock } from './read-tables';
import { stockDifferences } from './stock-differences';

/** Compares stock counters with the orders; the stock is read before and after them, to see what stood still meanwhile. */
export const lookAtStock = (session: Session, shopId?: string) => async (): Promise<Findings> => {
  const before = await readStock(session);
  const orders = await readOrders(session);
  const after = await readStock(session);
  return stockDifferences({ before, after, orders }, session.names.counterTable, shopId);
};
