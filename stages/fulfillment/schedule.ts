import type { BusEventOf } from '../../contracts/events/events';
import { PermanentError } from '../../pipeline/batch/failure';
import { type OutgoingEvent, orderEvent } from '../../pipeline/events/outgoing';
import { causeOf, doneBy, effect, inShop, nothing, replay } from '../../pipeline/orders/decision';
import { endOrder, finalEvents } from '../../pipeline/orders/ending';
import type { Order } from '../../pipeline/orders/order';
import type { ShopDecision } from '../../pipeline/orders/shop-stage';
import { type Kitchen, type KitchenSettings, openTicket, rejectionOf } from './kitchen';
import { fulfil, fulfilmentCounts } from './ready';

const SCHEDULE = 'fulfillment.schedule';

export interface FulfillmentSettings {
  readonly storeOpen: boolean;
  readonly maxOrdersInQueue: number;
  readonly maxOrdersPerUser: number;
  readonly kitchen: KitchenSettings;
  readonly fulfilledWithinSeconds: number;
}

const eventsOf = (order: Order): OutgoingEvent[] => {
  const { kitchenRejected, scheduled } = order;
  if (kitchenRejected) {
    const { code, message } = kitchenRejected;
    return [orderEvent('Fulfillment Rejected', causeOf(order, kitchenRejected), { code, message })];
  }
  if (!scheduled) return [];
  const { ticket, day, startsAt, readyAt } = scheduled;
  return [
    orderEvent('Delivery Scheduled', causeOf(order, scheduled), { ticket, day, startsAt, readyAt }),
    ...finalEvents(order, SCHEDULE),
  ];
};

/**
 * Inventory Allocated: the order gets a ticket, or the kitchen rejects it and payment and stock are owed back. An order whose barista was
 * faster than the bus is fulfilled at once.
 * @throws PermanentError for an order that has no stock reserved.
 */
export const schedule = (
  known: Order,
  kitchen: Kitchen,
  event: BusEventOf<'Inventory Allocated'>,
  settings: FulfillmentSettings,
  nowMs: number,
): ShopDecision<Kitchen> => {
  const order = inShop(known, event.detail.shopId);
  if (order.scheduled || order.kitchenRejected) return { ...replay(SCHEDULE, known, eventsOf(order)), shop: kitchen };
  if (order.outcome) return { ...nothing(SCHEDULE, known, `order is ${order.outcome}`), shop: kitchen };
  const { orderId } = order;
  if (!order.allocated) {
    throw new PermanentError(`detail.orderId: inventory has reserved nothing for the order, got ${orderId}`, {
      field: 'detail.orderId',
      value: orderId,
    });
  }
  const done = doneBy(event, nowMs);
  const { customerId, items, placedAt, total, currency } = event.detail;
  const rejection = rejectionOf(kitchen, customerId, settings);
  if (rejection) {
    const rejected = endOrder(
      { ...order, kitchenRejected: { ...done, ...rejection } },
      {
        outcome: 'failed',
        owes: ['refund', 'release'],
        by: SCHEDULE,
        stage: 'fulfillment',
        reason: `${rejection.code}: ${rejection.message}`,
      },
      done,
    );
    const follows = { events: eventsOf(rejected), counts: { schedules_rejected: 1 } };
    return { ...effect(SCHEDULE, rejection.code.toLowerCase(), rejected, follows), shop: kitchen };
  }
  const itemCount = items.reduce((sum, { quantity }) => sum + quantity, 0);
  const opened = openTicket(kitchen, { orderId, customerId, itemCount }, settings.kitchen, nowMs);
  const scheduled: Order = { ...order, scheduled: { ...done, ...opened.ticket, placedAt, total, currency } };
  if (!order.readied) {
    const follows = { events: eventsOf(scheduled), counts: { schedules: 1 } };
    return { ...effect(SCHEDULE, 'scheduled', scheduled, follows), shop: opened.kitchen };
  }
  const fulfilled = fulfil(scheduled, opened.kitchen, settings, SCHEDULE, done);
  const follows = { events: eventsOf(fulfilled.order), counts: { schedules: 1, ...fulfilmentCounts(fulfilled.order) } };
  return { ...effect(SCHEDULE, 'fulfilled', fulfilled.order, follows), shop: fulfilled.shop };
};
