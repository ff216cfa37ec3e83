import fc from 'fast-check';
import { compileGlob } from '../../../../src/iam/policy/glob';
import { literalText } from '../../../../src/iam/policy/pattern';
import { type GlobPart, textParts } from '../../../../src/iam/policy/policy-text';
import { compileResource } from '../../../../src/iam/policy/resource-pattern';
import { holds } from './kit';

const never = (rule: string): never => {
  throw new Error(rule);
};
const globParts = (text: string) => textParts(text, { wildcards: true, variables: false }, never) as GlobPart[];

/** Few characters, so that patterns and values meet. */
const patternOf = (characters: string) => fc.string({ unit: fc.constantFrom(...characters), maxLength: 9 });
/** Some are shorter than ARNs, some have colons in their last part. */
const arnOf = (characters: string) =>
  fc
    .array(fc.string({ unit: fc.constantFrom(...characters), maxLength: 3 }), { minLength: 1, maxLength: 8 })
    .map((parts) => parts.join(':'));
const RUNS = { numRuns: 3_000 };

/** Wildcards by their definition: each way to begin is tried. */
const naiveGlob = (pattern: string, value: string): boolean => {
  if (pattern === '') return value === '';
  const rest = pattern.slice(1);
  if (pattern.startsWith('*')) return naiveGlob(rest, value) || (value !== '' && naiveGlob(pattern, value.slice(1)));
  return (
    value !== '' &&
    (pattern.startsWith('?') || pattern.charAt(0) === value.charAt(0)) &&
    naiveGlob(rest, value.slice(1))
  );
};

/** The same for the parts of an ARN: `*` takes a colon only if one or the end follows it in the pattern; from the sixth part on anything does. */
const naiveResource = (pattern: string, value: string, colons = 0, last = !pattern.includes(':')): boolean => {
  if (last) return naiveGlob(pattern, value);
  const [character, rest] = [pattern.charAt(0), pattern.slice(1)];
  if (character === ':') {
    return (
      value.startsWith(':') && naiveResource(rest, value.slice(1), colons + 1, colons + 1 === 5 || !rest.includes(':'))
    );
  }
  if (character === '*') {
    const taken = value !== '' && (rest.startsWith(':') || !value.startsWith(':'));
    return (
      naiveResource(rest, value, colons, false) || (taken && naiveResource(pattern, value.slice(1), colons, false))
    );
  }
  const matches = value !== '' && (character === value.charAt(0) || (character === '?' && !value.startsWith(':')));
  return matches && naiveResource(rest, value.slice(1), colons, false);
};

test('wildcards match what their definition matches', () => {
  fc.assert(
    fc.property(patternOf('ab*?'), patternOf('ab'), (pattern, value) => {
      expect(compileGlob(globParts(pattern))(value)).toBe(naiveGlob(pattern, value));
    }),
    RUNS,
  );
});

test('resource patterns match what their definition matches', () => {
  fc.assert(
    fc.property(arnOf('ab*?'), arnOf('ab'), (pattern, value) => {
      expect(compileResource(globParts(pattern))(value)).toBe(naiveResource(pattern, value));
    }),
    RUNS,
  );
});

test('a text without wildcards stays as it is', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(literalText(textParts(text, { wildcards: false, variables: false }, never) as GlobPart[])).toBe(text);
    }),
  );
});

const values = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 3 });
const wantedValues = fc.uniqueArray(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 3 });

describe('for all values that a request has and a policy wants', () => {
  const agrees = (operator: string, definition: (given: string[], wanted: string[]) => boolean) =>
    fc.assert(
      fc.property(values, wantedValues, (given, wanted) => {
        expect(holds({ [operator]: { 'coffee:Drinks': wanted } }, { 'coffee:drinks': given })).toBe(
          definition(given, wanted),
        );
      }),
    );

  test('ForAllValues is a subset', () =>
    agrees('ForAllValues:StringEquals', (given, wanted) => new Set([...given, ...wanted]).size === wanted.length));
  test('ForAnyValue is an overlap', () =>
    agrees('ForAnyValue:StringEquals', (given, wanted) => given.some((each) => wanted.includes(each))));
  test('ForAllValues with a negated operator is no overlap', () =>
    agrees('ForAllValues:StringNotEquals', (given, wanted) => !given.some((each) => wanted.includes(each))));
  test('ForAnyValue with a negated operator is not a subset', () =>
    agrees('ForAnyValue:StringNotEquals', (given, wanted) => given.some((each) => !wanted.includes(each))));
  test('a negated operator is the opposite of its own, for one value', () => {
    fc.assert(
      fc.property(fc.constantFrom('a', 'b', 'c'), wantedValues, (given, wanted) => {
        const byOperator = (operator: string) =>
          holds({ [operator]: { 'coffee:Drink': wanted } }, { 'coffee:drink': given });
        expect(byOperator('StringNotEquals')).toBe(!byOperator('StringEquals'));
        expect(byOperator('StringNotLike')).toBe(!byOperator('StringLike'));
      }),
    );
  });
});
