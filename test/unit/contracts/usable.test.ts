import * as fc from 'fast-check';
import type { BusEventOf } from '../../../contracts/events/events';
import { EventViolation, parseEvent } from '../../../contracts/events/parse';
import { isPortable } from '../../../contracts/text';

const TIME = '2026-11-24T12:59:01Z';
const order = { orderId: 'o-1', shopId: 'astoria', timestamp: '2026-11-24T12:59:00Z' };
const created = {
  ...order,
  customerId: 'c-1',
  items: [{ productId: 'latte', quantity: 2, unitPrice: 450 }],
  total: 900,
  currency: 'USD',
  payment: { token: 'pm_card_visa' },
};
const read = (type: string, detail: object) =>
  parseEvent(
    JSON.stringify({ id: 'bus-1', 'detail-type': type, source: 'coffee-shop.order-manager', time: TIME, detail }),
  );
const cancelled = (more: object) => read('Order Cancelled', { ...order, ...more }) as BusEventOf<'Order Cancelled'>;

describe('a cancellation is never lost over its prose', () => {
  test.each([
    ['of 501 characters', 'x'.repeat(501), 'x'.repeat(500)],
    ['of 300 emoji', '\u{1f621}'.repeat(300), '\u{1f621}'.repeat(300)],
    ['cut within an emoji', `too long ${'\u{1f621}'.repeat(2)}\ud83d`, `too long ${'\u{1f621}'.repeat(2)}\ufffd`],
    ['with characters that SQS refuses', 'a\u0000b\uffff', 'a\ufffdb\ufffd'],
    ['that is null', null, undefined],
    ['that is an object', { code: 7 }, undefined],
    ['that is a number', 7, undefined],
  ])('with a reason %s', (_, reason, taken) => {
    expect(cancelled({ reason }).detail.reason).toBe(taken);
  });

  test('whatever the reason, the cause and the time are', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), fc.jsonValue(), (reason, causationId, timestamp) => {
        const metadata = { eventId: 'e-1', schemaVersion: 1, causationId };
        const { detail } = cancelled({ reason, timestamp, metadata });
        expect(isPortable(detail.reason ?? '')).toBe(true);
        expect(Number.isNaN(Date.parse(detail.timestamp))).toBe(false);
      }),
    );
  });
});

describe('what is null, or decides nothing, is left out', () => {
  test('options of an order that are null', () => {
    const metadata = { eventId: 'e-1', schemaVersion: 1, causationId: null };
    const payment = { token: 'pm_card_visa', customer: null };
    expect(read('Order Created', { ...created, adjustments: null, metadata, payment }).detail).toEqual({
      ...created,
      metadata: { eventId: 'e-1', schemaVersion: 1 },
    });
    expect(read('Order Confirmed', { ...order, metadata: null }).detail).toEqual(order);
  });

  test.each([
    ['too long', 'x'.repeat(129)],
    ['half an emoji', '\ud83e'],
    ['a number', 5],
  ])('a cause that is %s', (_, causationId) => {
    const metadata = { eventId: 'e-1', schemaVersion: 1, causationId };
    expect(read('Order Confirmed', { ...order, metadata }).detail).toMatchObject({
      metadata: { eventId: 'e-1', schemaVersion: 1 },
    });
  });
});

describe('what decides is refused, by its name', () => {
  test.each([
    [
      'an event id with half an emoji',
      { metadata: { eventId: 'till-7 \ud83e', schemaVersion: 1 } },
      'metadata.eventId',
    ],
    ['an event id with a NUL', { metadata: { eventId: 'e\u0000', schemaVersion: 1 } }, 'metadata.eventId'],
    ['a card token with half an emoji', { payment: { token: 'pm_\ud83d' } }, 'payment.token'],
    ['a currency that is no text for SQS', { currency: 'US\uffff' }, 'currency'],
    ['an orderId that is null', { orderId: null }, 'orderId'],
    ['a total that is null', { total: null }, 'total'],
  ])('%s', (_, fault, field) => {
    expect(() => read('Order Created', { ...created, ...fault })).toThrow(
      expect.objectContaining({ name: 'EventViolation', field: `detail.${field}` }),
    );
  });

  test.each([500, 3_000, 100_000])('an orderId that is nested %i deep', (levels) => {
    const detail = `{"orderId":${'['.repeat(levels)}${']'.repeat(levels)},"shopId":"astoria","timestamp":"${TIME}"}`;
    const body = `{"id":"bus-1","detail-type":"Order Ready","source":"somebody","time":"${TIME}","detail":${detail}}`;
    expect(() => parseEvent(body)).toThrow(expect.objectContaining({ field: 'detail.orderId' }));
  });

  test('an event id is portable text of 1 to 128 characters, or refused', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (eventId) => {
        try {
          expect(
            isPortable(read('Order Confirmed', { ...order, metadata: { eventId, schemaVersion: 1 } }).eventId),
          ).toBe(true);
        } catch (error) {
          expect(error).toMatchObject({ name: EventViolation.name, field: 'detail.metadata.eventId' });
        }
      }),
    );
  });
});

describe('a producer’s clock', () => {
  test.each([['1970-01-01T00:03:00Z'], ['9999-12-31T23:59:59Z'], ['2026-09-25T12:59:00Z'], ['2026-11-25T12:59:02Z']])(
    'of an Order Created at %s is refused, with what is allowed',
    (timestamp) => {
      expect(() => read('Order Created', { ...created, timestamp })).toThrow(
        `detail.timestamp: must be at most 60 days before and 24 hours after the bus took the event (${TIME}), got "${timestamp}"`,
      );
    },
  );

  test.each([
    ['60 days before, which counts as now', '2026-09-25T12:59:01Z', TIME],
    ['more than a second before', '2026-11-24T12:58:59.999Z', TIME],
    [
      'in the same second, of which the bus tells the beginning',
      '2026-11-24T12:59:01.999Z',
      '2026-11-24T12:59:01.999Z',
    ],
    ['a second ahead', '2026-11-24T12:59:02Z', TIME],
    ['a second before', '2026-11-24T12:59:00Z', '2026-11-24T12:59:00Z'],
    ['in another zone', '2026-11-24T14:59:00+02:00', '2026-11-24T14:59:00+02:00'],
    ['ahead by a day, which counts as now', '2026-11-25T12:59:01Z', TIME],
  ])('of an Order Created %s', (_, timestamp, taken) => {
    expect(read('Order Created', { ...created, timestamp }).detail).toMatchObject({ timestamp: taken });
  });

  test.each([
    ['1970-01-01T00:03:00Z'],
    ['9999-12-31T23:59:59Z'],
    ['yesterday'],
    ['2026-11-24T12:59:00'],
    [7],
    [undefined],
  ])('of another event at %s counts as the bus’s', (timestamp) => {
    expect(read('Order Ready', { ...order, timestamp }).detail).toMatchObject({ timestamp: TIME });
  });
});
