import type { BusEvent } from '@coffee-shop/aws-local';
import { formatMoney } from '../../pipeline/money/format-money';

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
  typeof total === 'number' && typeof currency === 'string' ? formatMoney(total, currency) : undefined;

/** An order after one more event. Pure. */
const advanced = (known: Known | undefined, event: Pick<BusEvent, 'detail-type' | 'detail'>, atMs: number) => {
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

const ENDS: ReadonlySet<Place> = new Set(['fulfilled', 'failed', 'cancelled']);
const KEPT_ENDED = 5_000;

/** The orders that the bus tells of: all that are under way, and the last that ended; of older ones only how many there were. */
export class OrderBoard {
  readonly #open = new Map<string, Known>();
  /** By the time of their last change. */
  readonly #ended = new Map<string, Known>();
  readonly #forgotten: Partial<Record<Place, number>> = {};
  readonly #keptEnded: number;

  public constructor(keptEnded: number = KEPT_ENDED) {
    this.#keptEnded = keptEnded;
  }

  /** Takes one event; those of no order change nothing. */
  public record(event: Pick<BusEvent, 'detail-type' | 'detail'>, atMs: number): Step {
    const orderId = text((event.detail as Text | null)?.orderId);
    if (orderId === undefined || event['detail-type'] === 'Stock Low') return {};
    const { order, step } = advanced(this.#known(orderId), event, atMs);
    this.#open.delete(orderId);
    this.#ended.delete(orderId);
    (ENDS.has(order.place) ? this.#ended : this.#open).set(orderId, order);
    this.#forget();
    return step;
  }

  /** Takes an order that was there before the board listened; one that it has heard of by now it knows better. */
  public recall(order: BoardOrder): void {
    if (this.#known(order.orderId)) return;
    (ENDS.has(order.place) ? this.#ended : this.#open).set(order.orderId, order);
    this.#forget();
  }

  public order(orderId: string): BoardOrder | undefined {
    return this.#known(orderId);
  }

  /** How many orders are where. */
  public counts(): Record<Place, number> {
    const counts = Object.fromEntries(PLACES.map((place) => [place, this.#forgotten[place] ?? 0])) as Record<
      Place,
      number
    >;
    for (const { place } of this.#all()) counts[place] += 1;
    return counts;
  }

  /** Those that are wanted, what changed last first, and how many there are in all. */
  public find({ text: sought = '', place }: Wanted, limit: number): { orders: BoardOrder[]; found: number } {
    const needle = sought.trim().toLowerCase();
    const matching = this.#all().filter(
      (order) =>
        (place === undefined || order.place === place) &&
        [order.orderId, order.shopId, order.reason ?? ''].some((field) => field.toLowerCase().includes(needle)),
    );
    const orders = matching
      .sort((one, other) => other.lastMs - one.lastMs)
      .slice(0, limit)
      .map(({ createdMs: _created, confirmedMs: _confirmed, ...order }) => order);
    return { orders, found: matching.length };
  }

  #known(orderId: string): Known | undefined {
    return this.#open.get(orderId) ?? this.#ended.get(orderId);
  }

  #all(): Known[] {
    return [...this.#open.values(), ...this.#ended.values()];
  }

  #forget(): void {
    const [oldest] = this.#ended.size > this.#keptEnded ? this.#ended.values() : [];
    if (!oldest) return;
    this.#ended.delete(oldest.orderId);
    this.#forgotten[oldest.place] = (this.#forgotten[oldest.place] ?? 0) + 1;
  }
}
