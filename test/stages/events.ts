import type { BusEventOf, Detail, OrderEventType } from '../../contracts/events/events';
import { ORDER_MANAGER_SOURCE } from '../../contracts/events/order-manager';
import { ORDER_PROCESSOR_SOURCE } from '../../contracts/events/order-processor';
import type { OutgoingEvent } from '../../pipeline/events/outgoing';

export const ORDER_ID = 'o-1';
export const SHOP_ID = 'astoria';
const PLACED_AT = '2026-11-24T12:59:00Z';

const base = { orderId: ORDER_ID, shopId: SHOP_ID, timestamp: PLACED_AT };

const fromManager = <T extends OrderEventType>(type: T, detail: object, eventId?: string): BusEventOf<T> =>
  ({
    type,
    eventId: eventId ?? `${type.toLowerCase().replaceAll(' ', '-')}-event`,
    source: ORDER_MANAGER_SOURCE,
    time: PLACED_AT,
    detail: { ...base, ...detail },
  }) as BusEventOf<T>;

/** Two lattes, 9.00 USD, placed a minute before the scenarios begin. */
export const created = (more: Partial<Detail<'Order Created'>> = {}, eventId?: string) =>
  fromManager(
    'Order Created',
    {
      customerId: 'c-1',
      items: [{ productId: 'latte', quantity: 2, unitPrice: 450 }],
      total: 900,
      currency: 'USD',
      payment: { token: 'tok_visa' },
      ...more,
    },
    eventId,
  );
export const confirmed = (more: Partial<Detail<'Order Confirmed'>> = {}, eventId?: string) =>
  fromManager('Order Confirmed', more, eventId);
export const cancelled = (more: Partial<Detail<'Order Cancelled'>> = {}, eventId?: string) =>
  fromManager('Order Cancelled', { reason: 'customer left', ...more }, eventId);
export const handedOver = (more: Partial<Detail<'Order Ready'>> = {}, eventId?: string) =>
  fromManager('Order Ready', more, eventId);

/** A look at the gateway that the watcher asks for; each is another one unless it has the same number. */
export const checkDue = (number = 1): BusEventOf<'Payment Check Due'> => ({
  type: 'Payment Check Due',
  eventId: `check-${number}`,
  source: ORDER_PROCESSOR_SOURCE,
  time: PLACED_AT,
  detail: {
    ...base,
    metadata: { eventId: `check-${number}`, schemaVersion: 1 },
    paymentId: `pi-${ORDER_ID}-1`,
  },
});

/** An event that we published, as the bus delivers it to the next stage. */
export const delivered = <T extends OrderEventType>({ type, detail }: OutgoingEvent<T>): BusEventOf<T> =>
  ({
    type,
    eventId: detail.metadata?.eventId ?? '',
    source: ORDER_PROCESSOR_SOURCE,
    time: detail.timestamp,
    detail,
  }) as unknown as BusEventOf<T>;
