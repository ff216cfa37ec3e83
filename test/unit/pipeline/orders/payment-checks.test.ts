import {
  deleteCheck,
  newCheck,
  PAYMENT_CHECKS_SHARDS,
  type PaymentCheck,
  postponed,
  putCheck,
} from '../../../../pipeline/orders/payment-checks';

const NOON_MS = Date.UTC(2026, 10, 30, 12);
const MINUTE_MS = 60_000;
const PENDING = { orderId: 'o-1', shopId: 'soho', paymentId: 'pi_1', waitingFor: 'processing' } as const;

/** Minutes between the checks of a payment, each asked for when it is due. */
const distances = (first: PaymentCheck, checks: number): number[] => {
  const found: number[] = [];
  let [check, nowMs] = [first, first.sinceMs];
  for (let number = 0; number < checks; number++) {
    found.push((check.dueMs - nowMs) / MINUTE_MS);
    nowMs = check.dueMs;
    check = postponed(check, nowMs);
  }
  return found;
};

describe('checks of a pending payment', () => {
  it('come at growing distances, up to an hour', () => {
    expect(distances(newCheck(PENDING, NOON_MS), 9)).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60]);
  });

  it('come at its deadline, and go on behind it', () => {
    const check = newCheck({ ...PENDING, waitingFor: 'authentication', untilMs: NOON_MS + 15 * MINUTE_MS }, NOON_MS);
    expect(distances(check, 6)).toEqual([1, 2, 4, 8, 16, 32]);
    const late = newCheck({ ...PENDING, untilMs: NOON_MS + 10 * MINUTE_MS }, NOON_MS);
    expect(distances(late, 5)).toEqual([1, 2, 4, 3, 16]);
  });

  it('count from when a check was asked for, not from when it was due', () => {
    const check = newCheck(PENDING, NOON_MS);
    expect(postponed(check, NOON_MS + 90 * MINUTE_MS)).toEqual({
      ...check,
      attempts: 1,
      dueMs: NOON_MS + 92 * MINUTE_MS,
    });
  });
});

describe('the item of a check', () => {
  it('stands beside its order, with its shard and time as numbers', () => {
    expect(putCheck('orders', newCheck(PENDING, NOON_MS))).toEqual({
      Put: {
        TableName: 'orders',
        Item: {
          PK: 'order#o-1',
          SK: 'check',
          ...PENDING,
          sinceMs: NOON_MS,
          attempts: 0,
          checkShard: expect.any(Number),
          checkDue: NOON_MS + MINUTE_MS,
        },
      },
    });
    expect(deleteCheck('orders', 'o-1')).toEqual({
      Delete: { TableName: 'orders', Key: { PK: 'order#o-1', SK: 'check' } },
    });
  });

  it('is in one of the shards, the same each time, and all shards are used', () => {
    const shardOf = (orderId: string) => putCheck('orders', newCheck({ ...PENDING, orderId }, NOON_MS)).Put?.Item;
    const shards = Array.from({ length: 100 }, (_, number) => Number(shardOf(`o-${number}`)?.checkShard));
    expect([...new Set(shards)].toSorted()).toEqual(Array.from({ length: PAYMENT_CHECKS_SHARDS }, (_, at) => at));
  });
});
