import fc from 'fast-check';
import { attributesOfExpression, equalsOfKeyCondition } from '../../../../src/iam/requests/dynamodb-expression';

test.each([
  ['PK = :v', [':v']],
  ['PK=:v', [':v']],
  ['(PK = :v) AND begins_with(SK, :prefix)', [':v']],
  ['SK BETWEEN :a AND :b AND PK = :v', [':v']],
  ['#pk = :v and SK > :a', [':v']],
  [':v = PK', [':v']],
  ['PK > :v', []],
  ['PK <> :v', []],
  ['SK = :v', []],
  ['a.PK = :v', []],
  ['#unknown = :v', []],
  ['PK = ', []],
])('%s demands the partition key to be %j', (expression, expected) => {
  expect(equalsOfKeyCondition(expression, { '#pk': 'PK' }, 'PK')).toEqual(expected);
});

test('a name that every object inherits is no placeholder', () => {
  expect(attributesOfExpression('#toString', {})).toEqual([]);
});

test('words of the language are attributes only behind a placeholder', () => {
  expect(attributesOfExpression('SET a = :x, b.c = list_append(d, :y) REMOVE #set', { '#set': 'SET' })).toEqual([
    'a',
    'b',
    'd',
    'SET',
  ]);
});

describe('for any text', () => {
  const anything = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('PK', '=', ':v', '#n', '.', '(', 'AND'));
  const expression = fc.array(anything).map((words) => words.join(' '));

  test('an expression names nothing that does not stand in it', () => {
    fc.assert(
      fc.property(expression, fc.dictionary(fc.string(), fc.anything()), (text, names) => {
        for (const name of attributesOfExpression(text, {})) expect(text).toContain(name);
        for (const placeholder of equalsOfKeyCondition(text, names, 'PK')) expect(text).toContain(placeholder);
      }),
    );
  });

  test('the key is found at any place, spacing and placeholder', () => {
    const name = fc.stringMatching(/^[A-Za-z]\w{0,8}$/);
    const space = fc.constantFrom('', ' ', '  ', '\n', '\t');
    fc.assert(
      fc.property(name, name, space, fc.boolean(), (placeholder, value, blank, first) => {
        const key = `${blank}#${placeholder}${blank}=${blank}:${value}${blank}`;
        const text = first ? `${key} AND SK < :other_` : `SK < :other_ AND ${key}`;
        expect(equalsOfKeyCondition(text, { [`#${placeholder}`]: 'PK' }, 'PK')).toEqual([`:${value}`]);
      }),
    );
  });
});
