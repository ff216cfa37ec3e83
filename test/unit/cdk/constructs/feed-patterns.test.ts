import type { BusEvent } from '@coffee-shop/aws-local';
import { compilePattern } from '@coffee-shop/aws-local';
import { feedPatterns } from '../../../../cdk/constructs/feed-patterns';
import { stageDefinitions } from '../../../../cdk/stage-definitions';
import { STAGES, type StageName } from '../../../../contracts/events/order-processor';

const EVENT_SRC = 'the-foundation';

const event = (parts: Partial<BusEvent>): BusEvent => ({
  version: '0',
  id: '6f9f5c1e-0000-4000-8000-000000000000',
  'detail-type': 'Order Created',
  source: 'coffee-shop.order-manager',
  account: '000000000000',
  time: '2026-11-24T08:00:00Z',
  region: 'us-east-1',
  resources: [],
  detail: { orderId: 'o-1', shopId: 'astoria' },
  ...parts,
});

const patternsOf = (stage: StageName) => {
  const { subscription, groupedBy } = stageDefinitions[stage];
  return feedPatterns(subscription, EVENT_SRC, groupedBy);
};
const payment = patternsOf('payment');

const rulesThatTake = (candidate: BusEvent, { main, malformed } = payment): string[] =>
  Object.entries({ main, malformed })
    .filter(([, pattern]) => compilePattern(pattern)(candidate))
    .map(([rule]) => rule);
/** Whether the pipe carries the main rule's copy on. */

const notAnId: [string, unknown][] = [
  ['null', null],
  ['true', true],
  ['false', false],
  ['zero', 0],
  ['a number', 12.5],
  ['a negative number', -3],
  ['a number beyond what numeric patterns reach', 20_261_124_080_000],
  ['an object', { value: 'o-1' }],
  ['an empty object', {}],
  ['an empty array', []],
  ['an array of numbers', [1, 2]],
  ['an array of objects', [{ value: 'o-1' }]],
];

describe('the two rules of a feed', () => {
  it('take an event with both ids by the main rule only', () => {
    expect(rulesThatTake(event({}))).toEqual(['main']);
  });

  describe.each(['orderId', 'shopId'])('when %s', (field) => {
    const ids = { orderId: 'o-1', shopId: 'astoria' };

    it.each(notAnId)('is %s: by the complement only', (_, value) => {
      expect(rulesThatTake(event({ detail: { ...ids, [field]: value } }))).toEqual(['malformed']);
    });

    it('is missing: by the complement only', () => {
      const { [field as 'orderId']: _, ...detail } = ids;
      expect(rulesThatTake(event({ detail }))).toEqual(['malformed']);
    });

    it.each([
      ['longer than any group id', 'x'.repeat(200)],
      ['the word null', 'null'],
      ['of digits', '42'],
      ['an asterisk', '*'],
    ])('is a string that is %s: by the main rule only', (_, value) => {
      expect(rulesThatTake(event({ detail: { ...ids, [field]: value } }))).toEqual(['main']);
    });

    it('is an array of strings: by the main rule only, for EventBridge looks at elements; the pipe refuses it', () => {
      expect(rulesThatTake(event({ detail: { ...ids, [field]: ['a', 'b'] } }))).toEqual(['main']);
    });

    it('is an array of strings and others: by both, so that it is dead-lettered and never lost', () => {
      expect(rulesThatTake(event({ detail: { ...ids, [field]: ['a', null] } }))).toEqual(['main', 'malformed']);
    });
  });

  describe.each(STAGES)('of %s, of a string that cannot be a message group', (stage) => {
    const patterns = patternsOf(stage);
    const type = stageDefinitions[stage].subscription.fromOrderManager[0] ?? '';
    const ofId = (field: string, value: unknown): BusEvent =>
      event({ 'detail-type': type, detail: { orderId: 'o-1', shopId: 'astoria', [field]: value } });
    const { groupedBy } = stageDefinitions[stage];
    const other = groupedBy === 'orderId' ? 'shopId' : 'orderId';

    it.each(['', ' ', 'a b', ' o-1', 'o-1 '])('%j: by both, so that the stage names the fault', (value) => {
      expect(rulesThatTake(ofId(groupedBy, value), patterns)).toEqual(['main', 'malformed']);
    });

    it.each(['', ' ', 'a b'])(
      '%j as the other id: by the main rule only, for the stage gets it in a group',
      (value) => {
        expect(rulesThatTake(ofId(other, value), patterns)).toEqual(['main']);
      },
    );
  });

  it('take an event without any id once', () => {
    expect(rulesThatTake(event({ detail: {} }))).toEqual(['malformed']);
  });

  it("know the order manager by the contract's source and by the foundation's", () => {
    expect(rulesThatTake(event({ source: EVENT_SRC }))).toEqual(['main']);
  });

  it.each([
    ['our own event from the order manager', { 'detail-type': 'Inventory Rejected' }],
    ["the order manager's event from us", { source: 'coffee-shop.order-processor' }],
    ['an event of another stage', { 'detail-type': 'Order Ready' }],
    ['an event of a stranger', { source: 'stranger' }],
  ])('leave %s alone, whatever its ids', (_, parts) => {
    expect(rulesThatTake(event(parts))).toEqual([]);
    expect(rulesThatTake(event({ ...parts, detail: {} }))).toEqual([]);
  });

  it.each(STAGES)('of %s name each event type of the stage', (stage) => {
    const { subscription } = stageDefinitions[stage];
    const matches = compilePattern(patternsOf(stage).main);
    for (const type of subscription.fromOrderManager) expect(matches(event({ 'detail-type': type }))).toBe(true);
    for (const type of subscription.fromOrderProcessor) {
      expect(matches(event({ 'detail-type': type, source: 'coffee-shop.order-processor' }))).toBe(true);
    }
  });

  it.each(STAGES)('of %s stay within the 2,048 characters of a pattern', (stage) => {
    const { subscription, groupedBy } = stageDefinitions[stage];
    const { main, malformed } = feedPatterns(subscription, 's'.repeat(256), groupedBy);
    for (const pattern of [main, malformed]) expect(JSON.stringify(pattern).length).toBeLessThanOrEqual(2_048);
  });

  it('name a source once where the foundation publishes under the name of the contract', () => {
    const { main } = feedPatterns(stageDefinitions.payment.subscription, 'coffee-shop.order-manager', 'orderId');
    expect(JSON.stringify(main).match(/coffee-shop\.order-manager/g)).toHaveLength(1);
  });
});
