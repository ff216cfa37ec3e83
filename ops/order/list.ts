import { ScanCommand, type ScanCommandInput } from '@aws-sdk/lib-dynamodb';
import { formatMoney } from '../../pipeline/money/format-money';
import { startedAt } from '../../pipeline/orders/open-orders';
import type { OrderHistory } from '../../pipeline/orders/order-history';
import { historyFromItem } from '../../pipeline/orders/order-item';
import { OrderStore } from '../../pipeline/orders/order-store';
import { readOpenOrders } from '../../pipeline/orders/read-open-orders';
import { ORDER_SORT_KEY, orderKey } from '../../pipeline/orders/table-keys';
import type { Session } from '../target/session';
import type { Answer } from '../terminal/answer';
import { counted } from '../terminal/counted';
import { spokenDuration } from '../terminal/duration';
import { table } from '../terminal/table';
import { UsageError } from '../terminal/usage-error';
import { changedAt, type OrderState, stateOf, waitingFor } from './state';

export interface OrderFilter {
  readonly state?: OrderState;
  readonly shopId?: string;
  /** Only what changed within this time. */
  readonly sinceMs?: number;
  /** Only what is not over, and was first heard of longer ago than this. */
  readonly openLongerThanMs?: number;
}

/** Whether an order is one of those asked for. Pure. */
export const matches = (order: OrderHistory, filter: OrderFilter, nowMs: number): boolean => {
  const state = stateOf(order);
  const ageMs = (at: string | undefined): number => nowMs - Date.parse(at ?? new Date(nowMs).toISOString());
  if (filter.state !== undefined && state !== filter.state) return false;
  if (filter.shopId !== undefined && order.shopId !== filter.shopId) return false;
  if (filter.sinceMs !== undefined && ageMs(changedAt(order)) > filter.sinceMs) return false;
  if (filter.openLongerThanMs === undefined) return true;
  return (state === 'open' || state === 'closing') && ageMs(startedAt(order)) > filter.openLongerThanMs;
};

/** What DynamoDB can sort out by itself, so that less crosses the wire; `matches` decides. */
export const scanFilter = ({ state, shopId }: OrderFilter) => {
  const outcome = state === 'open' ? ['attribute_not_exists(outcome)'] : [];
  const ended = state === 'fulfilled' || state === 'failed' || state === 'cancelled';
  return {
    FilterExpression: [
      'SK = :order',
      ...outcome,
      ...(ended ? ['outcome = :outcome'] : []),
      ...(shopId === undefined ? [] : ['shopId = :shop']),
    ].join(' AND '),
    ExpressionAttributeValues: {
      ':order': ORDER_SORT_KEY,
      ...(ended && { ':outcome': state }),
      ...(shopId !== undefined && { ':shop': shopId }),
    },
  } satisfies Partial<ScanCommandInput>;
};

const row = (order: OrderHistory, nowMs: number) => {
  const { orderId, shopId, snapshot, ended } = order;
  const started = startedAt(order);
  return [
    orderId,
    shopId,
    stateOf(order),
    started && `${spokenDuration(nowMs - Date.parse(started))} ago`,
    snapshot && formatMoney(snapshot.total, snapshot.currency),
    waitingFor(order).join(' and ') || ended?.reason,
  ];
};

interface Page {
  readonly found: readonly OrderHistory[];
  /** The order behind which the next page begins, if there is one. */
  readonly next?: string;
}

interface PageOptions {
  readonly filter: OrderFilter;
  readonly limit: number;
  readonly after?: string;
  readonly nowMs: number;
}

/** Scans the orders table until `limit` orders are found. */
const scanOrders = async (
  { dynamodb, names: { ordersTable } }: Session,
  { filter, limit, after, nowMs }: PageOptions,
): Promise<Page> => {
  const found: OrderHistory[] = [];
  let from: Record<string, unknown> | undefined = after === undefined ? undefined : orderKey(after);
  do {
    const page = await dynamodb.send(
      new ScanCommand({ TableName: ordersTable, ...scanFilter(filter), ...(from && { ExclusiveStartKey: from }) }),
    );
    for (const order of (page.Items ?? []).map(historyFromItem).filter((known) => matches(known, filter, nowMs))) {
      const last = found.at(-1);
      if (found.length === limit && last) return { found, next: last.orderId };
      found.push(order);
    }
    from = page.LastEvaluatedKey;
  } while (from);
  return { found };
};

/** DynamoDB reads this many keys at once. */
const READ_AT_ONCE = 100;

/** Reads the open orders, oldest first, by their index: a table of ended ones may be large. */
const readOldest = async (
  { dynamodb, names: { ordersTable } }: Session,
  { filter, limit, after, nowMs }: PageOptions,
): Promise<Page> => {
  const olderThanMs = nowMs - (filter.openLongerThanMs ?? 0);
  const open = (await readOpenOrders(dynamodb, ordersTable, { olderThanMs })).orders.map(({ orderId }) => orderId);
  if (after !== undefined && !open.includes(after)) {
    throw new UsageError(`--after: order ${after} is over meanwhile, so it marks no place any more: leave --after out`);
  }
  const behind = open.slice(after === undefined ? 0 : open.indexOf(after) + 1);
  const store = new OrderStore(dynamodb, ordersTable);
  const found: OrderHistory[] = [];
  for (let from = 0; from < behind.length; from += READ_AT_ONCE) {
    const ids = behind.slice(from, from + READ_AT_ONCE);
    const histories = await store.readHistories(ids);
    for (const order of ids.flatMap((id) => histories.get(id) ?? []).filter((known) => matches(known, filter, nowMs))) {
      const last = found.at(-1);
      if (found.length === limit && last) return { found, next: last.orderId };
      found.push(order);
    }
  }
  return { found };
};

/** `order list`: orders by state and age; `after` goes on behind the last one of a page. */
export const listOrders = async (
  session: Session,
  { limit, after, ...filter }: OrderFilter & { readonly limit: number; readonly after?: string },
): Promise<Answer> => {
  const nowMs = session.now();
  const options = { filter, limit, nowMs, ...(after !== undefined && { after }) };
  const read = filter.openLongerThanMs === undefined ? scanOrders : readOldest;
  const { found, next } = await read(session, options);
  const oldestFirst = found.toSorted(
    (one, other) => Date.parse(startedAt(one) ?? '') - Date.parse(startedAt(other) ?? ''),
  );
  return {
    lines: [
      ...table(
        ['order', 'shop', 'state', 'since', 'total', 'waiting for, or why'],
        oldestFirst.map((order) => row(order, nowMs)),
      ),
      '',
      `${counted(found.length, 'order')}${next === undefined ? '' : `; there are more: --after ${next}`}`,
    ],
    json: {
      orders: oldestFirst.map((order) => ({ ...order, state: stateOf(order), waitingFor: waitingFor(order) })),
      ...(next !== undefined && { next }),
    },
  };
};
