import type { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { BusEventOf } from '../../../../contracts/events/events';
import { baselinePayment } from '../../../../load-tests/baseline/payment';
import type { PaymentIntent } from '../../../../stages/payment/gateway/gateway';

const AT = '2026-11-27T08:00:00.000Z';
const orderOf = { orderId: 'o-1', shopId: 'astoria', timestamp: AT };

const created = {
  type: 'Order Created',
  eventId: 'created-1',
  source: 'coffee-shop.order-manager',
  time: AT,
  detail: {
    ...orderOf,
    customerId: 'c-1',
    items: [{ productId: 'latte', quantity: 2, unitPrice: 300 }],
    total: 600,
    currency: 'USD',
    payment: { token: 'pm_card_visa' },
  },
} as unknown as BusEventOf<'Order Created'>;
const confirmed = {
  ...created,
  type: 'Order Confirmed',
  eventId: 'confirmed-1',
  detail: orderOf,
} as unknown as BusEventOf<'Order Confirmed'>;
const open = { shopIsKnown: true, storeOpen: true, productIds: new Set(['latte']), requireConfirmation: true };

const shop = (answer: Partial<PaymentIntent> = { status: 'captured' }) => {
  const item: Record<string, unknown> = {};
  const published: string[] = [];
  const charged: number[] = [];
  let refusal: string | undefined;
  const payment = baselinePayment({
    tableName: 'orders',
    busName: 'bus',
    documents: {
      send: async ({ input }: UpdateCommand) => {
        for (const [name, value] of Object.entries(input.ExpressionAttributeValues ?? {})) item[name.slice(1)] = value;
        return { Attributes: { ...item } };
      },
    } as never,
    events: {
      send: async ({ input }: PutEventsCommand) => {
        if (refusal) return { FailedEntryCount: 1, Entries: [{ ErrorCode: refusal }] };
        published.push(...(input.Entries ?? []).map(({ DetailType = '' }) => DetailType));
        return { FailedEntryCount: 0, Entries: [] };
      },
    } as never,
    gateway: {
      open: async ({ money }) => {
        charged.push(money.amount);
        return { id: 'pi_1' } as PaymentIntent;
      },
      confirm: async () => ({ id: 'pi_1', ...answer }) as PaymentIntent,
    },
  });
  return {
    payment,
    published,
    charged,
    refuseEvents: (code: string) => {
      refusal = code;
    },
  };
};

describe('the baseline’s payment', () => {
  test('charges an order and hands it on once it is confirmed', async () => {
    const { payment, published, charged } = shop();
    expect(await payment.charge(created, open)).toBe('charged');
    expect(published).toEqual(['Payment Processed']);
    expect(await payment.confirm(confirmed)).toBe('validated');
    expect(published).toEqual(['Payment Processed', 'Payment Validated']);
    expect(charged).toEqual([600]);
  });

  test('remembers a confirmation that comes first', async () => {
    const { payment, published } = shop();
    expect(await payment.confirm(confirmed)).toBe('confirmed');
    await payment.charge(created, open);
    expect(published).toEqual(['Payment Processed', 'Payment Validated']);
  });

  test('tells of a declined card', async () => {
    const { payment, published } = shop({ status: 'declined', decline: { code: 'card_declined', message: 'no' } });
    expect(await payment.charge(created, open)).toBe('declined');
    expect(published).toEqual(['Payment Failed']);
  });

  test('asks no gateway for an order of a closed shop', async () => {
    const { payment, charged } = shop();
    expect(await payment.charge(created, { ...open, storeOpen: false })).toBe('SHOP_CLOSED');
    expect(charged).toEqual([]);
  });

  test('fails its message when the bus refuses its events', async () => {
    const { payment, refuseEvents } = shop();
    refuseEvents('ThrottlingException');
    await expect(payment.charge(created, open)).rejects.toThrow('the bus refused an event: ThrottlingException');
  });
});
