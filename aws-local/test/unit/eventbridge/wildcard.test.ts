import { complexity, isTooComplex } from '../../../src/eventbridge/wildcard';

/** Figures of aws/event-ruler's MachineComplexityEvaluatorTest.java. */
test.each([
  [['*'], 1],
  [['abc'], 1],
  [['*ab'], 2],
  [['*aa'], 3],
  [['a*b'], 2],
  [['aa*'], 2],
  [['a*bc'], 2],
  [['a*bb'], 3],
  [['a*bcb'], 3],
  [['a*bbb'], 4],
  [['*ab*ad'], 4],
  [['*ab*d'], 3],
  [['*aba*'], 4],
  [['a*b*bb'], 5],
  [['a*b*cb'], 4],
  [['a*b*cd'], 3],
  [['a*b*b'], 4],
  [['a*bb*'], 4],
  [['ab*b*'], 3],
  [['*', 'ab*c'], 3],
  [['ab*c', 'x*xx'], 3],
  [['*abc', '*abcde'], 4],
  [['a*bcd', 'ab*cd'], 4],
])('the wildcards %j are as complex as in the ruler', (patterns, expected) => {
  expect(complexity(patterns, 100)).toBe(expected);
});

test('what AWS takes and refuses is told apart', () => {
  const ofStacks = (count: number) => Array.from({ length: count }, (_, at) => `*:stack/Stack${at}/*`);
  expect(isTooComplex(['/Users/*/dir/dir/dir/dir/dir/doc.txt'])).toBe(false);
  expect(isTooComplex(ofStacks(3))).toBe(false);
  expect(isTooComplex(ofStacks(4))).toBe(true);
  expect(isTooComplex(['*:*:*:*:*:event-bus/*'])).toBe(true);
});
