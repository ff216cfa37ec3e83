import { EVENT, eventSchemas } from '../../../contracts/events/events';
import { EventViolation, parseEvent } from '../../../contracts/events/parse';

const TOKEN = 'tok_of_the_customer';
const detail = {
  orderId: 'o-1',
  shopId: 'astoria',
  timestamp: '2026-11-24T12:59:00Z',
  customerId: 'c-1',
  items: [{ productId: 'latte', quantity: 2, unitPrice: 450 }],
  total: 900,
  currency: 'USD',
  payment: { token: TOKEN },
};
const event = {
  version: '0',
  id: '6a7e8feb-b491-4cf7-a9f1-bf3703467718',
  'detail-type': 'Order Created',
  source: 'coffee-shop.order-manager',
  account: '000000000000',
  time: '2026-11-24T12:59:01Z',
  region: 'us-east-1',
  resources: [],
  detail,
};
const bodyOf = (more: object, ofEvent: object = {}) =>
  JSON.stringify({ ...event, ...ofEvent, detail: { ...detail, ...more } });

const violationOf = (body: string): EventViolation => {
  try {
    parseEvent(body);
  } catch (error) {
    if (error instanceof EventViolation) return error;
    throw error;
  }
  throw new Error('the event was accepted');
};

describe('an event of the contract', () => {
  it('is read with its detail', () => {
    expect(parseEvent(bodyOf({}))).toEqual({
      type: 'Order Created',
      eventId: event.id,
      source: 'coffee-shop.order-manager',
      time: '2026-11-24T12:59:01Z',
      detail,
    });
  });

  it('is who its producer says; without metadata it is who the bus says', () => {
    expect(parseEvent(bodyOf({ metadata: { eventId: 'e-7', schemaVersion: 1 } })).eventId).toBe('e-7');
    expect(parseEvent(bodyOf({})).eventId).toBe(event.id);
  });

  it('may carry more than this release knows, which is dropped', () => {
    expect(parseEvent(bodyOf({ loyaltyPoints: 12 })).detail).toEqual(detail);
  });

  it('leaves amounts and quantities that make no sense to the domain, which answers the customer', () => {
    const nonsense = { items: [{ productId: 'latte', quantity: 0, unitPrice: -1 }], total: -5, currency: 'ABC' };

    expect(parseEvent(bodyOf(nonsense)).detail).toMatchObject(nonsense);
  });

  it.each(['2026-11-24T12:59:00Z', '2026-11-24T07:59:00.123-05:00'])('may be stamped %s', (timestamp) => {
    expect(parseEvent(bodyOf({ timestamp })).detail).toMatchObject({ timestamp });
  });

  it('has one name in code for every type', () => {
    expect(Object.values(EVENT).toSorted()).toEqual(Object.keys(eventSchemas).toSorted());
  });
});

describe('an event that breaks the contract names field and value', () => {
  it.each([
    ['no orderId', { orderId: undefined }, 'detail.orderId', 'nothing'],
    ['no shopId', { shopId: undefined }, 'detail.shopId', 'nothing'],
    ['an orderId that is a number', { orderId: 7 }, 'detail.orderId', '7'],
    ['an orderId that cannot be a group id', { orderId: 'o 1' }, 'detail.orderId', '"o 1"'],
    ['a timestamp without time', { timestamp: '2026-11-24' }, 'detail.timestamp', '"2026-11-24"'],
    ['a timestamp without offset', { timestamp: '2026-11-24T12:59:00' }, 'detail.timestamp', '"2026-11-24T12:59:00"'],
    ['items that are no list', { items: 'latte' }, 'detail.items', '"latte"'],
    [
      'a fraction of a cup',
      { items: [{ productId: 'latte', quantity: 0.5, unitPrice: 450 }] },
      'detail.items.0.quantity',
      '0.5',
    ],
    [
      'a price in text',
      { items: [detail.items[0], { productId: 'latte', quantity: 1, unitPrice: '4.50' }] },
      'detail.items.1.unitPrice',
      '"4.50"',
    ],
    ['a total in fractions', { total: 9.5 }, 'detail.total', '9.5'],
    ['a currency that is far too long', { currency: 'US DOLLARS' }, 'detail.currency', '"US DOLLARS"'],
    ['an empty customerId', { customerId: '' }, 'detail.customerId', '""'],
    ['an event id that is no text', { metadata: { eventId: 5, schemaVersion: 1 } }, 'detail.metadata.eventId', '5'],
  ])('%s', (_, fault, field, value) => {
    const violation = violationOf(bodyOf(fault));

    expect(violation).toMatchObject({ field, value });
    expect(violation.message).toBe(`${field}: ${violation.problem}, got ${value}`);
    // A locale is loaded: the problem says more than that something is invalid.
    expect(violation.problem).not.toBe('Invalid input');
  });

  it('of 200 characters, cut short', () => {
    expect(violationOf(bodyOf({ orderId: 'x'.repeat(200) }))).toMatchObject({
      field: 'detail.orderId',
      value: `"${'x'.repeat(119)}… (202 characters)`,
      problem: 'must be 1 to 64 of A-Z a-z 0-9 _ -',
    });
  });

  it('that no map can have an entry of', () => {
    expect(violationOf(bodyOf({ orderId: '__proto__' }))).toMatchObject({
      field: 'detail.orderId',
      problem: 'must not be __proto__',
    });
    const items = [{ productId: '__proto__', quantity: 1, unitPrice: 450 }];
    expect(violationOf(bodyOf({ items }))).toMatchObject({ field: 'detail.items.0.productId', value: '"__proto__"' });
  });

  it.each([
    ['no id', { id: undefined }, 'id', 'nothing'],
    ['an id too long to be named as a cause', { id: 'x'.repeat(129) }, 'id', `"${'x'.repeat(119)}… (131 characters)`],
    ['an unknown type', { 'detail-type': 'Order Teleported' }, 'detail-type', '"Order Teleported"'],
    ['a type that every object has', { 'detail-type': 'toString' }, 'detail-type', '"toString"'],
    ['no time', { time: undefined }, 'time', 'nothing'],
  ])('%s', (_, fault, field, value) => {
    expect(violationOf(bodyOf({}, fault))).toMatchObject({ field, value });
  });

  it.each(['not json', '', '{', `{"payment":{"token":"${TOKEN}`])('%j is not JSON, and is not shown', (body) => {
    expect(violationOf(body)).toMatchObject({
      field: 'body',
      problem: 'must be JSON',
      value: `${body.length} characters`,
    });
  });

  it.each(['null', '7', '[]', '"text"', '{}'])('%s is not an event', (body) => {
    expect(violationOf(body)).toBeInstanceOf(EventViolation);
  });
});

describe('an unknown version', () => {
  it.each([
    ['alone', {}, {}],
    ['in an event whose other fields we cannot know', { orderId: undefined, items: 'many', payment: undefined }, {}],
    ['in metadata whose other fields we cannot know', {}, { eventId: undefined }],
  ])('is named first: %s', (_, fault, metadata) => {
    const body = bodyOf({ ...fault, metadata: { eventId: 'e-1', schemaVersion: 2, ...metadata } });

    expect(violationOf(body)).toMatchObject({
      field: 'detail.metadata.schemaVersion',
      value: '2',
      problem: 'must be 1, the only version this release reads',
    });
  });
});

describe('a card token is never shown', () => {
  const faults: [string, string][] = [
    ['when it is too long', bodyOf({ payment: { token: TOKEN.repeat(20) } })],
    ['when it is a list', bodyOf({ payment: { token: [TOKEN] } })],
    ['when payment is the token', bodyOf({ payment: TOKEN })],
    ['when payment is a list', bodyOf({ payment: [TOKEN] })],
    ['when detail is a list', JSON.stringify({ ...event, detail: [detail, TOKEN] })],
    [
      'when detail is JSON in JSON',
      JSON.stringify({ ...event, detail: JSON.stringify({ payment: { token: TOKEN } }) }),
    ],
    ['when the event is JSON in JSON', JSON.stringify(JSON.stringify({ payment: { token: TOKEN } }))],
    ['when the event is a list', JSON.stringify([{ payment: { token: TOKEN } }, TOKEN])],
    ['when it is among the items', bodyOf({ items: { payment: { token: TOKEN } } })],
    ['when the body is cut off', JSON.stringify({ payment: { token: TOKEN } }).slice(0, -1)],
  ];

  it.each(faults)('%s', (_, body) => {
    const violation = violationOf(body);

    expect([violation.message, violation.value, violation.field].join()).not.toContain(TOKEN);
  });
});
