import type { OrderTimes } from './journal';

/** Milliseconds; nothing if nothing was measured. */
export interface Percentiles {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/** The value that a part (0 to 1) of the values, sorted, does not exceed (nearest rank); 0 of no values. */
const rank = (sorted: readonly number[], part: number): number => sorted[Math.ceil(part * sorted.length) - 1] ?? 0;

export const percentilesOf = (values: readonly number[]): Percentiles => {
  const sorted = values.toSorted((one, other) => one - other);
  return { p50: rank(sorted, 0.5), p95: rank(sorted, 0.95), p99: rank(sorted, 0.99) };
};

/** A way that orders go, from the later of some events to another. */
interface Leg {
  readonly name: string;
  readonly from: readonly string[];
  readonly to: string;
  /** Orders with this event are left out. */
  readonly without?: string;
}

/** Its customer had to authenticate: how long that takes is not the service's. */
const WITHOUT = { without: 'Payment Action Required' } as const;

/** What the service itself takes: from the moment that it knows all it needs to the ticket in the kitchen. */
const SERVICE: Leg = {
  name: 'the service, all stages',
  from: ['Order Created', 'Order Confirmed'],
  to: 'Delivery Scheduled',
  ...WITHOUT,
};

const LEGS: readonly Leg[] = [
  { name: 'payment', from: ['Order Created', 'Order Confirmed'], to: 'Payment Validated', ...WITHOUT },
  { name: 'inventory', from: ['Payment Validated'], to: 'Inventory Allocated' },
  { name: 'fulfillment', from: ['Inventory Allocated'], to: 'Delivery Scheduled' },
  { name: 'the kitchen', from: ['Delivery Scheduled'], to: 'Order Ready' },
  { name: 'handing over', from: ['Order Ready', 'Delivery Scheduled'], to: 'Order Fulfilled' },
];

/** How long an order took for a leg, milliseconds; undefined if it did not go all of it. */
const durationMs = (times: OrderTimes, { from, to, without }: Leg): number | undefined => {
  if (without !== undefined && times[without] !== undefined) return undefined;
  const starts = from.map((type) => times[type]).filter((atMs) => atMs !== undefined);
  const end = times[to];
  return end === undefined || starts.length < from.length ? undefined : Math.max(0, end - Math.max(...starts));
};

const durationsMs = (orders: readonly OrderTimes[], leg: Leg): number[] =>
  orders.map((times) => durationMs(times, leg)).filter((ms) => ms !== undefined);

/** The service's own latency: from the later of Order Created and Order Confirmed to Delivery Scheduled, milliseconds. */
export const serviceLatency = (orders: readonly OrderTimes[]): Percentiles =>
  percentilesOf(durationsMs(orders, SERVICE));

/** How long orders spent where; milliseconds, queues included. */
export interface Wait extends Percentiles {
  readonly where: string;
  readonly orders: number;
}

/** Where orders waited, in the order of their way; places where none came are left out. */
export const waitsOf = (orders: readonly OrderTimes[]): Wait[] =>
  LEGS.map((leg) => ({ where: leg.name, durations: durationsMs(orders, leg) }))
    .filter(({ durations }) => durations.length > 0)
    .map(({ where, durations }) => ({ where, orders: durations.length, ...percentilesOf(durations) }));
