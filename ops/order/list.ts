import { ScanCommand, type ScanCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Order } from '../../pipeline/orders/order';
import { ORDER_SORT_KEY, orderFromItem, orderKey } from '../../pipeline/orders/order-item';
import type { Session } from '../target/session';
import type { Answer } from '../terminal/answer';
import { counted } from '../terminal/counted';
import { spokenDuration } from '../terminal/duration';
import { spokenMoney } from '../terminal/money';
import { table } from '../terminal/table';
import { changedAt, type OrderState, startedAt, stateOf, waitingFor } from './state';

export interface OrderFilter {
  readonly state?: OrderState;
  readonly shopId?: string;
  /** Only what changed within this time. */
  readonly sinceMs?: number;
  /** Only what is not over, and was first heard of longer ago than this. */
  readonly openLongerThanMs?: number;
}

/** Whether an order is one of those asked for. Pure. */
export const matches = (order: Order, filter: OrderFilter, nowMs: number): boolean => {
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

const row = (order: Order, nowMs: number) => {
  const { orderId, shopId, snapshot, ended } = order;
  const started = startedAt(order);
  return [
    orderId,
    shopId,
    stateOf(order),
    started && `${spokenDuration(nowMs - Date.parse(started))} ago`,
    snapshot && spokenMoney(snapshot.total, snapshot.currency),
    waitingFor(order).join(' and ') || ended?.reason,
  ];
};

/** `order list`: scans the orders table until `limit` orders are found; `after` goes on behind the last one of a page. */
export const listOrders = async (
  { dynamodb, names: { ordersTable }, now }: Session,
  { limit, after, ...filter }: OrderFilter & { readonly limit: number; readonly after?: string },
): Promise<Answer> => {
  const nowMs = now();
  const found: Order[] = [];
  let from: Record<string, unknown> | undefined = after === undefined ? undefined : orderKey(after);
  let next: string | undefined;
  do {
    const page = await dynamodb.send(
      new ScanCommand({
        TableName: ordersTable,
        ...scanFilter(filter),
        ...(from && { ExclusiveStartKey: from }),
      }),
    );
    for (const order of (page.Items ?? []).map(orderFromItem).filter((known) => matches(known, filter, nowMs))) {
      if (found.length === limit) {
        next = found.at(-1)?.orderId;
        break;
      }
      found.push(order);
    }
    from = page.LastEvaluatedKey;
  } while (from && next === undefined);
  const oldestFirst = found.toSorted((one, other) => (startedAt(one) ?? '').localeCompare(startedAt(other) ?? ''));
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
