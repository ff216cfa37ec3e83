import type { SQSClient } from '@aws-sdk/client-sqs';
import { parseStockKey } from '../../contracts/tables/counter-table';
import { gatewayIntents } from '../../ops/payments/gateway';
import type { Names } from '../../ops/target/names';
import { type AuditReport, audit } from '../../simulation/audit/audit';
import { collect } from '../../simulation/audit/collect';
import { ledgerOf } from './ledger';
import type { Observations } from './observations';
import type { Tables } from './shops';

/** How far the gateway's clock may be behind ours. */
const CLOCK_DIFFERENCE_MS = 5 * 60_000;

/**
 * Checks the invariants of a run from the outside, its own orders and shops alone: others may be at work in the same environment. Both
 * tables are scanned whole. Counters are of all orders of a day, so they are not covered.
 */
export const auditRun = async (
  { runId, orders, events, publishedEventIds }: Observations,
  shopIds: readonly string[],
  at: {
    readonly sqs: SQSClient;
    readonly tables: Tables;
    readonly names: Names;
  },
): Promise<AuditReport> => {
  const { sqs, tables, names } = at;
  const all = await collect({
    dynamodb: tables.dynamodb,
    sqs,
    ordersTable: names.ordersTable,
    counterTable: names.counterTable,
    // Receiving dead letters would hide them from whoever looks after this environment. So an order must be in the table; grown queues are told.
    deadLetters: [],
    queues: names.workQueueUrls.map((queueUrl) => ({ queueUrl, forDeadLetters: false })),
  });
  const isOwnOrder = ({ orderId }: { orderId: string }): boolean => orderId.startsWith(`${runId}-`);
  const shops = new Set(shopIds);
  const { counters: _, ...collected } = all;
  const ownOrders = all.orders.filter(isOwnOrder);
  const beganMs = [...orders.values()].reduce((first, { placedAtMs }) => Math.min(first, placedAtMs), Date.now());
  const gateway = { ...names.gateway, reader: () => gatewayIntents(names) };
  const { ledger, ...gap } = await ledgerOf(gateway, ownOrders, beganMs - CLOCK_DIFFERENCE_MS);
  return audit({
    ...collected,
    orders: ownOrders,
    checks: all.checks.filter(isOwnOrder),
    kitchens: all.kitchens.filter(({ shopId }) => shops.has(shopId)),
    stock: all.stock.filter(({ PK }) => shops.has(parseStockKey(PK)?.shopId ?? '')),
    events,
    publishedEventIds,
    malformedMarkers: [],
    // An order whose customer was stopped before it was published may be anywhere.
    expected: [...orders.values()]
      .filter(({ publishedAtMs }) => publishedAtMs !== undefined)
      .map(({ orderId, total, currency }) => ({
        orderId,
        total,
        currency,
        mayEnd: ['fulfilled'],
        neverAtGateway: false,
      })),
    ...(ledger && { ledger: ledger.filter(isOwnOrder) }),
    ...gap,
  });
};
