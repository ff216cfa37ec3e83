import { compileCidr } from './cidr';
import type { Leaf } from './event-fields';
import { compileWildcard } from './wildcard';

export type LeafTest = (leaf: Leaf) => boolean;

/** Ends the compilation with the reason why this operator is refused; the caller adds the path. */
export type Refuse = (reason: string) => never;

// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html (numeric matching)
const LARGEST_NUMBER = 5e9;

/** Compiles one match expression such as `{ "prefix": "a" }`, `exists` excepted: that one looks at the whole event. */
export const compileOperator = (name: string, operand: unknown, refuse: Refuse): LeafTest => {
  switch (name) {
    case 'prefix':
    case 'suffix':
      return onStrings(compileAffix(name, operand, refuse));
    case 'wildcard':
      return onStrings(compileWildcard(text(name, operand, refuse), refuse));
    case 'cidr':
      return onStrings(compileCidr(text(name, operand, refuse), refuse));
    case 'equals-ignore-case':
      return onStrings(compileEqualsIgnoreCase(text(name, operand, refuse)));
    case 'numeric':
      return compileNumeric(operand, refuse);
    case 'anything-but':
      return compileAnythingBut(operand, refuse);
    default:
      return refuse(`match type '${name}' is not supported`);
  }
};

type StringTest = (value: string) => boolean;

const onStrings =
  (test: StringTest): LeafTest =>
  (leaf) =>
    typeof leaf === 'string' && test(leaf);

const text = (name: string, operand: unknown, refuse: Refuse): string =>
  typeof operand === 'string' ? operand : refuse(`${name} must be a string, not ${JSON.stringify(operand)}`);

const compileEqualsIgnoreCase = (expected: string): StringTest => {
  const lower = expected.toLowerCase();
  return (value) => value.toLowerCase() === lower;
};

const compileAffix = (name: 'prefix' | 'suffix', operand: unknown, refuse: Refuse): StringTest => {
  const matches = (value: string, affix: string) =>
    name === 'prefix' ? value.startsWith(affix) : value.endsWith(affix);
  const nested = onlyMember(operand);
  if (nested === undefined) {
    const affix = text(name, operand, refuse);
    return (value) => matches(value, affix);
  }
  const [inner, innerOperand] = nested;
  if (inner !== 'equals-ignore-case') return refuse(`${name} of '${inner}' is not supported`);
  const affix = text(inner, innerOperand, refuse).toLowerCase();
  return (value) => matches(value.toLowerCase(), affix);
};

const compileNumeric = (operand: unknown, refuse: Refuse): LeafTest => {
  const terms = Array.isArray(operand) ? operand : refuse(`numeric must be an array, not ${JSON.stringify(operand)}`);
  const described = JSON.stringify(terms);
  if (terms.length !== 2 && terms.length !== 4) refuse(`numeric ${described} must have one or two comparisons`);
  const bound = (at: number): number => {
    const value: unknown = terms[at];
    if (typeof value !== 'number') return refuse(`numeric ${described}: ${JSON.stringify(value)} is not a number`);
    if (Math.abs(value) > LARGEST_NUMBER) return refuse(`numeric ${described}: ${value} is beyond +/-5.0e9`);
    return value;
  };
  const left = bound(1);
  if (terms.length === 2) {
    const compare = comparison(terms[0]) ?? refuse(`numeric operator ${JSON.stringify(terms[0])} is not supported`);
    return (leaf) => typeof leaf === 'number' && compare(leaf, left);
  }
  const right = bound(3);
  const lower = terms[0] === '>' || terms[0] === '>=' ? comparison(terms[0]) : undefined;
  const upper = terms[2] === '<' || terms[2] === '<=' ? comparison(terms[2]) : undefined;
  if (lower === undefined || upper === undefined || left >= right) {
    return refuse(`numeric ${described} must be a lower bound followed by a greater upper bound`);
  }
  return (leaf) => typeof leaf === 'number' && lower(leaf, left) && upper(leaf, right);
};

const comparison = (operator: unknown): ((value: number, bound: number) => boolean) | undefined => {
  switch (operator) {
    case '=':
      return (value, bound) => value === bound;
    case '<':
      return (value, bound) => value < bound;
    case '<=':
      return (value, bound) => value <= bound;
    case '>':
      return (value, bound) => value > bound;
    case '>=':
      return (value, bound) => value >= bound;
    default:
      return undefined;
  }
};

/** Matches every leaf that the operand does not match, values of other types included; an absent field has no leaf. */
const compileAnythingBut = (operand: unknown, refuse: Refuse): LeafTest => {
  const nested = onlyMember(operand);
  if (nested === undefined) {
    const excluded = oneOrMore(operand, refuse);
    if (!ofOneType(excluded)) {
      return refuse(`anything-but ${JSON.stringify(operand)} must hold strings only or numbers only`);
    }
    const values = new Set<Leaf>(excluded);
    return (leaf) => !values.has(leaf);
  }
  const [name, inner] = nested;
  if (!['prefix', 'suffix', 'wildcard', 'equals-ignore-case'].includes(name)) {
    return refuse(`anything-but of '${name}' is not supported`);
  }
  const tests = oneOrMore(inner, refuse).map((value) => {
    // Of prefix and suffix no equals-ignore-case (LocalStack content_anything_prefix_ignorecase_EXC).
    const excluded = text(`anything-but ${name}`, value, refuse);
    if (excluded === '' && (name === 'prefix' || name === 'suffix'))
      return refuse(`anything-but ${name} must not be empty`);
    return compileOperator(name, excluded, refuse);
  });
  return (leaf) => !tests.some((test) => test(leaf));
};

const oneOrMore = (operand: unknown, refuse: Refuse): unknown[] => {
  const values = Array.isArray(operand) ? operand : [operand];
  return values.length > 0 ? values : refuse('anything-but must not be empty');
};

const ofOneType = (values: unknown[]): values is string[] | number[] =>
  values.every((value) => typeof value === 'string') || values.every((value) => typeof value === 'number');

/** The one member of an object, or undefined for anything else. */
export const onlyMember = (value: unknown): [string, unknown] | undefined => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const members = Object.entries(value);
  return members.length === 1 ? members[0] : undefined;
};
