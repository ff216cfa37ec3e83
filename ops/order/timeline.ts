import { OWN_EVENTS_TAKEN } from '../../contracts/events/subscriptions';
import { orderEvent } from '../../pipeline/events/outgoing';
import { formatMoney } from '../../pipeline/money/format-money';
import type { Lines, OrderHistory } from '../../pipeline/orders/order-history';
import { spokenDuration } from '../terminal/duration';
import { chargeCause, isOwnEventId, paymentMarks, type Told } from './payment-marks';

/** One thing that happened to an order. */
export interface Moment {
  /** ISO 8601. */
  readonly at: string;
  readonly operation: string;
  /** What it came to, in words. */
  readonly result: string;
  /** Detail-type of the event that caused it, if the event is one of ours or the operation has one cause only. */
  readonly cause?: string;
  readonly causedBy?: string;
}

/** The ids of our own events follow from the order, so that a causing id can be given its name. */
const ownEventTypes = (orderId: string): ReadonlyMap<string, string> => {
  const cause = { orderId, shopId: '', at: '', causedBy: '' };
  return new Map(OWN_EVENTS_TAKEN.map((type) => [orderEvent(type, cause, {} as never).detail.metadata.eventId, type]));
};

const spokenLines = (lines: Lines): string =>
  Object.entries(lines)
    .map(([productId, quantity]) => `${quantity} × ${productId}`)
    .join(', ');

const told = (order: OrderHistory): readonly Told[] => {
  const { charged, validated, paymentFailed, allocated, rejected, released, settled } = order;
  const { scheduled, kitchenRejected, readied, fulfilled, ended, outcome, owes = [], confirmed, closed } = order;
  const { chargePending, ...late } = paymentMarks(order);
  return [
    ['confirmed', confirmed, 'the order manager confirmed it', 'Order Confirmed'],
    chargePending,
    [
      'charged',
      charged,
      charged ? `${formatMoney(charged.amount, charged.currency)} taken` : '',
      chargeCause(order, charged),
    ],
    [
      'payment failed',
      paymentFailed,
      paymentFailed ? `${paymentFailed.code}: ${paymentFailed.message}` : '',
      chargeCause(order, paymentFailed),
    ],
    [
      'validated',
      validated,
      'paid and confirmed',
      validated?.by === 'charge' ? chargeCause(order, validated) : 'Order Confirmed',
    ],
    ['allocated', allocated, allocated ? `reserved ${spokenLines(allocated.lines)}` : '', 'Payment Validated'],
    [
      'stock short',
      rejected,
      rejected?.shortages
        .map(({ productId, requested, available }) => `${productId}: ${available} of ${requested}`)
        .join(', ') ?? '',
      'Payment Validated',
    ],
    [
      'scheduled',
      scheduled,
      scheduled ? `ticket ${scheduled.ticket} of ${scheduled.day}, ready at ${scheduled.readyAt}` : '',
      'Inventory Allocated',
    ],
    [
      'kitchen refused',
      kitchenRejected,
      kitchenRejected ? `${kitchenRejected.code}: ${kitchenRejected.message}` : '',
      'Inventory Allocated',
    ],
    ['ready', readied, 'the barista has finished', 'Order Ready'],
    [
      'handed over',
      fulfilled,
      fulfilled
        ? `${spokenDuration(fulfilled.latencyMs)} after it was placed, ${fulfilled.withinSla ? 'in time' : 'too late'}`
        : '',
    ],
    [
      `ended: ${outcome}`,
      ended,
      [ended?.reason, owes.length > 0 ? `still owed: ${owes.join(', ')}` : ''].filter(Boolean).join('; '),
    ],
    ['released', released, released ? `gave back ${spokenLines(released.lines)}` : ''],
    late.refundPending,
    late.refunded,
    ['settled', settled, 'the stock is booked as sold', 'Order Fulfilled'],
    ['closed', closed, 'nothing is owed any more'],
    late.refundFailed,
    late.disputed,
  ];
};

/** The history of an order, oldest first; operations of one moment stand in the order of the flow. */
export const timeline = (order: OrderHistory): Moment[] => {
  const own = ownEventTypes(order.orderId);
  const { snapshot } = order;
  const placed: Moment[] = snapshot
    ? [
        {
          at: snapshot.placedAt,
          operation: 'placed',
          result: `by ${snapshot.customerId}: ${snapshot.items.map(({ productId, quantity }) => `${quantity} × ${productId}`).join(', ')}, ${formatMoney(snapshot.total, snapshot.currency)}`,
        },
      ]
    : [];
  const marks = told(order);
  // One event often causes several operations; where one of them names it, it is named for all.
  const named = new Map(marks.flatMap(([, mark, , cause]) => (mark && cause ? [[mark.causedBy, cause]] : [])));
  const fallback = order.outcome === 'cancelled' ? 'Order Cancelled' : undefined;
  const done = marks.flatMap(([operation, mark, result]): Moment[] => {
    if (!mark) return [];
    const other = isOwnEventId(mark.causedBy) ? 'Payment Check Due' : fallback;
    const cause = own.get(mark.causedBy) ?? named.get(mark.causedBy) ?? other;
    return [{ at: mark.at, operation, result, ...(cause !== undefined && { cause }), causedBy: mark.causedBy }];
  });
  return [...placed, ...done].sort((one, other) => Date.parse(one.at) - Date.parse(other.at));
};

const clockTime = (at: string): string => at.slice(11, 23).padEnd(12);

/** Moments as aligned lines, each with the time since the first of `since`. */
export const momentLines = (moments: readonly Moment[], since = moments[0]?.at): string[] => {
  const width = Math.max(...moments.map(({ operation }) => operation.length), 16);
  return moments.map(({ at, operation, result, cause, causedBy }) => {
    const elapsed = since === undefined ? '' : `+${spokenDuration(Date.parse(at) - Date.parse(since))}`;
    const by = causedBy === undefined ? '' : `  <- ${cause ?? 'event'} ${causedBy.slice(0, 13)}`;
    return `${clockTime(at)}  ${elapsed.padStart(8)}  ${operation.padEnd(width)}  ${result}${by}`.trimEnd();
  });
};
