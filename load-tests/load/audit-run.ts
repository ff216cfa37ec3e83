import type { SQSClient } from '@aws-sdk/client-sqs';
import { parseStockKey } from '../../contracts/tables/counter-table';
import type { Names } from '../../ops/target/names';
import { type AuditReport, audit } from '../../simulation/audit/audit';
import { collect } from '../../simulation/audit/collect';
import type { LedgerEntry } from '../../simulation/audit/evidence';
import type { Observations } from './observations';
import type { Tables } from './shops';

/** The ledger of the payment gateway's simulator; undefined of a gateway that has none to show. */
const ledgerAt = async (gatewayUrl: string | undefined): Promise<LedgerEntry[] | undefined> => {
  if (!gatewayUrl) return undefined;
  const answer = await fetch(new URL('/_sim/ledger', gatewayUrl));
  if (!answer.ok) throw new Error(`the gateway's ledger at ${gatewayUrl} cannot be read: ${answer.status}`);
  return ((await answer.json()) as { entries: LedgerEntry[] }).entries;
};

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
    readonly gatewayUrl: string | undefined;
  },
): Promise<AuditReport> => {
  const { sqs, tables, names, gatewayUrl } = at;
  const [all, ledger] = await Promise.all([
    collect({
      dynamodb: tables.dynamodb,
      sqs,
      ordersTable: names.ordersTable,
      counterTable: names.counterTable,
      // Receiving dead letters would hide them from whoever looks after this environment. So an order must be in the table; grown queues are told.
      deadLetters: [],
      queues: names.workQueueUrls.map((queueUrl) => ({ queueUrl, forDeadLetters: false })),
    }),
    ledgerAt(gatewayUrl),
  ]);
  const isOwnOrder = ({ orderId }: { orderId: string }): boolean => orderId.startsWith(`${runId}-`);
  const shops = new Set(shopIds);
  const { counters: _, ...collected } = all;
  return audit({
    ...collected,
    orders: all.orders.filter(isOwnOrder),
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
  });
};
