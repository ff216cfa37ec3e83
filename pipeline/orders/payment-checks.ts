import type { TransactItem } from './order-store';
import { shardOf } from './shard';
import { checkKey } from './table-keys';

/*
 * A payment that takes time at the gateway has an item of its own beside its order, the check, for as long as it is
 * pending. The payment stage puts and deletes it with the order; the payment watcher finds it when it is due.
 */

/** A sparse index of the orders table: checks alone are in it, so an ordinary order never writes it. */
export const PAYMENT_CHECKS_INDEX = 'payment-checks';
/** Partition and sort key of the index, both numbers; `due` in epoch milliseconds. */
export const PAYMENT_CHECKS_KEYS = { shard: 'checkShard', due: 'checkDue' } as const;
/** All of a check: what finds it needs nothing else. */
export const PAYMENT_CHECKS_PROJECTED: readonly string[] = [
  'orderId',
  'shopId',
  'paymentId',
  'waitingFor',
  'sinceMs',
  'attempts',
  'untilMs',
];
/** A partition takes 1,000 writes a second, and a check writes the index when it is put, postponed (two) and deleted. */
export const PAYMENT_CHECKS_SHARDS = 4;

/** What a pending payment waits for: the customer, the bank, the bank's refund, or the bank's decision on a dispute. */
export const WAITING_FOR = ['authentication', 'processing', 'refund', 'dispute'] as const;
type WaitingFor = (typeof WAITING_FOR)[number];

/** What is pending. */
export interface PendingPayment {
  readonly orderId: string;
  readonly shopId: string;
  /** The intent. */
  readonly paymentId: string;
  readonly waitingFor: WaitingFor;
  /** When the payment is given up, epoch milliseconds: a check is due by then. */
  readonly untilMs?: number;
}

/** A look at the gateway that a pending payment needs, once and again. */
export interface PaymentCheck extends PendingPayment {
  /** Since when it is pending, epoch milliseconds. */
  readonly sinceMs: number;
  /** How often the check has been asked for. */
  readonly attempts: number;
  /** When it is due next, epoch milliseconds. */
  readonly dueMs: number;
}

const MINUTE_MS = 60_000;
const LONGEST_MINUTES = 60;

/** When a check is due that was asked for `attempts` times: in 1, 2, 4, … 60 minutes, and by the deadline if that is ahead. */
const nextDueMs = (attempts: number, untilMs: number | undefined, nowMs: number): number => {
  const dueMs = nowMs + Math.min(LONGEST_MINUTES, 2 ** attempts) * MINUTE_MS;
  return untilMs !== undefined && nowMs < untilMs ? Math.min(dueMs, untilMs) : dueMs;
};

/** The check of a payment that is pending from now on. */
export const newCheck = (pending: PendingPayment, nowMs: number): PaymentCheck => ({
  ...pending,
  sinceMs: nowMs,
  attempts: 0,
  dueMs: nextDueMs(0, pending.untilMs, nowMs),
});

/** The check after it was asked for once more. */
export const postponed = (check: PaymentCheck, nowMs: number): PaymentCheck => ({
  ...check,
  attempts: check.attempts + 1,
  dueMs: nextDueMs(check.attempts + 1, check.untilMs, nowMs),
});

/**
 * The write that begins a check, or replaces the one that the order has. For the transaction that stores the order:
 * `orders.save(order, [putCheck(orders.tableName, newCheck(pending, nowMs))])`.
 */
export const putCheck = (tableName: string, { dueMs, untilMs, ...check }: PaymentCheck): TransactItem => ({
  Put: {
    TableName: tableName,
    Item: {
      ...checkKey(check.orderId),
      ...check,
      ...(untilMs !== undefined && { untilMs }),
      [PAYMENT_CHECKS_KEYS.shard]: shardOf(check.orderId, PAYMENT_CHECKS_SHARDS),
      [PAYMENT_CHECKS_KEYS.due]: dueMs,
    },
  },
});

/** The write that ends an order's check; no error if it has none. For the transaction that stores the order. */
export const deleteCheck = (tableName: string, orderId: string): TransactItem => ({
  Delete: { TableName: tableName, Key: checkKey(orderId) },
});
