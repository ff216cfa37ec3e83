import { indexKeys, OPEN_ORDERS_KEYS } from './open-orders';
import type { OrderHistory, Recorded } from './order-history';
import { orderIdOfKey, orderKey } from './table-keys';

type Item = Record<string, unknown>;

/** A mark as it is stored: when, in epoch milliseconds, and by which of the item's `causes`. */
type StoredMark = readonly [atMs: number, cause: number];

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** An event id as it is stored: a UUID, which ours and the bus's are, as `~` and 22 characters instead of 36; any other as it is. */
const storedCause = (cause: string): string => {
  if (UUID.test(cause)) return `~${Buffer.from(cause.replaceAll('-', ''), 'hex').toString('base64url')}`;
  return cause.startsWith('~') ? `~~${cause}` : cause;
};

const causeFrom = (stored: string): string => {
  if (!stored.startsWith('~')) return stored;
  if (stored.startsWith('~~')) return stored.slice(2);
  const hex = Buffer.from(stored.slice(1), 'base64url').toString('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
};

/** Times of our own in a ticket, stored as epoch milliseconds. */
const TIMES = ['startsAt', 'readyAt', 'placedAt'] as const;

const isObject = (value: unknown): value is Item =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isMarked = (value: unknown): value is Recorded & Item =>
  isObject(value) && typeof value.at === 'string' && typeof value.causedBy === 'string';

const timesTo = (value: Item, convert: (time: never) => unknown, type: 'string' | 'number'): Item =>
  Object.fromEntries(
    TIMES.filter((name) => typeof value[name] === type).map((name) => [name, convert(value[name] as never)]),
  );

/**
 * Encodes an order's history as its item. A dozen operations record when and why they took effect, often with the same
 * cause: times go as numbers and causes once, which keeps an ordinary order below the kilobyte that each write is
 * billed by.
 */
export const itemFromHistory = (history: OrderHistory): Item => {
  const { orderId, ...attributes } = history;
  const causes: string[] = [];
  const indexOf = (cause: string): number => {
    const known = causes.indexOf(cause);
    return known >= 0 ? known : causes.push(cause) - 1;
  };
  const stored = Object.entries(attributes).map(([name, value]): [string, unknown] => {
    if (!isMarked(value)) return [name, value];
    const { at, causedBy, ...rest } = value;
    const mark: StoredMark = [Date.parse(at), indexOf(causedBy)];
    return [name, { ...rest, ...timesTo(rest, (time: string) => Date.parse(time), 'string'), t: mark }];
  });
  return {
    ...orderKey(orderId),
    ...Object.fromEntries(stored),
    ...indexKeys(history),
    ...(causes.length > 0 && { causes: causes.map(storedCause) }),
  };
};

const INDEX_KEYS: readonly string[] = Object.values(OPEN_ORDERS_KEYS);

/** Decodes an item of the orders table. */
export const historyFromItem = ({ PK, SK: _sk, causes, ...item }: Item): OrderHistory => {
  const known = ((causes ?? []) as readonly string[]).map(causeFrom);
  const iso = (ms: number) => new Date(ms).toISOString();
  const attributes = Object.entries(item).filter(([name]) => !INDEX_KEYS.includes(name));
  const history = attributes.map(([name, value]): [string, unknown] => {
    if (!isObject(value) || !Array.isArray(value.t)) return [name, value];
    const { t, ...rest } = value;
    const [atMs, cause] = t as unknown as StoredMark;
    return [name, { at: iso(atMs), causedBy: known[cause] ?? '', ...rest, ...timesTo(rest, iso, 'number') }];
  });
  return { orderId: orderIdOfKey(String(PK)), ...Object.fromEntries(history) } as unknown as OrderHistory;
};
