import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, paginateQuery, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { readItems } from '../../../pipeline/aws/read-items';
import {
  PAYMENT_CHECKS_KEYS,
  PAYMENT_CHECKS_SHARDS,
  type PaymentCheck,
  postponed,
} from '../../../pipeline/orders/payment-checks';
import { CHECK_SHARDS, checksQuery, paymentCheckIn } from '../../../pipeline/orders/read-payment-checks';
import { checkKey } from '../../../pipeline/orders/table-keys';
import type { Log } from '../../../pipeline/telemetry/log';

/** How much is pending. */
interface Pending {
  readonly payments: number;
  /** The one that is pending for longest, disputes apart; undefined if there is none. */
  readonly oldest: PaymentCheck | undefined;
}

/** The checks as the watcher sees and moves them. An index follows its table within a second or so. */
export interface CheckStore {
  /** Checks that are due at `nowMs`, the most overdue of each shard first, and about `atMost` of them. */
  due(nowMs: number, atMost: number): Promise<readonly PaymentCheck[]>;
  pending(): Promise<Pending>;
  /** Those of the orders that have a check, by a consistent read. @throws Error if DynamoDB leaves keys unread. */
  pendingOf(orderIds: readonly string[]): Promise<ReadonlySet<string>>;
  /**
   * Moves a check to its next time, if it is as it was read.
   * @returns false if another watcher has moved it, or the payment stage has ended or replaced it.
   */
  postpone(check: PaymentCheck, nowMs: number): Promise<boolean>;
}

export interface CheckStoreOptions {
  readonly documents: DynamoDBDocumentClient;
  readonly ordersTable: string;
  readonly log: Log;
}

const { shard, due } = PAYMENT_CHECKS_KEYS;
/** Requests in a row of which DynamoDB reads nothing at all. */
const MAX_FRUITLESS_READS = 5;

/** The one that is pending for longest. A dispute does not count: a bank takes weeks to decide. */
const oldestOf = (checks: readonly (PaymentCheck | undefined)[]): PaymentCheck | undefined =>
  checks
    .filter((check) => check !== undefined && check.waitingFor !== 'dispute')
    .reduce((oldest, check) => (oldest && check && oldest.sinceMs <= check.sinceMs ? oldest : check), undefined);

export const checkStore = ({ documents, ordersTable, log }: CheckStoreOptions): CheckStore => {
  /** An item that is no check is logged and left out: it must not keep the others from being asked for. */
  const checkOf = (item: Record<string, unknown>): PaymentCheck[] => {
    const read = paymentCheckIn(item);
    if ('check' in read) return [read.check];
    log.error('an item is no check', { key: item.PK, ...read.problem });
    return [];
  };

  const dueIn = async (number: number, nowMs: number, atMost: number): Promise<PaymentCheck[]> => {
    const checks: PaymentCheck[] = [];
    const request = checksQuery(ordersTable, number, {
      KeyConditionExpression: `${shard} = :shard AND ${due} <= :now`,
      ExpressionAttributeValues: { ':now': nowMs },
      Limit: atMost,
    });
    for await (const { Items = [] } of paginateQuery({ client: documents }, request)) {
      checks.push(...Items.flatMap(checkOf));
      if (checks.length >= atMost) break;
    }
    return checks.slice(0, atMost);
  };

  const pendingIn = async (number: number): Promise<Pending> => {
    let payments = 0;
    let oldest: PaymentCheck | undefined;
    for await (const { Items = [] } of paginateQuery({ client: documents }, checksQuery(ordersTable, number))) {
      payments += Items.length;
      oldest = oldestOf([oldest, ...Items.flatMap(checkOf)]);
    }
    return { payments, oldest };
  };

  return {
    async due(nowMs, atMost) {
      const perShard = Math.ceil(atMost / PAYMENT_CHECKS_SHARDS);
      return (await Promise.all(CHECK_SHARDS.map((number) => dueIn(number, nowMs, perShard)))).flat();
    },

    async pending() {
      const shards = await Promise.all(CHECK_SHARDS.map(pendingIn));
      return {
        payments: shards.reduce((sum, { payments }) => sum + payments, 0),
        oldest: oldestOf(shards.map(({ oldest }) => oldest)),
      };
    },

    async pendingOf(orderIds) {
      const keys = { [ordersTable]: [...new Set(orderIds)].map(checkKey) };
      const { items, unread } = await readItems(documents, keys, { consistent: true, attempts: MAX_FRUITLESS_READS });
      if (unread > 0) throw new Error(`DynamoDB left ${unread} checks unread`);
      return new Set((items[ordersTable] ?? []).map(({ orderId }) => String(orderId)));
    },

    async postpone(check, nowMs) {
      const { attempts, dueMs } = postponed(check, nowMs);
      const update = new UpdateCommand({
        TableName: ordersTable,
        Key: checkKey(check.orderId),
        UpdateExpression: `SET attempts = :attempts, ${due} = :due`,
        ConditionExpression: `sinceMs = :since AND waitingFor = :waitingFor AND attempts = :wereAttempts AND ${due} = :wasDue`,
        ExpressionAttributeValues: {
          ':attempts': attempts,
          ':due': dueMs,
          ':since': check.sinceMs,
          ':waitingFor': check.waitingFor,
          ':wereAttempts': check.attempts,
          ':wasDue': check.dueMs,
        },
      });
      try {
        await documents.send(update);
        return true;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return false;
        throw error;
      }
    },
  };
};
