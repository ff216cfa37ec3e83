import type { BusEventOf } from '../../contracts/events/events';
import { type Decision, doneBy, effect, inShop, nothing, replay } from '../../pipeline/orders/decision';
import type { Order } from '../../pipeline/orders/order';
import { validatedEvent } from './charge';

export const VALIDATE = 'payment.validate';

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
