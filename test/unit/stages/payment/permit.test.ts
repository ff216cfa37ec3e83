import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BreakerOpenError } from '../../../../pipeline/batch/failure';
import type { CircuitBreaker, Permit } from '../../../../pipeline/circuit-breaker/breaker';
import { paymentCharged, paymentOpened } from '../../../../pipeline/orders/charge-state';
import type { Order } from '../../../../pipeline/orders/order';
import { newOrder } from '../../../../pipeline/orders/order-states';
import type { OrderStore } from '../../../../pipeline/orders/order-store';
import { charge } from '../../../../stages/payment/charge';
import {
  GatewayRefusedError,
  GatewayUnavailableError,
  type PaymentGateway,
  type PaymentIntent,
  type PaymentRefund,
} from '../../../../stages/payment/gateway/gateway';
import type { PaymentPorts } from '../../../../stages/payment/ports';
import { refund } from '../../../../stages/payment/refund';
import { ROOT, trackedFiles } from '../../../architecture/tracked-files';
import { cancelled, created, ORDER_ID, SHOP_ID } from '../../../stages/events';
import { NOW_MS, SETTINGS } from '../../../stages/settings';

/** What happened, in order: `entered`, `open`, `stored`, `claimed`, `confirm`, `left`. */
let happened: string[];
beforeEach(() => {
  happened = [];
});

const intent = (status: PaymentIntent['status']): PaymentIntent => ({
  id: 'pi-1',
  status,
  money: { amount: 750, currency: 'USD' },
  refundedAmount: 0,
});

const breaker: CircuitBreaker = {
  enter: async (): Promise<Permit> => {
    happened.push('entered');
    return {
      call: (callee) => callee(),
      [Symbol.asyncDispose]: async () => {
        happened.push('left');
      },
    };
  },
};

const ports = (answers: Partial<Record<keyof PaymentGateway, () => PaymentIntent>>, guard = breaker): PaymentPorts => {
  const operation = (name: keyof PaymentGateway) => async () => {
    happened.push(name);
    return (answers[name] ?? (() => intent('captured')))();
  };
  const refunding = (name: keyof PaymentGateway) => async (): Promise<PaymentRefund> => {
    const { status, money } = await operation(name)();
    return { status: status === 'captured' ? 'succeeded' : 'pending', refundId: 're-1', amount: money.amount };
  };
  return {
    orders: {
      save: async (order: Order) => {
        happened.push('stored');
        return { ...order, version: order.version + 1 };
      },
    } as OrderStore,
    gateway: () => ({
      open: operation('open'),
      confirm: operation('confirm'),
      resume: operation('resume'),
      read: operation('read'),
      cancel: operation('cancel'),
      settle: operation('settle'),
      abandon: operation('abandon'),
      readRefund: refunding('readRefund'),
      readDispute: async () => undefined,
      refund: refunding('refund'),
    }),
    once: {
      run: async (_operation, _orderId, effect) => {
        happened.push('claimed');
        return effect();
      },
    },
    breaker: guard,
    onRefundRefused: () => happened.push('refund refused'),
    onRefundFailed: () => happened.push('refund failed'),
    now: () => NOW_MS,
  };
};

const unavailable = (): never => {
  throw new GatewayUnavailableError('timeout', 'the gateway did not answer');
};
const snapshot = { customerId: 'c-1', items: [], total: 750, currency: 'USD', placedAt: '2026-11-24T12:59:00Z' };
const opened = paymentOpened(snapshot, 'pi-1');
const payable: Order = { ...newOrder(ORDER_ID), shopId: SHOP_ID, version: 1, payment: opened };

test('a charge stores the intent’s id before it claims and confirms, under one permit', async () => {
  await charge(ports({ open: () => intent('unconfirmed') }), newOrder(ORDER_ID), created(), SETTINGS);
  expect(happened).toEqual(['entered', 'open', 'stored', 'claimed', 'confirm', 'stored', 'left']);
});

test.each(['open', 'confirm'] as const)('a charge whose %s fails gives its permit back', async (failing) => {
  const failed = charge(ports({ [failing]: unavailable }), newOrder(ORDER_ID), created(), SETTINGS);
  await expect(failed).rejects.toThrow(GatewayUnavailableError);
  expect(happened.filter((what) => what === 'left')).toEqual(['left']);
  expect(happened.at(-1)).toBe('left');
});

test('a refund that fails gives its permit back', async () => {
  await expect(refund(ports({ cancel: unavailable }), payable, cancelled(), SETTINGS)).rejects.toThrow(
    GatewayUnavailableError,
  );
  expect(happened).toEqual(['stored', 'entered', 'claimed', 'cancel', 'left']);
});

test.each(['cancel', 'refund'] as const)(
  'a %s that the gateway refuses for good is reported: a person has to',
  async (how) => {
    const refused = (): never => {
      throw new GatewayRefusedError('refund_failed', 'the account is closed');
    };
    const charged = { at: '2026-11-24T13:00:00.000Z', causedBy: 'e-1', amount: 750, currency: 'USD' };
    const payment = how === 'refund' ? paymentCharged(opened, charged) : opened;
    await expect(refund(ports({ [how]: refused }), { ...payable, payment }, cancelled(), SETTINGS)).rejects.toThrow(
      'the account is closed',
    );
    expect(happened).toEqual(['stored', 'entered', 'claimed', how, 'refund refused', 'left']);
  },
);

test('an open breaker keeps a charge from everything that it would leave behind', async () => {
  const open: CircuitBreaker = {
    enter: async () => {
      throw new BreakerOpenError('open', NOW_MS + 60_000);
    },
  };
  await expect(charge(ports({}, open), newOrder(ORDER_ID), created(), SETTINGS)).rejects.toThrow(BreakerOpenError);
  expect(happened).toEqual([]);
});

test('a replay and an order that the shop refuses never enter', async () => {
  await charge(ports({}), newOrder(ORDER_ID), created(), { ...SETTINGS, storeOpen: false });
  expect(happened).toEqual(['stored']);
  const { decision } = await charge(ports({}), newOrder(ORDER_ID), created(), SETTINGS);
  happened = [];
  await charge(ports({}), decision.order, created(), SETTINGS);
  expect(happened).toEqual([]);
});

test('whoever enters a breaker does so with `await using`: a permit that is not given back blocks the probe', () => {
  const entering = trackedFiles('stages/*.ts', 'pipeline/*.ts').flatMap(
    (file) => readFileSync(join(ROOT, file), 'utf8').match(/^(?!\s*\*).*\.enter\(.*$/gm) ?? [],
  );
  expect(entering.length).toBeGreaterThanOrEqual(2);
  for (const line of entering) expect(line).toMatch(/^\s+await using \w+ = await /);
});
