import type { AccessRequest } from './access-request';
import { OPERATORS } from './operators';
import type { ValueTest } from './pattern';
import type { Refuse } from './refuse';

type Given = string | readonly string[] | undefined;

/** One key under one operator of a Condition element. */
export interface Condition {
  /** As written, with qualifier and suffix: `ForAllValues:StringEquals`. */
  readonly operator: string;
  /** As written. */
  readonly key: string;
  readonly wanted: readonly string[];
  /** The condition keys, in lower case, on whose values it depends: its own and those of variables. */
  readonly keys: readonly string[];
  readonly holds: (context: AccessRequest['context']) => boolean;
}

const OPERATOR = /^(?:(?<qualifier>ForAllValues|ForAnyValue):)?(?<name>[A-Za-z]+?)(?<ifExists>IfExists)?$/;
const KEY = /^[\w-]+:.+$/;

/** Reads a Condition element: all operators and all their keys must hold, for each one of its values. */
export const readConditions = (element: unknown, variables: boolean, refuse: Refuse): Condition[] => {
  if (element === undefined) return [];
  return members('Condition', element, refuse).flatMap(([operator, keys]) => {
    const member = `Condition.${operator}`;
    const seen = new Set<string>();
    return members(member, keys, refuse).map(([key, wanted]) => {
      if (!KEY.test(key)) refuse(member, key, 'a condition key must be SERVICE:NAME, as aws:SourceArn');
      if (seen.has(key.toLowerCase())) refuse(member, key, 'a condition key must occur once, in whatever case');
      seen.add(key.toLowerCase());
      return readCondition(operator, key, wanted, variables, (value, rule) => refuse(`${member}.${key}`, value, rule));
    });
  });
};

const members = (member: string, value: unknown, refuse: Refuse): [string, unknown][] =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.entries(value)
    : refuse(member, value, 'must be an object');

type RefuseValue = (value: unknown, rule: string) => never;

const readCondition = (
  operator: string,
  key: string,
  written: unknown,
  variables: boolean,
  refuse: RefuseValue,
): Condition => {
  const { qualifier, name = '', ifExists } = OPERATOR.exec(operator)?.groups ?? {};
  const wanted = ([written].flat() as unknown[]).map((value) => textOf(value, refuse));
  if (wanted.length === 0) refuse(written, 'must have at least one value');
  const lowerKey = key.toLowerCase();
  const described = { operator, key, wanted };
  if (name === 'Null') {
    if (ifExists !== undefined) refuse(wanted, 'Null cannot be used with IfExists');
    const test = compileNull(qualifier, wanted, refuse);
    return { ...described, keys: [lowerKey], holds: (context) => test(context[lowerKey]) };
  }
  const known = OPERATORS.get(name) ?? refuse(wanted, `there is no condition operator ${operator}`);
  const compiled = wanted.map((value) => known.compile(value, variables, (rule) => refuse(value, rule)));
  const tests = compiled.map(({ test }) => test);
  const holds = forValues(qualifier, matching(tests, known.negated));
  const missing = holdsWithoutKey(qualifier, known.negated || ifExists !== undefined);
  return {
    ...described,
    keys: [lowerKey, ...compiled.flatMap(({ keys }) => keys)],
    holds: (context) => {
      const given = context[lowerKey];
      return given === undefined ? missing : holds(given, context);
    },
  };
};

/**
 * What becomes of a condition whose key the request does not have (reference_policies_elements_condition_operators.html; of qualifiers see {@link forValues}). ForAnyValue is false
 * with IfExists, too: it is decided first ("IAM Conditions brain dump", a blog post of 17 February 2025: "IAM resolves the ForAnyValue part of the condition before …IfExists";
 * @cloud-copilot/iam-simulate decides so).
 */
const holdsWithoutKey = (qualifier: string | undefined, otherwise: boolean): boolean =>
  qualifier === undefined ? otherwise : qualifier === 'ForAllValues';

/** Booleans and numbers need no quotes (IAM/latest/UserGuide/reference_policies_grammar.html). */
const textOf = (value: unknown, refuse: RefuseValue): string =>
  typeof value === 'string'
    ? value
    : typeof value === 'boolean' || typeof value === 'number'
      ? String(value)
      : refuse(value, 'must be a string, a number or a boolean, or a list of these');

/** One value of the request against all that the policy names: one of them must match, or with a negated operator none. */
const matching = (tests: readonly ValueTest[], negated: boolean): ValueTest =>
  negated
    ? (value, context) => !tests.some((test) => test(value, context))
    : (value, context) => tests.some((test) => test(value, context));

/**
 * All values of the request against one qualifier (reference_policies_condition-single-vs-multi-valued-context-keys.html). Without a qualifier a key with several values matches
 * nothing, not under a negated operator either: such keys require one. "All of none" is true, "any of none" is false, and values that are all empty texts are none.
 */
const forValues = (
  qualifier: string | undefined,
  matches: ValueTest,
): ((given: NonNullable<Given>, context: AccessRequest['context']) => boolean) => {
  if (qualifier === undefined) return (given, context) => typeof given === 'string' && matches(given, context);
  if (qualifier === 'ForAllValues')
    return (given, context) => isNull(given) || valuesOf(given).every((value) => matches(value, context));
  return (given, context) => !isNull(given) && valuesOf(given).some((value) => matches(value, context));
};

const valuesOf = (given: NonNullable<Given>): readonly string[] => (typeof given === 'string' ? [given] : given);

/** No key, no value, or nothing but empty texts (reference_policies_elements_condition.html, "The request context"). */
const isNull = (given: Given): boolean => given === undefined || valuesOf(given).every((value) => value === '');

/** With qualifiers its answer does not depend on the request ("Null with qualifier", access-analyzer-reference-policy-checks.html). */
const compileNull = (
  qualifier: string | undefined,
  wanted: readonly string[],
  refuse: RefuseValue,
): ((given: Given) => boolean) => {
  for (const value of wanted) if (value !== 'true' && value !== 'false') refuse(value, 'must be true or false');
  if (qualifier !== undefined) return () => qualifier === 'ForAllValues';
  return (given) => wanted.includes(String(isNull(given)));
};
