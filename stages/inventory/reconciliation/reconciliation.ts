import { countOpenOrders } from '../../../pipeline/orders/read-open-orders';
import type { Telemetry } from '../../../pipeline/telemetry/telemetry';
import { type Accuracy, accuracyOf, isClear } from './accuracy';
import { lookAtStock, type StockTables, unclearShops } from './look-at-stock';

export interface ReconciliationPorts extends StockTables {
  readonly telemetry: Pick<Telemetry, 'log' | 'metrics'>;
  /** An order that is open for longer is counted as open too long. */
  readonly openTooLongMs: number;
  /** Between two looks: longer than an index is behind its table. */
  readonly settleMs: number;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
}

export interface ReconciliationReport {
  readonly openOrders: number;
  readonly openTooLong: number;
  /** Missing if there were too many open orders to compare. */
  readonly accuracy?: Accuracy;
}

/** Differences that are written out; the log is no table. */
const MOST_LINES = 20;

const judge = async (ports: ReconciliationPorts): Promise<Accuracy | undefined> => {
  const first = await lookAtStock(ports);
  if (!first) return undefined;
  if (isClear(first)) return accuracyOf(first, first);
  await ports.sleep(ports.settleMs);
  const second = await lookAtStock(ports, unclearShops(first));
  return second && accuracyOf(first, second);
};

/**
 * One run of the scheduled reconciliation: counts the orders that are open, and for too long, and compares the stock with what orders hold. It
 * tells, and repairs nothing: that is `ops stock reconcile --fix`.
 */
export const reconciliation = (ports: ReconciliationPorts) => async (): Promise<ReconciliationReport> => {
  const { telemetry, documents, orders, openTooLongMs, mostOrders } = ports;
  const { log, metrics } = telemetry;
  try {
    const openOrders = await countOpenOrders(documents, orders.tableName);
    const openTooLong = await countOpenOrders(documents, orders.tableName, ports.now() - openTooLongMs);
    metrics.add('OrdersOpen', openOrders);
    metrics.add('OrdersOpenTooLong', openTooLong);
    const accuracy = await judge(ports);
    if (!accuracy) {
      log.warn('stock was not compared: too many orders are open', { openOrders, openTooLong, mostOrders });
      return { openOrders, openTooLong };
    }
    const { judged, moving, percent, differences } = accuracy;
    if (percent !== undefined) metrics.add('InventoryAccuracy', percent);
    metrics.add('InventoryDifferences', differences.length);
    metrics.add('InventoryMoving', moving);
    for (const { subject, words } of differences.slice(0, MOST_LINES)) {
      log.error('stock differs from the orders', { subject, words });
    }
    log.info('reconciled', { openOrders, openTooLong, judged, moving, percent, differences: differences.length });
    return { openOrders, openTooLong, accuracy };
  } finally {
    metrics.flush();
  }
};
