import type { Findings } from '../../pipeline/reconcile/difference';
import { stockDifferences } from '../../pipeline/reconcile/stock-differences';
import type { Session } from '../target/session';
import { readOrders, readStock } from './read-tables';

/** Compares stock counters with the orders; the stock is read before and after them, to see what stood still meanwhile. */
export const lookAtStock = (session: Session, shopId?: string) => async (): Promise<Findings> => {
  const before = await readStock(session);
  const orders = await readOrders(session);
  const after = await readStock(session);
  return stockDifferences({ before, after, orders }, session.names.counterTable, shopId);
};
