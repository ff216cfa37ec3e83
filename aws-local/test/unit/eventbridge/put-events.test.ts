import type { PutEventsEntry } from '../../../src/eventbridge/bus-event';
import { checkPutEventsRequest, eventFromEntry } from '../../../src/eventbridge/put-events';

const entry = (more: PutEventsEntry = {}): PutEventsEntry => ({
  Source: 'coffee-shop.order-manager',
  DetailType: 'Order Created',
  Detail: '{"orderId":"o-1"}',
  ...more,
});
const context = { nowMs: Date.UTC(2026, 10, 24, 8, 0, 0, 123), region: 'us-east-1', account: '000000000000' };
const eventOf = (from: PutEventsEntry) => eventFromEntry(from, context);

/** A detail of so many levels. */
const nested = (levels: number): string => `{"orderId":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`;

describe('an entry of PutEvents', () => {
  it('may be nested as deep as Event Ruler reads it', () => {
    expect(eventOf(entry({ Detail: nested(999) }))).toHaveProperty('event');
  });

  it.each([1_000, 3_000, 100_000])('that is nested %i deep is refused', (levels) => {
    expect(eventOf(entry({ Detail: nested(levels) }))).toMatchObject({ fault: { code: 'MalformedDetail' } });
  });

  it('becomes an event with an id and, unless it says otherwise, the present time in whole seconds', () => {
    expect(eventOf(entry())).toEqual({
      event: {
        version: '0',
        id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
        'detail-type': 'Order Created',
        source: 'coffee-shop.order-manager',
        account: '000000000000',
        time: '2026-11-24T08:00:00Z',
        region: 'us-east-1',
        resources: [],
        detail: { orderId: 'o-1' },
      },
    });
  });

  it.each([1_700_000_000.5, '2023-11-14T22:13:20.5Z', new Date(1_700_000_000_500)])('keeps its own time %p', (time) => {
    expect(eventOf(entry({ Time: time }))).toMatchObject({ event: { time: '2023-11-14T22:13:20Z' } });
  });

  it.each([
    [{ Source: '' }, 'InvalidArgument', 'Source'],
    [{ DetailType: '' }, 'InvalidArgument', 'DetailType'],
    [{ DetailType: 'x'.repeat(129) }, 'InvalidArgument', 'DetailType'],
    [{ Detail: '' }, 'InvalidArgument', 'Detail'],
    [{ Time: 'yesterday' }, 'InvalidArgument', 'yesterday'],
    [{ Detail: '{' }, 'MalformedDetail', 'malformed'],
    [{ Detail: '[]' }, 'MalformedDetail', 'malformed'],
    [{ Detail: '"text"' }, 'MalformedDetail', 'malformed'],
    [{ Detail: 'null' }, 'MalformedDetail', 'malformed'],
    [{ Source: 'aws.s3' }, 'NotAuthorizedForSourceException', 'source'],
  ])('with %j is refused as %s', (fault, code, message) => {
    expect(eventOf(entry(fault))).toEqual({ fault: { code, message: expect.stringContaining(message) } });
  });
});

describe('a request of PutEvents', () => {
  it('holds 1 to 10 entries', () => {
    expect(() => checkPutEventsRequest([])).toThrow("'entries'");
    expect(() => checkPutEventsRequest(Array.from({ length: 11 }, () => entry()))).toThrow('less than or equal to 10');
    expect(() => checkPutEventsRequest(Array.from({ length: 10 }, () => entry()))).not.toThrow();
  });

  it('holds at most 1 MiB, counted as AWS counts', () => {
    const rest = Buffer.byteLength('coffee-shop.order-manager' + 'Order Created') + 14;
    const detail = (bytes: number) => [entry({ Detail: 'é'.repeat(bytes / 2), Time: 0 })];
    const bytes = 1024 * 1024 - rest;
    expect(() => checkPutEventsRequest(detail(bytes))).not.toThrow();
    expect(() => checkPutEventsRequest(detail(bytes + 2))).toThrow('Total size of the entries');
  });
});
