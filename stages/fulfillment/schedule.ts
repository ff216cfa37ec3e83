import type { BusEventOf } from '../../contracts/events/events';
import { type OutgoingEvent, orderEvent } from '../../pipeline/events/outgoing';
import { requireAsCharged } from '../../pipeline/orders/as-charged';
import {
  effect,
  eventOrigin,
  nothing,
  recordedBy,
  replay,
  requireSameShop,
  unfounded,
} from '../../pipeline/orders/decision';
import { kitchenRejected, orderScheduled } from '../../pipeline/orders/fulfillment-state';
import type { Order, OrderInShop } from '../../pipeline/orders/order';
import { decideOutcome, finalEvents } from '../../pipeline/orders/outcome';
import type { ShopDecision } from '../../pipeline/orders/shop-stage';
import { type Kitchen, type KitchenSettings, openTicket, rejectionOf } from './kitchen';
import { fulfilmentCounts, handOver } from './ready';

const SCHEDULE = 'fulfillment.schedule';

export interface FulfillmentSettings {
  readonly storeOpen: boolean;
  readonly maxOrdersInQueue: number;
  readonly maxOrdersPerUser: number;
  readonly kitchen: KitchenSettings;
  readonly fulfilledWithinSeconds: number;
}

const eventsOf = (order: OrderInShop): OutgoingEvent[] => {
  const { fulfillment } = order;
  if (fulfillment.state === 'none') return [];
  if (fulfillment.state === 'rejected') {
    const { code, message } = fulfillment.rejected;
    return [orderEvent('Fulfillment Rejected', eventOrigin(order, fulfillment.rejected), { code, message })];
  }
  const { ticket, day, startsAt, readyAt } = fulfillment.scheduled;
  return [
    orderEvent('Delivery Scheduled', eventOrigin(order, fulfillment.scheduled), { ticket, day, startsAt, readyAt }),
    ...finalEvents(order, SCHEDULE),
  ];
};

/**
 * Inventory Allocated: the order gets a ticket, or the kitchen rejects it and refund and release are pending. An order whose barista was
 * faster than the bus is fulfilled at once.
 * @throws PermanentError for an order that has no stock reserved, or that was charged with something else.
 */
export const schedule = (
  known: Order,
  kitchen: Kitchen,
  event: BusEventOf<'Inventory Allocated'>,
  settings: FulfillmentSettings,
  nowMs: number,
): ShopDecision<Kitchen> => {
  const order = requireSameShop(known, event.detail.shopId);
  if (order.fulfillment.state !== 'none') return { ...replay(SCHEDULE, known, eventsOf(order)), shop: kitchen };
  const outcome = order.outcome.name;
  if (outcome) return { ...nothing(SCHEDULE, known, `order is ${outcome}`), shop: kitchen };
  if (order.inventory.state !== 'reserved') throw unfounded(event, 'has no stock reserved');
  const recorded = recordedBy(event, nowMs);
  const { customerId, items, placedAt, total, currency } = requireAsCharged(order, event);
  const rejection = rejectionOf(kitchen, customerId, settings);
  if (rejection) {
    const rejected = decideOutcome(
      { ...order, fulfillment: kitchenRejected({ ...recorded, ...rejection }) },
      {
        outcome: 'failed',
        pending: ['refund', 'release'],
        by: SCHEDULE,
        stage: 'fulfillment',
        reason: `${rejection.code}: ${rejection.message}`,
      },
      recorded,
    );
    const follows = { events: eventsOf(rejected), counts: { schedules_rejected: 1 } };
    return { ...effect(SCHEDULE, rejection.code.toLowerCase(), rejected, follows), shop: kitchen };
  }
  const itemCount = items.reduce((sum, { quantity }) => sum + quantity, 0);
  const opened = openTicket(kitchen, { orderId: order.orderId, customerId, itemCount }, settings.kitchen, nowMs);
  const ticket = { ...recorded, ...opened.ticket, placedAt, total, currency };
  const scheduled = { ...order, fulfillment: orderScheduled(ticket) };
  if (!order.readied) {
    const follows = { events: eventsOf(scheduled), counts: { schedules: 1 } };
    return { ...effect(SCHEDULE, 'scheduled', scheduled, follows), shop: opened.kitchen };
  }
  const handedOver = handOver(scheduled, opened.kitchen, settings, SCHEDULE, recorded);
  const follows = {
    events: eventsOf(handedOver.order),
    counts: { schedules: 1, ...fulfilmentCounts(handedOver.order.fulfillment) },
  };
  return { ...effect(SCHEDULE, 'fulfilled', handedOver.order, follows), shop: handedOver.shop };
};
