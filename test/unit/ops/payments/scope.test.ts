import { isInFlight, lastChangeMs, ordersInScope, pairUp } from '../../../../ops/payments/scope';
import { AT, anIntent, anOrder } from './payments';

const atMs = Date.parse(AT);
const nothing = { unknownIds: new Set<string>(), pendingIds: new Set<string>() };
const known = { storedIsUnknown: false, storedIsPending: false };
const other = { ...anOrder.charged, orderId: 'o-2', payment: { intentId: 'pi_2' } };

describe('which orders are compared', () => {
  test('those that changed since', () => {
    expect(ordersInScope([anOrder.charged], [], atMs)).toHaveLength(1);
    expect(ordersInScope([anOrder.charged], [], atMs + 1)).toHaveLength(0);
  });
  test('older ones too that an intent of the list names, or that stored it', () => {
    expect(ordersInScope([anOrder.charged, other], [anIntent('pi_9')], atMs + 1)).toEqual([anOrder.charged]);
    expect(ordersInScope([other], [anIntent('pi_2', { orderId: '' })], atMs + 1)).toEqual([other]);
  });
});

describe('orders and their intents', () => {
  test('an order has those that name it and the one that it stored', () => {
    const [named, stored] = [anIntent('pi_9'), anIntent('pi_1', { orderId: '' })];
    expect(pairUp([anOrder.charged], [named, stored], nothing)).toEqual([
      { orderId: 'o-1', order: anOrder.charged, intents: [named, stored], ...known },
    ]);
  });
  test('an intent of no order stands alone, and a stored one may be unknown', () => {
    expect(pairUp([other], [anIntent('pi_1')], { ...nothing, unknownIds: new Set(['pi_2']) })).toEqual([
      { orderId: 'o-2', order: other, intents: [], ...known, storedIsUnknown: true },
      { orderId: 'o-1', intents: [anIntent('pi_1')], ...known },
    ]);
  });
  test('a stored one may be pending at the gateway', () => {
    const pending = { ...nothing, pendingIds: new Set(['pi_1']) };
    expect(pairUp([anOrder.cancelling], [anIntent('pi_1')], pending)).toMatchObject([{ storedIsPending: true }]);
  });
});

describe('in flight', () => {
  const minutes = (count: number) => count * 60_000;
  const inFlight = (
    order: Parameters<typeof pairUp>[0][number] | undefined,
    nowMs: number,
    intent = anIntent('pi_1'),
  ) => isInFlight({ orderId: 'o-1', intents: [intent], ...known, ...(order && { order }) }, nowMs, minutes(20));

  test('is an order that has not ended and changed lately, or whose intent is new', () => {
    expect(inFlight(anOrder.charged, atMs + minutes(19))).toBe(true);
    expect(inFlight(anOrder.charged, atMs + minutes(20))).toBe(false);
    expect(inFlight(anOrder.charged, atMs + minutes(30), anIntent('pi_9', { createdMs: atMs + minutes(15) }))).toBe(
      true,
    );
  });
  test('is an order that has just been cancelled and owes the refund', () => {
    expect(inFlight(anOrder.cancelling, atMs + minutes(1))).toBe(true);
  });
  test('is an intent without an order, for as long: its id is stored after it is opened', () => {
    expect(inFlight(undefined, atMs + minutes(1))).toBe(true);
    expect(inFlight(undefined, atMs + minutes(20))).toBe(false);
  });
  test('does not go by the time of placing, which is the customer’s', () => {
    const placedAt = '2031-01-01T00:00:00.000Z';
    const order = { ...anOrder.charged, snapshot: { ...anOrder.charged.snapshot, placedAt } };
    expect(inFlight(order, atMs + minutes(20))).toBe(false);
    expect(lastChangeMs({ orderId: 'o-1', order, intents: [], ...known })).toBe(atMs);
  });
  test('is no order that has ended with nothing pending', () => {
    expect(inFlight(anOrder.fulfilled, atMs)).toBe(false);
  });
});
