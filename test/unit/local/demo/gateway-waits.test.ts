import { gatewayWaitsOf } from '../../../../local/demo/gateway-waits';
import type { OrderHistory } from '../../../../pipeline/orders/order-history';

const at = (second: number) => ({ at: new Date(Date.UTC(2026, 10, 24, 13, 0, second)).toISOString(), causedBy: 'e' });
const money = { amount: 900, currency: 'USD' };
const order = (more: Partial<OrderHistory>): OrderHistory => ({ orderId: 'o', version: 1, ...more });
const asked = { ...at(0), waitingFor: 'authentication' } as const;

test('orders that waited at the gateway are counted, with the median of their waits', () => {
  const waits = gatewayWaitsOf([
    order({ charged: { ...at(1), ...money } }),
    order({ pending: asked, charged: { ...at(20), ...money } }),
    order({ pending: asked, charged: { ...at(50), ...money } }),
    order({ pending: asked, charged: { ...at(40), ...money } }),
    order({ pending: asked }),
    order({ pending: { ...at(0), waitingFor: 'processing' }, charged: { ...at(9), ...money } }),
    order({ refunding: at(5), refunded: { ...at(15), ...money } }),
    order({ refunded: { ...at(15), ...money } }),
  ]);

  expect(waits).toEqual({
    authentication: { orders: 4, done: 3, medianSeconds: 40 },
    refund: { orders: 1, done: 1, medianSeconds: 10 },
  });
});
