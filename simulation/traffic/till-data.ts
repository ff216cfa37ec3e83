import { type Random, seededRandom } from '../random';
import { confirmedAfterMs } from './basket-sampler';
import { type Basket, basketsOf } from './baskets';
import type { OrderPlan, PlannedOrder } from './plan';
import type { MenuEntry } from './profile';
import { stockFor } from './stock-plan';
import { readTillLines, type TillFault, TillFileError } from './till-file';

export interface TillOptions {
  /** How many baskets to read at most. */
  readonly limit: number;
  /** When the first order is placed, epoch milliseconds; the others keep the till's gaps to it. */
  readonly startMs?: number;
  readonly seed?: number;
  /** Part of every id. */
  readonly runId?: string;
}

/** Traffic that a till saw. `skippedRows` counts all bad rows, `faults` tells of the first of them. */
export interface TillData {
  readonly plan: OrderPlan;
  readonly faults: readonly TillFault[];
  readonly skippedRows: number;
}

const TOLD_FAULTS = 100;

const orderOf = (basket: Basket, number: number, runId: string, placedAtMs: number, random: Random): PlannedOrder => {
  const items = basket.lines.map(({ productId, quantity, unitPrice }) => ({ productId, quantity, unitPrice }));
  const total = items.reduce((sum, { quantity, unitPrice }) => sum + quantity * unitPrice, 0);
  return {
    kind: total === 0 ? 'free' : 'ordinary',
    orderId: `o-${runId}-${number}`,
    shopId: basket.shopId,
    // A till knows no customers: each basket is somebody else's.
    customerId: `c-${runId}-${number}`,
    items,
    total,
    currency: 'USD',
    ...(total !== 0 && { token: 'pm_card_visa' }),
    placedAtMs,
    confirmedAfterMs: confirmedAfterMs(random, false),
    duplicates: [],
  };
};

const emptinessOf = (skippedRows: number, [first]: readonly TillFault[]): string =>
  first
    ? `holds no good row, but ${skippedRows} bad ones; line ${first.line}: ${first.problem}`
    : 'holds no sale, only a header';

/**
 * Reads a till's export (csv or csv.gz) as a plan: one basket, one order, in the till's order and with its gaps. Products come onto
 * the menu as they are met; stock is ample. Bad rows are told and skipped.
 * @throws TillFileError if the file is none, or holds no good row.
 */
export const readTillData = async (file: string, options: TillOptions): Promise<TillData> => {
  const { limit, startMs = 0, seed = 1, runId = 'till' } = options;
  if (!Number.isInteger(limit) || limit < 1) throw new RangeError(`limit: must be a whole number from 1, got ${limit}`);
  const faults: TillFault[] = [];
  let skippedRows = 0;
  const lines = readTillLines(file, (fault) => {
    skippedRows++;
    if (faults.length < TOLD_FAULTS) faults.push(fault);
  });

  const random = seededRandom(seed, 'till');
  const menu = new Map<string, MenuEntry>();
  const orders: PlannedOrder[] = [];
  let opensAtMs: number | undefined;
  for await (const basket of basketsOf(lines, limit)) {
    opensAtMs ??= basket.soldAtMs;
    for (const { productId, name, category, unitPrice } of basket.lines) {
      if (!menu.has(productId)) menu.set(productId, { productId, name, category, price: unitPrice });
    }
    orders.push(orderOf(basket, orders.length + 1, runId, startMs + basket.soldAtMs - opensAtMs, random));
  }
  if (orders.length === 0) throw new TillFileError(`${file}: ${emptinessOf(skippedRows, faults)}`);
  // An export that is not sorted by time still plays in order of time.
  orders.sort((one, other) => one.placedAtMs - other.placedAtMs);
  return {
    plan: { runId, startMs, orders, malformed: [], menu: [...menu.values()], stock: stockFor(orders) },
    faults,
    skippedRows,
  };
};
