import type { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { parseEvent } from '../../../../contracts/events/parse';
import { retryRefund } from '../../../../ops/order/retry-refund';
import type { Session } from '../../../../ops/target/session';
import { UsageError } from '../../../../ops/terminal/usage-error';
import type { OrderHistory } from '../../../../pipeline/orders/order-history';
import { putHistory } from '../../put-history';
import { type Operated, startOperated } from '../operated';

let aws: Operated;
beforeAll(async () => {
  aws = await startOperated();
});
afterAll(() => aws.close());

const at = (minute: number) => ({ at: new Date(Date.UTC(2026, 10, 24, 13, minute)).toISOString(), causedBy: 'e' });
const money = { amount: 900, currency: 'USD' };
const refunded: OrderHistory = {
  orderId: 'o-1',
  version: 1,
  shopId: 'astoria',
  snapshot: { customerId: 'c-1', items: [], total: 900, currency: 'USD', placedAt: at(0).at },
  payment: { intentId: 'pi_1' },
  charged: { ...at(1), ...money },
  refunded: { ...at(3), ...money, refundId: 're_1' },
  outcome: 'cancelled',
  ended: at(2),
  owes: [],
  closed: { ...at(3), by: 'payment.refund' },
};
const failedLate = { ...refunded, refundFailed: { ...at(20), refundId: 're_1', status: 'failed' } };

/** Asks for the refund of an order that is stored so. @returns what the bus got, and what was asked and answered. */
const whenRetried = async (stored: object, confirmed = async (_: string): Promise<void> => undefined) => {
  await putHistory(aws.dynamodb, 'orders', stored as OrderHistory);
  const asked: string[] = [];
  const published: Record<string, unknown>[] = [];
  const events = {
    send: async ({ input: { Entries = [] } }: PutEventsCommand) => {
      published.push(...Entries.map((entry) => ({ ...entry, Detail: JSON.parse(entry.Detail ?? '') as unknown })));
      return { Entries: Entries.map(() => ({ EventId: 'e-1' })) };
    },
  };
  const session = { ...aws.operator({}), events: events as unknown as Session['events'] };
  const answer = await retryRefund(session, 'o-1', async (what) => {
    asked.push(what);
    await confirmed(what);
  });
  return { answer, asked, published };
};

test('a refund that failed late is asked for again by Payment Check Due, once a person has confirmed', async () => {
  const { answer, asked, published } = await whenRetried(failedLate);

  expect(asked).toEqual(['this asks the gateway to give 9.00 USD of order o-1 back again']);
  expect(published).toEqual([
    {
      EventBusName: 'bus',
      Source: 'coffee-shop.order-processor',
      DetailType: 'Payment Check Due',
      Detail: expect.objectContaining({ orderId: 'o-1', shopId: 'astoria', paymentId: 'pi_1', retryRefund: true }),
    },
  ]);
  expect(answer.lines.join()).toContain('order show o-1 tells whether it was made');
  expect(answer.json).toEqual({ orderId: 'o-1', paymentId: 'pi_1', failedRefundId: 're_1' });
});

test('the event keeps its contract', async () => {
  const { published } = await whenRetried(failedLate);
  const { Source: source, DetailType, Detail: detail } = published[0] ?? {};
  const event = { id: 'e-1', source, 'detail-type': DetailType, time: at(0).at, detail };

  expect(parseEvent(JSON.stringify(event))).toMatchObject({ type: 'Payment Check Due' });
});

test('nothing is published unless it is confirmed', async () => {
  const refuse = async () => {
    throw new UsageError('not confirmed');
  };
  await expect(whenRetried(failedLate, refuse)).rejects.toThrow('not confirmed');
});

test.each<[string, object, string]>([
  ['was refunded', refunded, `has no refund that failed: it was refunded at ${at(3).at}`],
  [
    'is open',
    { ...refunded, refunded: undefined, outcome: undefined, ended: undefined },
    '(open) has no refund that failed',
  ],
  ['owes its refund', { ...failedLate, owes: ['refund'] }, 'is still to be made by the service'],
  [
    'was asked for again',
    { ...failedLate, refunded: undefined, refunding: { ...at(21), refundId: 're_2' } },
    'was asked for at',
  ],
  ['was given back since', { ...failedLate, refunded: { ...at(30), ...money } }, `was refunded at ${at(30).at}, after`],
  ['is disputed', { ...failedLate, disputed: { ...at(25), status: 'lost' } }, 'is disputed (lost)'],
])('an order that %s is refused with the reason', async (_, stored, reason) => {
  await expect(whenRetried(stored)).rejects.toThrow(reason);
  await expect(whenRetried(stored)).rejects.toBeInstanceOf(UsageError);
});
