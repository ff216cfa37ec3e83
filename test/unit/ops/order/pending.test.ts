import { orderLines } from '../../../../ops/order/show';
import { changedAt, stateOf, waitingFor } from '../../../../ops/order/state';
import { timeline } from '../../../../ops/order/timeline';
import { checkDueEvent } from '../../../../pipeline/orders/check-due';
import type { OrderHistory } from '../../../../pipeline/orders/order-history';
import { newCheck } from '../../../../pipeline/orders/payment-checks';

const START_MS = Date.UTC(2026, 10, 24, 13);
const at = (minute: number): string => new Date(START_MS + minute * 60_000).toISOString();
const CREATED = 'b0d6ad1c-3f0e-4a56-9e3e-5a7f2f6f9f10';
const CHECK = checkDueEvent({ orderId: 'o-1', shopId: 'astoria', paymentId: 'pi_1' }, 'a check', 0).detail.metadata
  .eventId;
const by = (minute: number, causedBy: string) => ({ at: at(minute), causedBy });

const opened: OrderHistory = {
  orderId: 'o-1',
  version: 2,
  shopId: 'astoria',
  snapshot: { customerId: 'c-1', items: [], total: 900, currency: 'USD', placedAt: at(0) },
  payment: { intentId: 'pi_1' },
};
const authenticating: OrderHistory = {
  ...opened,
  pending: { ...by(1, CREATED), waitingFor: 'authentication', until: at(16) },
};
const processing: OrderHistory = { ...opened, pending: { ...by(1, CREATED), waitingFor: 'processing' } };
const money = { amount: 900, currency: 'USD' };
const charged: OrderHistory = { ...authenticating, charged: { ...by(3, CHECK), ...money } };
const cancelled = { outcome: 'cancelled', ended: by(4, 'cancel-1') } as const;
const refunding: OrderHistory = {
  ...charged,
  ...cancelled,
  owes: ['refund'],
  refunding: { ...by(5, 'cancel-1'), refundId: 're_1' },
};
const refunded: OrderHistory = {
  ...refunding,
  owes: [],
  refunded: { ...by(7, CHECK), ...money, refundId: 're_1' },
  closed: { ...by(7, CHECK), by: 'payment.refund' },
};
const refundFailed: OrderHistory = {
  ...refunded,
  refundFailed: { ...by(20, CHECK), refundId: 're_1', status: 'failed' },
};
/** Once a new refund is asked for, the one that failed is recorded as refunded no more. */
const omit = ({ refunded: _, ...order }: OrderHistory): OrderHistory => order;

describe('what an order waits for at the gateway', () => {
  test.each<[string, OrderHistory, string[]]>([
    ['authentication', authenticating, [`the customer to authenticate, until ${at(16)}`]],
    ['the bank', processing, ['the gateway to decide on the charge']],
    ['nothing, once it is charged', charged, ['Order Confirmed from the order manager']],
    [
      'the bank, before the money can go back',
      { ...processing, ...cancelled, owes: ['refund'] },
      ['the gateway to decide on the charge (pi_1), which is then given back'],
    ],
    ['the refund', refunding, ['the gateway to complete the refund re_1']],
    ['nothing, once it is refunded', refunded, []],
    [
      'a person, once the refund failed',
      refundFailed,
      ['somebody to resolve the refund re_1 that failed: order refund o-1 --retry'],
    ],
    [
      'the refund that was asked for again',
      omit({ ...refundFailed, refunding: { ...by(22, CHECK), refundId: 're_2' } }),
      ['the gateway to complete the refund re_2'],
    ],
    [
      'nothing, once it is refunded again',
      { ...refundFailed, refunded: { ...by(30, CHECK), ...money, refundId: 're_2' } },
      [],
    ],
    [
      'a dispute',
      { ...refunded, disputed: { ...by(40, CHECK), disputeId: 'dp_1', status: 'opened' } },
      ['the bank to decide on the dispute dp_1'],
    ],
  ])('%s', (_, order, waits) => expect(waitingFor(order)).toEqual(waits));

  test('does not open an order again that has ended', () => {
    expect([authenticating, refunding, refunded, refundFailed].map(stateOf)).toEqual([
      'open',
      'closing',
      'cancelled',
      'cancelled',
    ]);
    expect(changedAt(refundFailed)).toBe(at(20));
    expect(changedAt(refunding)).toBe(at(5));
  });
});

describe('the timeline of a payment that takes time', () => {
  const told = (order: OrderHistory) =>
    timeline(order).map(({ operation, result, cause }) => [operation, result, cause].filter(Boolean).join(' | '));

  test('names the check that found the charge, and the refund', () => {
    expect(told(refunded).slice(1)).toEqual([
      `charge pending | the customer has to authenticate, until ${at(16)} | Order Created`,
      'charged | 9.00 USD taken | Payment Check Due',
      'ended: cancelled | Order Cancelled',
      'refund pending | asked for, and the bank takes its time (re_1) | Order Cancelled',
      'refunded | 9.00 USD given back (re_1) | Payment Check Due',
      'closed | nothing is owed any more | Payment Check Due',
    ]);
  });

  test('names Order Created where it found the charge itself', () => {
    const again = { ...authenticating, charged: { ...by(3, 'created-again'), ...money } };
    expect(told(again).at(-1)).toBe('charged | 9.00 USD taken | Order Created');
    expect(told(processing).at(-1)).toBe('charge pending | the bank takes its time to decide | Order Created');
  });

  test('names the check that found a decline', () => {
    const failed = { ...processing, paymentFailed: { ...by(9, CHECK), code: 'CARD_DECLINED', message: 'no' } };
    expect(told(failed).at(-1)).toBe('payment failed | CARD_DECLINED: no | Payment Check Due');
  });

  test('goes on after the end', () => {
    const disputed = { ...by(40, CHECK), disputeId: 'dp_1', status: 'lost' } as const;
    expect(told({ ...refundFailed, disputed }).slice(-2)).toEqual([
      'refund failed | failed after it had succeeded (re_1) | Payment Check Due',
      'dispute lost | the bank decided: the customer has the money back (dp_1) | Payment Check Due',
    ]);
  });
});

test('an order that waits is shown with its next look at the gateway and its deadline', () => {
  const untilMs = START_MS + 16 * 60_000;
  const pending = {
    orderId: 'o-1',
    shopId: 'astoria',
    paymentId: 'pi_1',
    waitingFor: 'authentication',
    untilMs,
  } as const;
  const check = newCheck(pending, START_MS + 60_000);
  const text = orderLines(authenticating, { letters: [], check }, START_MS + 90_000);

  expect(text).toEqual(
    expect.arrayContaining([
      `at the gateway: waits for the customer to authenticate, for 30s (since ${at(1)})`,
      `                the gateway is looked at next in 30s (${at(2)})`,
      `                given up at ${at(16)} if the customer has not authenticated`,
    ]),
  );
  expect(orderLines(authenticating, { letters: [], check }, START_MS + 180_000).join()).toContain('looked at next now');
});
