import { BlockList, isIP } from 'node:net';
import { compileGlob } from './glob';
import { ARN_PARTS, compileArn, compileText, literalText, segmentsOf, type ValueTest } from './pattern';
import { hasNoVariables, type TextPart, textParts, variablesIn } from './policy-text';

/** Ends the reading of a condition's value with what it has to be. */
type RefuseValue = (rule: string) => never;

/** Compiles one value that a policy wants. `variables` says whether the policy's version has them. */
type CompileValue = (wanted: string, variables: boolean, refuse: RefuseValue) => { test: ValueTest; keys: string[] };

/** A condition operator without qualifier and suffix. */
export interface Operator {
  readonly compile: CompileValue;
  /** `StringNotEquals` and its like hold if none of the wanted values matches. */
  readonly negated: boolean;
}

const texts =
  (wildcards: boolean, compile: (parts: readonly TextPart[], refuse: RefuseValue) => ValueTest): CompileValue =>
  (wanted, variables, refuse) => {
    const parts = textParts(wanted, { wildcards, variables }, refuse);
    return { test: compile(parts, refuse), keys: variablesIn(parts) };
  };

const equalText = texts(false, (parts) =>
  compileText(parts, (resolved) => {
    const text = literalText(resolved);
    return (value) => value === text;
  }),
);

const equalIgnoringCase = texts(false, (parts) =>
  compileText(parts, (resolved) => {
    const text = literalText(resolved).toLowerCase();
    return (value) => value.toLowerCase() === text;
  }),
);

const likeText = texts(true, (parts) => compileText(parts, compileGlob));

const likeArn = texts(true, (parts, refuse) => {
  if (hasNoVariables(parts) && segmentsOf(parts, ARN_PARTS).length < ARN_PARTS) {
    refuse(
      'must be an ARN of six parts between colons, each of which may have wildcards; for other texts there is StringLike',
    );
  }
  return compileText(parts, compileArn);
});

/** Values without variables ("Invalid variable for operator", access-analyzer-reference-policy-checks.html). */
const values =
  (compile: (wanted: string, refuse: RefuseValue) => (value: string) => boolean): CompileValue =>
  (wanted, _variables, refuse) => ({ test: compile(wanted, refuse), keys: [] });

const equalBoolean = values((wanted, refuse) => {
  const text = wanted.toLowerCase();
  if (text !== 'true' && text !== 'false') refuse('must be true or false');
  return (value) => value.toLowerCase() === text;
});

/** Both are base64: the policy's by AWS's rule, the request's by ours. */
const equalBytes = values((wanted) => {
  const bytes = Buffer.from(wanted, 'base64');
  return (value) => bytes.equals(Buffer.from(value, 'base64'));
});

type Compare = (given: number, wanted: number) => boolean;

const compared = (read: (text: string) => number | undefined, compare: Compare, rule: string): CompileValue =>
  values((wanted, refuse) => {
    const bound = read(wanted) ?? refuse(rule);
    return (value) => {
      const given = read(value);
      return given !== undefined && compare(given, bound);
    };
  });

const NUMBER = /^[+-]?\d+(?:\.\d+)?$/;
const numberOf = (text: string): number | undefined => (NUMBER.test(text) ? Number(text) : undefined);

/** The formats of w3.org/TR/NOTE-datetime; times have a zone. */
const DATE = /^\d{4}(?:-\d{2}(?:-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2}))?)?)?$/;
const EPOCH_SECONDS = /^\d{5,}(?:\.\d+)?$/;

/** Milliseconds since 1970; four digits alone are a year. */
const dateOf = (text: string): number | undefined => {
  if (EPOCH_SECONDS.test(text)) return Number(text) * 1000;
  const milliseconds = DATE.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(milliseconds) ? undefined : milliseconds;
};

const numeric = (compare: Compare) => compared(numberOf, compare, 'must be a number');
const date = (compare: Compare) =>
  compared(dateOf, compare, 'must be a date as 2026-12-01T08:00:00Z or seconds since 1970');

const FAMILIES = { 4: 'ipv4', 6: 'ipv6' } as const;
const BITS = { 4: 32, 6: 128 } as const;

/** An address or a block of addresses; without a prefix it is one address. */
const inBlock = values((wanted, refuse) => {
  const [address = '', prefix, ...more] = wanted.split('/');
  const version = isIP(address) as 0 | 4 | 6;
  if (version === 0 || more.length > 0) return refuse('must be an IP address or a CIDR block, as 203.0.113.0/24');
  const bits = prefix === undefined ? BITS[version] : Number(prefix);
  if (prefix === '' || !Number.isInteger(bits) || bits < 0 || bits > BITS[version])
    refuse(`must have a prefix of 0 to ${BITS[version]} bits`);
  const block = new BlockList();
  block.addSubnet(address, bits, FAMILIES[version]);
  return (value) => {
    const family = isIP(value) as 0 | 4 | 6;
    return family !== 0 && block.check(value, FAMILIES[family]);
  };
});

const is = (compile: CompileValue): Operator => ({ compile, negated: false });
const isNot = (compile: CompileValue): Operator => ({ compile, negated: true });

/**
 * Every operator but Null (IAM/latest/UserGuide/reference_policies_elements_condition_operators.html). ArnEquals and ArnLike "behave identically" there. Bool has no variables:
 * that page says it may, the page on variables and Access Analyzer say it may not.
 */
export const OPERATORS: ReadonlyMap<string, Operator> = new Map(
  Object.entries({
    StringEquals: is(equalText),
    StringNotEquals: isNot(equalText),
    StringEqualsIgnoreCase: is(equalIgnoringCase),
    StringNotEqualsIgnoreCase: isNot(equalIgnoringCase),
    StringLike: is(likeText),
    StringNotLike: isNot(likeText),
    ArnEquals: is(likeArn),
    ArnLike: is(likeArn),
    ArnNotEquals: isNot(likeArn),
    ArnNotLike: isNot(likeArn),
    Bool: is(equalBoolean),
    BinaryEquals: is(equalBytes),
    NumericEquals: is(numeric((given, wanted) => given === wanted)),
    NumericNotEquals: isNot(numeric((given, wanted) => given === wanted)),
    NumericLessThan: is(numeric((given, wanted) => given < wanted)),
    NumericLessThanEquals: is(numeric((given, wanted) => given <= wanted)),
    NumericGreaterThan: is(numeric((given, wanted) => given > wanted)),
    NumericGreaterThanEquals: is(numeric((given, wanted) => given >= wanted)),
    DateEquals: is(date((given, wanted) => given === wanted)),
    DateNotEquals: isNot(date((given, wanted) => given === wanted)),
    DateLessThan: is(date((given, wanted) => given < wanted)),
    DateLessThanEquals: is(date((given, wanted) => given <= wanted)),
    DateGreaterThan: is(date((given, wanted) => given > wanted)),
    DateGreaterThanEquals: is(date((given, wanted) => given >= wanted)),
    IpAddress: is(inBlock),
    NotIpAddress: isNot(inBlock),
  }),
);
