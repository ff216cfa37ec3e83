import { BreakerOpenError } from '../../../../pipeline/batch/failure';
import { paymentCharged, paymentOpened, paymentPending } from '../../../../pipeline/orders/charge-state';
import type { Order } from '../../../../pipeline/orders/order';
import { newOrder } from '../../../../pipeline/orders/order-states';
import { cancel } from '../../../../pipeline/orders/outcome';
import { paymentRefunded, refundFailedLate } from '../../../../pipeline/orders/refund-state';
import { checkPayment } from '../../../../stages/payment/check';
import { type GatewayError, GatewayUnavailableError } from '../../../../stages/payment/gateway/gateway';
import type { PaymentPorts } from '../../../../stages/payment/ports';
import { checkDue, ORDER_ID, SHOP_ID } from '../../../stages/events';
import { NOW_MS, SETTINGS } from '../../../stages/settings';

const recorded = { at: '2026-11-24T13:00:00.000Z', causedBy: 'e-1' };
const snapshot = { customerId: 'c-1', items: [], total: 750, currency: 'USD', placedAt: '2026-11-24T12:59:00Z' };
const money = { ...recorded, amount: 750, currency: 'USD' };
const opened = paymentOpened(snapshot, 'pi-1');
const charged = paymentCharged(opened, money);
const order: Order = { ...newOrder(ORDER_ID), shopId: SHOP_ID, version: 1, payment: charged };

/** Worked while the gateway does not answer, or must not be asked. */
const checked = (known: Order, error: GatewayError | BreakerOpenError, retryRefund = false) => {
  const enter = () => Promise.reject(error);
  const event = checkDue(1);
  const detail = { ...event.detail, ...(retryRefund && { retryRefund: true as const }) };
  return checkPayment({ breaker: { enter } } as unknown as PaymentPorts, known, { ...event, detail }, SETTINGS);
};

describe.each([
  ['while the breaker is open', new BreakerOpenError('open', NOW_MS + 60_000)],
  ['that nobody answers', new GatewayUnavailableError('timeout', 'the gateway did not answer')],
])('a look at the gateway %s', (_, error) => {
  it.each<[string, Order]>([
    ['a pending charge', { ...order, payment: paymentPending(opened, { ...recorded, waitingFor: 'processing' }) }],
    ['a refund that is due', cancel(order, undefined, recorded)],
  ])('is done if it is of %s: another follows', async (_what, known) => {
    await expect(checked(known, error)).resolves.toMatchObject({ order: known, events: [] });
  });

  const failed = refundFailedLate(paymentRefunded({ ...charged, intentId: 'pi-1' }, { ...money, refundId: 're-1' }), {
    ...recorded,
    refundId: 're-1',
    status: 'failed',
  });

  it.each<[string, Order, boolean]>([
    ['an order of which nothing is pending', order, false],
    ['an order that has expired', newOrder(ORDER_ID), false],
    ['a refund that an operator asks for again', { ...order, payment: failed }, true],
  ])('comes again if it is of %s: nobody else asks', async (_what, known, retryRefund) => {
    await expect(checked(known, error, retryRefund)).rejects.toBe(error);
  });
});
