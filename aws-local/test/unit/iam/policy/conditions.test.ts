import { holds } from './kit';

const RULE = 'arn:aws:events:us-east-1:000000000000:rule/orders';

// IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
describe('a condition operator', () => {
  test.each([
    ['StringEquals', 'latte', 'latte', true],
    ['StringEquals', 'latte', 'Latte', false],
    ['StringEquals', 'lat*', 'latte', false],
    ['StringEquals', 'lat*', 'lat*', true],
    ['StringEqualsIgnoreCase', 'LATTE', 'latte', true],
    ['StringEqualsIgnoreCase', 'latte', 'mocha', false],
    ['StringLike', 'lat*', 'latte', true],
    ['StringLike', 'l?tte', 'latte', true],
    ['StringLike', 'LAT*', 'latte', false],
    ['StringLike', 'lat', 'latte', false],
    ['StringLike', '', '', true],
    ['StringLike', 'a*', 'a:b/c', true],
    ['Bool', 'true', 'true', true],
    ['Bool', 'true', 'false', false],
    ['NumericEquals', '10', '10.0', true],
    ['NumericLessThan', '10', '9', true],
    ['NumericLessThan', '10', '10', false],
    ['NumericLessThanEquals', '10', '10', true],
    ['NumericGreaterThan', '9', '10', true],
    ['NumericGreaterThan', '10', '9', false],
    ['NumericGreaterThanEquals', '10', '9', false],
    ['NumericGreaterThanEquals', '-1.5', '-1.5', true],
    ['NumericEquals', '10', 'ten', false],
    ['DateEquals', '2026-12-01T08:00:00Z', '2026-12-01T09:00:00+01:00', true],
    ['DateEquals', '2026-12-01', '2026-12-01T00:00:00Z', true],
    ['DateEquals', '1796112000', '2026-12-01T08:00:00Z', true],
    ['DateLessThan', '2026-12-01', '2026-11-30T23:59:59Z', true],
    ['DateLessThan', '2026-12-01', '2026-12-01', false],
    ['DateLessThanEquals', '2026-12-01', '2026-12-01', true],
    ['DateGreaterThan', '2026-12-01T00:00Z', '2026-12-01T00:00:01Z', true],
    ['DateGreaterThanEquals', '2026', '2025-12-31', false],
    ['BinaryEquals', 'QmluYXJ5', 'QmluYXJ5', true],
    ['BinaryEquals', 'QmluYXJ5', 'QmluYXJ6', false],
    ['IpAddress', '203.0.113.0/24', '203.0.113.7', true],
    ['IpAddress', '203.0.113.0/24', '203.0.114.7', false],
    ['IpAddress', '203.0.113.7', '203.0.113.7', true],
    ['IpAddress', '203.0.113.7', '203.0.113.8', false],
    ['IpAddress', '2001:DB8:1234:5678::/64', '2001:db8:1234:5678::1', true],
    ['IpAddress', '2001:DB8:1234:5678::/64', '203.0.113.7', false],
    ['ArnEquals', RULE, RULE, true],
    ['ArnEquals', 'arn:aws:events:*:*:rule/*', RULE, true],
    ['ArnLike', 'arn:aws:events:us-????-1:*:rule/orders', RULE, true],
    ['ArnLike', 'arn:aws:events:*:rule/*:x:y', RULE, false],
    ['ArnLike', 'ARN:aws:events:*:*:rule/*', RULE, false],
    ['ArnLike', RULE, 'orders', false],
    // The page's own example of where StringLike matches and ArnLike does not.
    [
      'ArnLike',
      'arn:aws:someservice:*:111122223333:finance/*',
      'arn:aws:someservice:us-east-2:999999999999:store/abc:111122223333:finance/document.txt',
      false,
    ],
    [
      'StringLike',
      'arn:aws:someservice:*:111122223333:finance/*',
      'arn:aws:someservice:us-east-2:999999999999:store/abc:111122223333:finance/document.txt',
      true,
    ],
    ['ArnLike', 'arn:aws:states:*:*:execution:*', 'arn:aws:states:us-east-1:0:execution:flow:run', true],
  ])('%s %j of %j: %s', (operator, wanted, given, expected) => {
    expect(holds({ [operator]: { 'coffee:Drink': wanted } }, { 'coffee:drink': given })).toBe(expected);
  });

  test.each([
    ['StringNotEquals', 'latte', 'latte', 'mocha'],
    ['StringNotEqualsIgnoreCase', 'latte', 'LATTE', 'mocha'],
    ['StringNotLike', 'lat*', 'latte', 'mocha'],
    ['NumericNotEquals', '1', '1.0', '2'],
    ['DateNotEquals', '2026-12-01', '2026-12-01T00:00:00Z', '2026-12-02'],
    ['NotIpAddress', '203.0.113.0/24', '203.0.113.7', '203.0.114.7'],
    ['ArnNotEquals', RULE, RULE, `${RULE}2`],
    ['ArnNotLike', 'arn:aws:events:*:*:rule/*', RULE, 'arn:aws:sns:us-east-1:0:orders'],
  ])(
    '%s %j fails for %j, holds for %j, for a missing key, and for none of several',
    (operator, wanted, equal, other) => {
      const condition = { [operator]: { 'coffee:Drink': wanted } };
      expect(holds(condition, { 'coffee:drink': equal })).toBe(false);
      expect(holds(condition, { 'coffee:drink': other })).toBe(true);
      expect(holds(condition)).toBe(true);
      // reference_policies_condition-logic-multiple-context-keys-or-values.html: NOR over the values.
      const several = { [operator]: { 'coffee:Drink': [other, wanted] } };
      expect(holds(several, { 'coffee:drink': equal })).toBe(false);
      expect(holds(several, { 'coffee:drink': other })).toBe(false);
    },
  );

  test('that needs the key fails without it, and with IfExists holds', () => {
    for (const [operator, wanted] of [
      ['StringEquals', 'latte'],
      ['StringLike', '*'],
      ['Bool', 'false'],
      ['ArnLike', RULE],
      ['NumericLessThan', '5'],
      ['IpAddress', '0.0.0.0/0'],
      ['DateLessThan', '2100-01-01'],
    ]) {
      expect(holds({ [String(operator)]: { 'coffee:Drink': wanted } })).toBe(false);
      expect(holds({ [`${operator}IfExists`]: { 'coffee:Drink': wanted } })).toBe(true);
    }
    expect(holds({ StringEqualsIfExists: { 'coffee:Drink': 'latte' } }, { 'coffee:drink': 'mocha' })).toBe(false);
  });

  test('Null asks whether the key is there and has a value', () => {
    expect(holds({ Null: { 'coffee:Drink': 'true' } })).toBe(true);
    expect(holds({ Null: { 'coffee:Drink': true } }, { 'coffee:drink': 'latte' })).toBe(false);
    expect(holds({ Null: { 'coffee:Drink': 'false' } }, { 'coffee:drink': ['latte'] })).toBe(true);
    expect(holds({ Null: { 'coffee:Drink': 'false' } }, { 'coffee:drink': [] })).toBe(false);
    expect(holds({ Null: { 'coffee:Drink': ['true', 'false'] } })).toBe(true);
  });

  test('Null with a qualifier is the same for every request', () => {
    for (const context of [{}, { 'coffee:drink': ['latte'] }]) {
      expect(holds({ 'ForAllValues:Null': { 'coffee:Drink': 'true' } }, context)).toBe(true);
      expect(holds({ 'ForAnyValue:Null': { 'coffee:Drink': 'true' } }, context)).toBe(false);
    }
  });
});

// reference_policies_condition-logic-multiple-context-keys-or-values.html
test('operators and keys of a Condition must all hold, each for one of its values', () => {
  const condition = {
    StringEquals: { 'coffee:Drink': ['latte', 'mocha'], 'coffee:Size': 'small' },
    Bool: { 'coffee:Decaf': 'true' },
  };
  const good = { 'coffee:drink': 'mocha', 'coffee:size': 'small', 'coffee:decaf': 'true' };
  expect(holds(condition, good)).toBe(true);
  for (const key of Object.keys(good)) expect(holds(condition, { ...good, [key]: 'false' })).toBe(false);
});

// reference_policies_elements_condition.html
test('names of condition keys have no case, values have', () => {
  expect(holds({ StringEquals: { 'COFFEE:drink': 'latte' } }, { 'coffee:drink': 'latte' })).toBe(true);
});

// reference_policies_condition-single-vs-multi-valued-context-keys.html
describe('a key with several values', () => {
  const ALL = { 'ForAllValues:StringEquals': { 'events:source': ['ours', 'theirs'] } };
  const ANY = { 'ForAnyValue:StringEquals': { 'events:source': ['ours', 'theirs'] } };

  test.each([
    [['ours'], true, true],
    [['ours', 'theirs'], true, true],
    [['ours', 'foreign'], false, true],
    [['foreign'], false, false],
    [[], true, false],
    [[''], true, false],
    ['ours', true, true],
    [undefined, true, false],
  ])('%j: ForAllValues %s, ForAnyValue %s', (given, all, any) => {
    const context = given === undefined ? {} : { 'events:source': given };
    expect(holds(ALL, context)).toBe(all);
    expect(holds(ANY, context)).toBe(any);
  });

  test('matches no operator without qualifier, a negated one neither', () => {
    for (const operator of ['StringEquals', 'StringNotEquals', 'StringLike', 'StringEqualsIfExists']) {
      expect(holds({ [operator]: { 'events:source': 'ours' } }, { 'events:source': ['ours'] })).toBe(false);
      expect(holds({ [operator]: { 'events:source': 'ours' } }, { 'events:source': ['foreign'] })).toBe(false);
    }
  });

  test('with negated operators: no value is one of the list, or some value is none of it', () => {
    const none = { 'ForAllValues:StringNotEquals': { 'events:source': ['ours', 'theirs'] } };
    const some = { 'ForAnyValue:StringNotEquals': { 'events:source': ['ours', 'theirs'] } };
    expect([none, some].map((each) => holds(each, { 'events:source': ['foreign', 'ours'] }))).toEqual([false, true]);
    expect([none, some].map((each) => holds(each, { 'events:source': ['foreign'] }))).toEqual([true, true]);
    expect([none, some].map((each) => holds(each))).toEqual([true, false]);
  });

  test('our own right to publish: every source is ours, and there is one', () => {
    const publish = { 'ForAllValues:StringEquals': { 'events:source': 'ours' }, Null: { 'events:source': 'false' } };
    expect(holds(publish, { 'events:source': ['ours', 'ours'] })).toBe(true);
    expect(holds(publish, { 'events:source': ['ours', 'foreign'] })).toBe(false);
    expect(holds(publish)).toBe(false);
  });

  // "For no matching key or a null dataset, the condition returns false."
  test('that are all empty are none: ForAnyValue is false, whatever it wants', () => {
    expect(holds({ 'ForAnyValue:StringLike': { 'events:source': '*' } }, { 'events:source': ['', ''] })).toBe(false);
    expect(holds({ 'ForAnyValue:StringNotEquals': { 'events:source': 'ours' } }, { 'events:source': [''] })).toBe(
      false,
    );
    expect(holds({ 'ForAnyValue:StringLike': { 'events:source': '*' } }, { 'events:source': ['', 'ours'] })).toBe(true);
  });

  test('ForAnyValue is false without the key, with IfExists too', () => {
    const publish = (qualifier: string) => ({ [`${qualifier}:StringEqualsIfExists`]: { 'events:source': 'ours' } });
    expect(holds(publish('ForAnyValue'))).toBe(false);
    expect(holds(publish('ForAnyValue'), { 'events:source': ['ours'] })).toBe(true);
    expect(holds(publish('ForAllValues'))).toBe(true);
  });
});
