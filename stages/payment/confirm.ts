import type { BusEventOf } from '../../contracts/events/events';
import { type OutgoingEvent, orderEvent } from '../../pipeline/events/outgoing';
import { paymentValidated } from '../../pipeline/orders/charge-state';
import {
  type Decision,
  effect,
  eventOrigin,
  nothing,
  recordedBy,
  replay,
  requireSameShop,
} from '../../pipeline/orders/decision';
import type { Order, OrderInShop } from '../../pipeline/orders/order';
import { carriedOf } from '../../pipeline/orders/same-order';

const VALIDATE = 'payment.validate';

/** Payment Validated, which carries the order on to the later stages, if `by` is the operation that publishes it. */
export const validatedEvents = (order: OrderInShop, by: 'charge' | 'confirm'): OutgoingEvent[] => {
  const { payment } = order;
  if (!('validated' in payment) || payment.validated?.by !== by) return [];
  const { validated } = payment;
  return [orderEvent('Payment Validated', eventOrigin(order, validated), carriedOf(payment.snapshot))];
};

/** Order Confirmed: an order that is paid goes on to inventory, one that is not is remembered as confirmed. */
export const confirm = (known: Order, event: BusEventOf<'Order Confirmed'>, nowMs: number): Decision => {
  const order = requireSameShop(known, event.detail.shopId);
  if (order.confirmed) return replay(VALIDATE, known, validatedEvents(order, 'confirm'));
  const outcome = order.outcome.name;
  if (outcome) return nothing(VALIDATE, known, `order is ${outcome}`);
  const confirmed = { ...order, confirmed: recordedBy(event, nowMs) };
  if (order.payment.state !== 'charged') return effect(VALIDATE, 'remembered', confirmed);
  const validated = {
    ...confirmed,
    payment: paymentValidated(order.payment, { ...confirmed.confirmed, by: 'confirm' }),
  };
  return effect(VALIDATE, 'validated', validated, { events: validatedEvents(validated, 'confirm') });
};
