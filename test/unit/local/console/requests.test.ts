import { type ActionName, readInput } from '../../../../local/console/action-inputs';
import { refusalOf } from '../../../../local/console/request-check';

const json = { 'content-type': 'application/json' };

describe('requests that the page itself sends', () => {
  test.each([
    ['GET', {}],
    ['POST', json],
    ['POST', { 'content-type': 'application/json; charset=utf-8' }],
  ])('%s with %j is answered', (method, headers) => expect(refusalOf(method, headers)).toBeUndefined());
});

describe('requests that another site could make a browser send', () => {
  test.each([
    ['a form', 415, 'POST', { 'content-type': 'application/x-www-form-urlencoded' }, 'x-www-form-urlencoded'],
    ['a text', 415, 'POST', { 'content-type': 'text/plain' }, 'text/plain'],
    ['a body of no type', 415, 'POST', {}, 'nothing'],
    ['another method', 405, 'DELETE', {}, 'DELETE'],
  ])('%s is refused with %i', (_, status, method, headers, said) => {
    const refusal = refusalOf(method, headers);
    expect(refusal?.status).toBe(status);
    expect(refusal?.reason).toContain(said);
  });
});

describe('what an action takes', () => {
  const placing = { quantity: 1, count: 1, card: 'good', handover: 'at-once' };

  test('an order as the form gives it', () =>
    expect(readInput('place', JSON.stringify({ ...placing, shopId: 'astoria' }))).toEqual({
      ...placing,
      shopId: 'astoria',
    }));

  test.each<[ActionName, unknown, RegExp]>([
    ['place', { ...placing, count: 201 }, /^place: count: .*200.*, got 201$/],
    ['place', { ...placing, quantity: 1.5 }, /^place: quantity: .*, got 1\.5$/],
    ['place', { ...placing, quantity: undefined }, /^place: quantity: .*, got nothing$/],
    ['place', { ...placing, card: 'stolen' }, /^place: card: .*good.*declined.*, got "stolen"$/],
    ['place', { ...placing, shopId: 'no such shop' }, /^place: shopId: .*, got "no such shop"$/],
    ['place', { ...placing, shop: 'astoria' }, /^place: it has no field shop \(it has: shopId, /],
    ['shop', { shopId: 'astoria', open: 'yes' }, /^shop: open: .*boolean.*, got "yes"$/],
    ['gateway', { outage: 'slow' }, /^gateway: outage: .*refused.*, got "slow"$/],
    ['gateway', {}, /^gateway: outage: .*, got nothing$/],
    ['breaker', { status: 'open' }, /^breaker: status: .*closed.*, got "open"$/],
    ['redrive', { queue: 7 }, /^redrive: queue: .*, got 7$/],
    ['order', { orderId: 'o-1', say: 'Order Fulfilled' }, /^order: say: .*, got "Order Fulfilled"$/],
    ['stage', [], /^stage: the body: .*object.*, got \[\]$/],
  ])('%s of %j is refused by field and value', (name, input, said) => {
    expect(() => readInput(name, JSON.stringify(input))).toThrow(said);
  });

  test('what is no JSON is not repeated, nor is a card token', () => {
    expect(() => readInput('place', '{"card": pm_card_visa}')).toThrow(
      /^place: the body is no JSON \(22 characters\)$/,
    );
    expect(() => readInput('place', JSON.stringify({ ...placing, card: 'pm_card_visa' }))).toThrow(
      /got "\(withheld\)"$/,
    );
  });
});
