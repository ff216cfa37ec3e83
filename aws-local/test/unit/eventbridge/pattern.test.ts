import type { BusEvent } from '../../../src/eventbridge/bus-event';
import { compilePattern } from '../../../src/eventbridge/pattern';

const event = (detail: unknown): BusEvent => ({
  version: '0',
  id: '6a7e8feb-b491-4cf7-a9f1-bf3703467718',
  'detail-type': 'Order Created',
  source: 'coffee-shop.order-manager',
  account: '000000000000',
  time: '2026-11-24T08:00:00Z',
  region: 'us-east-1',
  resources: ['arn:aws:shop/1', 'arn:aws:shop/2'],
  detail,
});

const matches = (pattern: object, detail: unknown = {}): boolean => compilePattern(pattern)(event(detail));
const fieldMatches = (condition: unknown, value: unknown): boolean =>
  matches({ detail: { field: [condition] } }, { field: value });

describe('an event pattern', () => {
  it('wants every field, and of a field one of the values', () => {
    const pattern = { source: ['other', 'coffee-shop.order-manager'], 'detail-type': ['Order Created'] };
    expect(matches(pattern)).toBe(true);
    expect(matches({ ...pattern, region: ['eu-west-1'] })).toBe(false);
    expect(matches({ source: ['coffee-shop.order'] })).toBe(false);
  });

  it('finds a value in an array of the event', () => {
    expect(matches({ resources: ['arn:aws:shop/2'] })).toBe(true);
    expect(matches({ resources: ['arn:aws:shop/3'] })).toBe(false);
  });

  it.each([
    ['a', 'a', true],
    ['5', 5, false],
    [5, 5, true],
    [300, 3e2, true],
    [true, true, true],
    [false, 'false', false],
    [null, null, true],
    [null, 'null', false],
    ['a', { a: 1 }, false],
  ])('compares %j with %j by type and value: %j', (expected, value, result) => {
    expect(fieldMatches(expected, value)).toBe(result);
  });

  it.each([
    [{ prefix: 'or' }, 'order', true],
    [{ prefix: '' }, '', true],
    [{ prefix: '' }, 7, false],
    [{ prefix: { 'equals-ignore-case': 'OR' } }, 'order', true],
    [{ suffix: 'der' }, 'order', true],
    [{ suffix: 'der' }, 'orders', false],
    [{ 'equals-ignore-case': 'ORDER' }, 'Order', true],
    [{ 'equals-ignore-case': 'ORDER' }, 'Orders', false],
    [{ wildcard: '*' }, '', true],
    [{ wildcard: '*' }, 12, false],
    [{ wildcard: 'a*b*c' }, 'a1b2c', true],
    [{ wildcard: 'a*b*c' }, 'abc', true],
    [{ wildcard: 'a*b*c' }, 'ac', false],
    [{ wildcard: 'ab*ba' }, 'aba', false],
    [{ wildcard: '*bc*' }, 'abcd', true],
    [{ wildcard: 'a\\*b' }, 'a*b', true],
    [{ wildcard: 'a\\*b' }, 'a1b', false],
    [{ wildcard: 'a\\\\*' }, 'a\\z', true],
    [{ wildcard: 'plain' }, 'plain', true],
  ])('%j on %j: %j', (condition, value, result) => {
    expect(fieldMatches(condition, value)).toBe(result);
  });

  it.each([
    [['=', 5], 5, true],
    [['>', 0], 0, false],
    [['>=', 0], 0, true],
    [['<', 10], 10, false],
    [['<=', 10], 10, true],
    [['>', 0, '<=', 5], 5, true],
    [['>', 0, '<=', 5], 5.1, false],
    [['>=', 0, '<', 5], 5, false],
    [['>', 0], '5', false],
  ])('numeric %j on %j: %j', (terms, value, result) => {
    expect(fieldMatches({ numeric: terms }, value)).toBe(result);
  });

  it.each([
    ['a', 'b', true],
    ['a', 'a', false],
    ['a', 7, true],
    ['a', null, true],
    [['a', 'b'], 'b', false],
    [[1, 2], 2, false],
    [[1, 2], '2', true],
    [{ prefix: 'x-' }, 'x-1', false],
    [{ prefix: ['x-', 'y-'] }, 'y-1', false],
    [{ suffix: '.png' }, 'a.gif', true],
    [{ wildcard: '*' }, 'text', false],
    [{ wildcard: '*' }, 7, true],
    [{ 'equals-ignore-case': ['A'] }, 'a', false],
  ])('anything-but %j on %j: %j', (excluded, value, result) => {
    expect(fieldMatches({ 'anything-but': excluded }, value)).toBe(result);
  });

  it('anything-but needs the field to be there', () => {
    expect(matches({ detail: { field: [{ 'anything-but': 'a' }] } }, {})).toBe(false);
  });

  it('anything-but holds for an array when one element differs', () => {
    expect(fieldMatches({ 'anything-but': 'a' }, ['a', 'b'])).toBe(true);
    expect(fieldMatches({ 'anything-but': 'a' }, ['a'])).toBe(false);
  });

  it.each([
    ['a string', 'x', true],
    ['null', null, true],
    ['an array with a value', ['x'], true],
    ['an object, which is no leaf', { x: 1 }, false],
    ['an empty array, which has no leaf', [], false],
  ])('exists looks at leaves: %s', (_, value, exists) => {
    expect(fieldMatches({ exists: true }, value)).toBe(exists);
    expect(fieldMatches({ exists: false }, value)).toBe(!exists);
  });

  it('exists false holds below a parent that is missing', () => {
    const pattern = { detail: { order: { id: [{ exists: false }] } } };
    expect(matches(pattern, {})).toBe(true);
    expect(matches(pattern, { order: 'text' })).toBe(true);
    expect(matches(pattern, { order: { id: 1 } })).toBe(false);
  });

  it('exists false is about the whole event, also across array elements', () => {
    const pattern = { detail: { items: { sku: [{ exists: false }] } } };
    expect(matches(pattern, { items: [{ sku: 'a' }, { quantity: 1 }] })).toBe(false);
    expect(matches(pattern, { items: [{ quantity: 1 }] })).toBe(true);
  });

  it('exists false below an array is about the element that the other fields match', () => {
    const pattern = { detail: { items: { state: ['open'], error: { code: [{ exists: false }] } } } };
    const broken = { state: 'closed', error: { code: 7 } };
    expect(matches(pattern, { items: [{ state: 'open' }, broken] })).toBe(false);
    const sorted = { detail: { items: { a: ['open'], b: [{ exists: false }] } } };
    expect(matches(sorted, { items: [{ a: 'open' }, { a: 'closed', b: 1 }] })).toBe(true);
    expect(matches(sorted, { items: [{ a: 'open', b: 1 }, { a: 'closed' }] })).toBe(false);
  });

  it('takes a name with dots for nested names, in the pattern and in the event', () => {
    expect(matches({ detail: { 'order.id': ['o-1'] } }, { order: { id: 'o-1' } })).toBe(true);
    expect(matches({ detail: { order: { id: ['o-1'] } } }, { 'order.id': 'o-1' })).toBe(true);
  });

  it('lets a branch of $or replace the conditions of the same field beside it', () => {
    const pattern = { detail: { size: ['small'], $or: [{ size: ['large'] }, { milk: ['oat'] }] } };
    expect(matches(pattern, { size: 'large' })).toBe(true);
    expect(matches(pattern, { size: 'small' })).toBe(false);
    expect(matches(pattern, { size: 'small', milk: 'oat' })).toBe(true);
  });

  it.each([
    ['10.0.0.255', true],
    ['10.0.1.0', false],
    ['10.0.0.256', false],
    [10, false],
  ])('cidr 10.0.0.0/24 on %j: %j', (value, result) => {
    expect(fieldMatches({ cidr: '10.0.0.0/24' }, value)).toBe(result);
  });

  it('combines exists with values by OR', () => {
    const pattern = { detail: { status: [{ exists: false }, 'PAID'] } };
    expect(matches(pattern, {})).toBe(true);
    expect(matches(pattern, { status: 'PAID' })).toBe(true);
    expect(matches(pattern, { status: 'OPEN' })).toBe(false);
  });

  it('wants the conditions below an array to hold for one element', () => {
    const pattern = { detail: { items: { sku: ['latte'], quantity: [2] } } };
    expect(
      matches(pattern, {
        items: [
          { sku: 'tea', quantity: 1 },
          { sku: 'latte', quantity: 2 },
        ],
      }),
    ).toBe(true);
    expect(
      matches(pattern, {
        items: [
          { sku: 'tea', quantity: 2 },
          { sku: 'latte', quantity: 1 },
        ],
      }),
    ).toBe(false);
  });

  it('takes $or at any level, beside other fields and nested', () => {
    const pattern = {
      source: ['coffee-shop.order-manager'],
      detail: { $or: [{ a: [1] }, { b: [2], $or: [{ c: [3] }, { d: [{ exists: false }] }] }] },
    };
    expect(matches(pattern, { a: 1 })).toBe(true);
    expect(matches(pattern, { b: 2, d: 0, c: 3 })).toBe(true);
    expect(matches(pattern, { b: 2 })).toBe(true);
    expect(matches(pattern, { b: 2, d: 0 })).toBe(false);
    expect(matches({ ...pattern, source: ['other'] }, { a: 1 })).toBe(false);
    expect(matches({ $or: [{ source: ['other'] }, { 'detail-type': ['Order Created'] }] })).toBe(true);
  });

  it('is complemented by its opposite: usable keys go one way, every other event the other', () => {
    const usable = compilePattern({ detail: { orderId: [{ wildcard: '?*'.slice(1) }], shopId: [{ prefix: '' }] } });
    const unusable = compilePattern({
      detail: {
        $or: ['orderId', 'shopId'].flatMap((key) => [
          { [key]: [{ exists: false }] },
          { [key]: [{ 'anything-but': { wildcard: '*' } }] },
        ]),
      },
    });
    for (const orderId of ['o-1', 7, null, true, undefined, {}, [], { a: 'x' }]) {
      const candidate = event({ shopId: 's-1', ...(orderId !== undefined && { orderId }) });
      expect([orderId, usable(candidate), unusable(candidate)]).toEqual([
        orderId,
        orderId === 'o-1',
        orderId !== 'o-1',
      ]);
    }
  });

  it('does not see what JavaScript adds to objects', () => {
    expect(matches({ detail: { constructor: { name: [{ exists: true }] } } })).toBe(false);
  });

  it.each([
    [{}, 'the top level'],
    [{ source: 'x' }, 'source'],
    [{ source: [] }, 'source'],
    [{ detail: {} }, 'detail'],
    [{ detail: { ip: [{ cidr: '10.0.0.0' }] } }, 'must have one / at detail.ip'],
    [{ detail: { ip: [{ cidr: '10.0.0.0/32' }] } }, '0 to 31 bits at detail.ip'],
    [{ detail: { ip: [{ cidr: '10.0.0/8' }] } }, '10.0.0 is not an IP address at detail.ip'],
    [{ detail: { a: [{ 'anything-but': { prefix: { 'equals-ignore-case': 'x' } } }] } }, 'detail.a'],
    [{ detail: { a: [{ wildcard: '*:*:*:*:*:event-bus/*' }] } }, 'Rule is too complex'],
    [{ $or: [{ source: ['a'] }, { regex: ['b'] }] }, 'reserved inside $or at regex'],
    [{ detail: { a: [{ regex: 'x' }] } }, "'regex' is not supported at detail.a"],
    [{ detail: { a: [{ prefix: 5 }] } }, 'detail.a'],
    [{ detail: { a: [{ prefix: 'x', suffix: 'y' }] } }, 'detail.a'],
    [{ detail: { a: [['x']] } }, 'detail.a'],
    [{ detail: { a: [{ exists: 'yes' }] } }, 'detail.a'],
    [{ detail: { a: [{ wildcard: 'a**b' }] } }, 'detail.a'],
    [{ detail: { a: [{ wildcard: 'a\\b' }] } }, 'detail.a'],
    [{ detail: { a: [{ numeric: ['>', 'x'] }] } }, 'detail.a'],
    [{ detail: { a: [{ numeric: ['!', 1] }] } }, 'detail.a'],
    [{ detail: { a: [{ numeric: ['>', 5, '<', 1] }] } }, 'detail.a'],
    [{ detail: { a: [{ numeric: ['>', 6e9] }] } }, 'detail.a'],
    [{ detail: { a: [{ 'anything-but': ['x', 1] }] } }, 'detail.a'],
    [{ detail: { a: [{ 'anything-but': [] }] } }, 'detail.a'],
    [{ detail: { a: [{ 'anything-but': [null] }] } }, 'detail.a'],
    [{ detail: { a: [{ 'anything-but': { prefix: '' } }] } }, 'detail.a'],
    [{ detail: { a: [{ 'anything-but': { numeric: ['>', 1] } }] } }, "'numeric'"],
    [{ detail: { $or: [{ a: [1] }] } }, 'detail.$or'],
    [{ detail: { $or: [{ a: [1] }, { prefix: ['x'] }] } }, 'detail.prefix'],
  ])('refuses %j and names the place', (pattern, place) => {
    expect(() => compilePattern(pattern)).toThrow(
      expect.objectContaining({ code: 'InvalidEventPatternException', message: expect.stringContaining(place) }),
    );
  });
});
