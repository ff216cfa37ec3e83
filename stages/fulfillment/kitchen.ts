import type { Failure, Ticket } from '../../pipeline/orders/order-history';

/** A shop's kitchen: the item `kitchen#<shopId>` / `kitchen` of the orders table. */
export interface Kitchen {
  /** Counts the writes; 0 is a kitchen that is not stored yet. */
  readonly version: number;
  /** The shop's calendar day that `lastTicket` counts in. */
  readonly day: string;
  readonly lastTicket: number;
  /** When each station has done all that was given to it, epoch milliseconds. */
  readonly freeAtMs: readonly number[];
  /** Open tickets: order to customer. */
  readonly open: Readonly<Record<string, string>>;
}

export interface KitchenSettings {
  readonly stations: number;
  readonly prepSecondsPerItem: number;
  /** IANA name. */
  readonly timeZone: string;
}

export const NEW_KITCHEN: Kitchen = { version: 0, day: '', lastTicket: 0, freeAtMs: [], open: {} };

const dayFormats = new Map<string, Intl.DateTimeFormat>();

/** The calendar day, yyyy-mm-dd, that a shop in `timeZone` has at `nowMs`. */
export const dayIn = (timeZone: string, nowMs: number): string => {
  // Making a format costs some hundred microseconds, and there are few time zones. Sweden writes dates as ISO 8601 does.
  const format = dayFormats.get(timeZone) ?? new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' });
  dayFormats.set(timeZone, format);
  return format.format(nowMs);
};

/** As many stations as configured: a new one is free now, the busiest are kept if there are fewer. */
const stationsOf = (freeAtMs: readonly number[], stations: number, nowMs: number): number[] =>
  [...freeAtMs.toSorted((a, b) => b - a), ...Array.from({ length: stations }, () => nowMs)].slice(0, stations);

/**
 * Gives an order the next ticket of the day and the station that is free first; stations work side by side.
 * @param itemCount cups and cakes in the order, each of which takes `prepSecondsPerItem`.
 */
export const openTicket = (
  kitchen: Kitchen,
  order: { readonly orderId: string; readonly customerId: string; readonly itemCount: number },
  { stations, prepSecondsPerItem, timeZone }: KitchenSettings,
  nowMs: number,
): { kitchen: Kitchen; ticket: Pick<Ticket, 'ticket' | 'day' | 'startsAt' | 'readyAt'> } => {
  // Never back to yesterday: two workers' clocks may differ at midnight, and its numbers are taken.
  const today = dayIn(timeZone, nowMs);
  const day = today.localeCompare(kitchen.day) < 0 ? kitchen.day : today;
  const ticket = day === kitchen.day ? kitchen.lastTicket + 1 : 1;
  const freeAtMs = stationsOf(kitchen.freeAtMs, stations, nowMs);
  const station = freeAtMs.indexOf(Math.min(...freeAtMs));
  const startsAtMs = Math.max(nowMs, freeAtMs[station] ?? nowMs);
  const readyAtMs = startsAtMs + order.itemCount * prepSecondsPerItem * 1000;
  return {
    kitchen: {
      ...kitchen,
      day,
      lastTicket: ticket,
      freeAtMs: freeAtMs.with(station, readyAtMs),
      open: { ...kitchen.open, [order.orderId]: order.customerId },
    },
    ticket: { ticket, day, startsAt: new Date(startsAtMs).toISOString(), readyAt: new Date(readyAtMs).toISOString() },
  };
};

/** The kitchen without an order's ticket; the same kitchen if the order has none. */
export const withoutTicket = (kitchen: Kitchen, orderId: string): Kitchen => {
  if (!Object.hasOwn(kitchen.open, orderId)) return kitchen;
  const { [orderId]: _gone, ...open } = kitchen.open;
  return { ...kitchen, open };
};

/** Why the kitchen cannot take another order of this customer, or undefined if it can. */
export const rejectionOf = (
  kitchen: Kitchen,
  customerId: string,
  limits: { readonly storeOpen: boolean; readonly maxOrdersInQueue: number; readonly maxOrdersPerUser: number },
): Failure | undefined => {
  const customers = Object.values(kitchen.open);
  if (!limits.storeOpen) return { code: 'SHOP_CLOSED', message: 'the shop has closed' };
  if (customers.length >= limits.maxOrdersInQueue) {
    return {
      code: 'KITCHEN_FULL',
      message: `the kitchen has ${customers.length} open orders, at most ${limits.maxOrdersInQueue} are allowed`,
    };
  }
  const own = customers.filter((customer) => customer === customerId).length;
  if (own >= limits.maxOrdersPerUser) {
    return {
      code: 'TOO_MANY_OPEN_ORDERS',
      message: `customer ${customerId} has ${own} open orders, at most ${limits.maxOrdersPerUser} are allowed`,
    };
  }
  return undefined;
};
