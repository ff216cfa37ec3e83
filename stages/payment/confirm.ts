import type { BusEventOf } from '../../contracts/events/events';
import { type OutgoingEvent, orderEvent } from '../../pipeline/events/outgoing';
import { causeOf, type Decision, doneBy, effect, inShop, nothing, replay } from '../../pipeline/orders/decision';
import type { Done, Order } from '../../pipeline/orders/order';

const VALIDATE = 'payment.validate';

/** Payment Validated, which carries the order on to the later stages. */
export const validatedEvent = (order: Order, done: Done): OutgoingEvent => {
  const { snapshot } = order;
  if (!snapshot) throw new Error(`order ${order.orderId} is validated but has no snapshot`);
  return orderEvent('Payment Validated', causeOf(order, done), { ...snapshot, items: [...snapshot.items] });
};

/** Order Confirmed: an order that is paid goes on to inventory, one that is not is remembered as confirmed. */
export const confirm = (known: Order, event: BusEventOf<'Order Confirmed'>, nowMs: number): Decision => {
  const order = inShop(known, event.detail.shopId);
  const { validated } = order;
  if (order.confirmed) {
    return replay(VALIDATE, known, validated?.by === 'confirm' ? [validatedEvent(order, validated)] : []);
  }
  if (order.outcome) return nothing(VALIDATE, known, `order is ${order.outcome}`);
  const done = doneBy(event, nowMs);
  const confirmed: Order = { ...order, confirmed: done };
  if (!order.charged || validated) return effect(VALIDATE, 'remembered', confirmed);
  const after: Order = { ...confirmed, validated: { ...done, by: 'confirm' } };
  return effect(VALIDATE, 'validated', after, { events: [validatedEvent(after, done)] });
};
