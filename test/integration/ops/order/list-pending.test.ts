import { PutCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { listPending } from '../../../../ops/order/list-pending';
import { newCheck, PAYMENT_CHECKS_KEYS, putCheck } from '../../../../pipeline/orders/payment-checks';
import { checkKey } from '../../../../pipeline/orders/table-keys';
import { type Operated, startOperated } from '../operated';

const MINUTE_MS = 60_000;
let aws: Operated;
beforeAll(async () => {
  aws = await startOperated();
  for (const [orderId, waitingFor, minutesAgo, shopId] of [
    ['young', 'authentication', 2, 'astoria'],
    ['oldest', 'refund', 120, 'soho'],
    ['old', 'processing', 40, 'astoria'],
  ] as const) {
    const sinceMs = aws.clock.now() - minutesAgo * MINUTE_MS;
    const until = waitingFor === 'authentication' ? { untilMs: sinceMs + 15 * MINUTE_MS } : {};
    const check = newCheck({ orderId, shopId, paymentId: `pi_${orderId}`, waitingFor, ...until }, sinceMs);
    await aws.dynamodb.send(new TransactWriteCommand({ TransactItems: [putCheck('orders', check)] }));
  }
});
afterAll(() => aws.close());

const listed = async (options: Partial<Parameters<typeof listPending>[1]> = {}) => {
  const answer = await listPending(aws.operator({}), { limit: 50, ...options });
  return {
    ...(answer.json as { orders: { orderId: string }[]; more: number; unreadable: number }),
    lines: answer.lines,
  };
};
const ids = ({ orders }: Awaited<ReturnType<typeof listed>>) => orders.map(({ orderId }) => orderId);

test('pending payments are listed, the longest first, with what each waits for', async () => {
  const { orders, lines } = await listed();

  expect(orders.map(({ orderId }) => orderId)).toEqual(['oldest', 'old', 'young']);
  expect(orders.at(-1)).toMatchObject({ waitingFor: 'authentication', checks: 0, until: expect.any(String) });
  expect(lines[1]).toMatch(/^oldest +soho +pi_oldest +refund +2h +now +-$/);
  expect(lines.at(-1)).toBe('3 pending payments');
});

test('of one shop, and no more than asked for', async () => {
  expect(ids(await listed({ shopId: 'astoria' }))).toEqual(['old', 'young']);
  const first = await listed({ limit: 1 });
  expect(ids(first)).toEqual(['oldest']);
  expect(first.lines.at(-1)).toBe('1 pending payment; there are 2 more: --limit 3');
});

test('an item that is no check is counted and left out', async () => {
  const Item = { ...checkKey('broken'), [PAYMENT_CHECKS_KEYS.shard]: 0, [PAYMENT_CHECKS_KEYS.due]: 1 };
  await aws.dynamodb.send(new PutCommand({ TableName: 'orders', Item }));

  const { unreadable, orders } = await listed();

  expect({ unreadable, orders: orders.length }).toEqual({ unreadable: 1, orders: 3 });
});
