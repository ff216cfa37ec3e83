import { spokenMoney } from '../../ops/terminal/money';
import type { BusEvent } from '../eventbridge/bus-event';

/** Where an order is, in the order of its way; the last three are ends. */
export const PLACES = ['payment', 'inventory', 'fulfillment', 'kitchen', 'fulfilled', 'failed', 'cancelled'] as const;
export type Place = (typeof PLACES)[number];

/** The events that bring an order to a place. What comes late does not take it back. */
const ARRIVALS: Readonly<Record<string, Place>> = {
  'Order Created': 'payment',
  'Payment Validated': 'inventory',
  'Inventory Allocated': 'fulfillment',
  'Delivery Scheduled': 'kitchen',
  'Order Fulfilled': 'fulfilled',
  'Order Failed': 'failed',
  'Order Cancellation Completed': 'cancelled',
};

/** An order as somebody who watches the bus knows it. Nothing in it is secret. */
export interface BoardOrder {
  readonly orderId: string;
  readonly shopId: string;
  readonly place: Place;
  /** Environment time when it was first and last heard of, epoch milliseconds. */
  readonly firstMs: number;
  readonly lastMs: number;
  readonly lastEvent: string;
  readonly total?: string;
  /** Why it failed, in the words of the event. */
  readonly reason?: string;
  /** Environment milliseconds from the later of Order Created and Order Confirmed to its ticket. */
  readonly serviceMs?: number;
}

interface Known extends BoardOrder {
  readonly createdMs?: number;
  readonly confirmedMs?: number;
}

/** What an event changed on the board: the place that the order came to, and the latency that it completed. */
export interface Step {
  readonly place?: Place;
  readonly serviceMs?: number;
}

type Text = Readonly<Record<string, unknown>>;
const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

const rank = (place: Place): number => PLACES.indexOf(place);

const totalIn = ({ total, currency }: Text): string | undefined =>
  typeof total === 'number' && typeof currency === 'string' ? spokenMoney(total, currency) : undefined;

/** An order after one more event. Pure. */
export const advanced = (known: Known | undefined, event: Pick<BusEvent, 'detail-type' | 'detail'>, atMs: number) => {
  const type = event['detail-type'];
  const detail = (event.detail ?? {}) as Text;
  const arrival = ARRIVALS[type];
  const before = known?.place ?? 'payment';
  const moved = arrival !== undefined && (known === undefined || rank(arrival) > rank(before));
  const createdMs = known?.createdMs ?? (type === 'Order Created' ? atMs : undefined);
  const confirmedMs = known?.confirmedMs ?? (type === 'Order Confirmed' ? atMs : undefined);
  const isTicket = type === 'Delivery Scheduled' && known?.serviceMs === undefined;
  const serviceMs =
    isTicket && createdMs !== undefined
      ? Math.max(0, atMs - Math.max(createdMs, confirmedMs ?? createdMs))
      : known?.serviceMs;
  const total = known?.total ?? totalIn(detail);
  const reason = type === 'Order Failed' ? text(detail.reason) : known?.reason;
  const order: Known = {
    orderId: text(detail.orderId) ?? '',
    shopId: known?.shopId ?? text(detail.shopId) ?? '',
    place: moved ? arrival : before,
    firstMs: known?.firstMs ?? atMs,
    lastMs: atMs,
    lastEvent: type,
    ...(total !== undefined && { total }),
    ...(reason !== undefined && { reason }),
    ...(serviceMs !== undefined && { serviceMs }),
    ...(createdMs !== undefined && { createdMs }),
    ...(confirmedMs !== undefined && { confirmedMs }),
  };
  const step: Step = {
    ...(moved && { place: arrival }),
    ...(isTicket && serviceMs !== undefined && { serviceMs }),
  };
  return { order, step };
};

/** What to look for: part of an id, a shop or a reason, in any case, and a place. */
export interface Wanted {
  readonly text?: string;
  readonly place?: Place;
}

const MAX_ORDERS = 5_000;

/** The orders that were heard of last, by what the bus says of them. */
export class OrderBoard {
  readonly #orders = new Map<string, Known>();

  /** Takes one event; those of no order change nothing. */
  public record(event: Pick<BusEvent, 'detail-type' | 'detail'>, atMs: number): Step {
    const orderId = text((event.detail as Text | null)?.orderId);
    if (orderId === undefined || event['detail-type'] === 'Stock Low') return {};
    const { order, step } = advanced(this.#orders.get(orderId), event, atMs);
    this.#orders.delete(orderId);
    this.#orders.set(orderId, order);
    if (this.#orders.size > MAX_ORDERS) this.#orders.delete(this.#orders.keys().next().value ?? '');
    return step;
  }

  public order(orderId: string): BoardOrder | undefined {
    return this.#orders.get(orderId);
  }

  /** How many orders are where. */
  public counts(): Record<Place, number> {
    const counts = Object.fromEntries(PLACES.map((place) => [place, 0])) as Record<Place, number>;
    for (const { place } of this.#orders.values()) counts[place] += 1;
    return counts;
  }

  /** Those that are wanted, what changed last first, and how many there are in all. */
  public find({ text: sought = '', place }: Wanted, limit: number): { orders: BoardOrder[]; found: number } {
    const needle = sought.trim().toLowerCase();
    const matching = [...this.#orders.values()].filter(
      (order) =>
        (place === undefined || order.place === place) &&
        [order.orderId, order.shopId, order.reason ?? ''].some((field) => field.toLowerCase().includes(needle)),
    );
    const orders = matching
      .reverse()
      .slice(0, limit)
      .map(({ createdMs: _created, confirmedMs: _confirmed, ...order }) => order);
    return { orders, found: matching.length };
  }
}
