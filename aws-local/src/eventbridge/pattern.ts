import { AwsError } from '../http/aws-error';
import { compileOperator, type Leaf, type LeafTest, onlyMember } from './value-test';

/** Looks at the part of an event that a part of the pattern is about, and at the whole event (`exists: false` needs it). */
type Matcher = (part: unknown, event: unknown) => boolean;
type Path = readonly string[];

// What EventBridge reads as an operator; inside $or they would be ambiguous (aws/event-ruler, README, "$or").
const OPERATOR_NAMES = new Set(
  'exactly prefix suffix wildcard anything-but exists numeric cidr equals-ignore-case'.split(' '),
);

/**
 * Compiles an event pattern into a predicate, with the semantics of aws/event-ruler, the library that EventBridge runs:
 * AND between fields, OR within a field; conditions below an array hold for one and the same element; `exists` is about leaves.
 * @throws AwsError InvalidEventPatternException that names the path of whatever is wrong or not supported.
 */
export const compilePattern = (pattern: object): ((event: object) => boolean) => {
  const matches = compileObject([], pattern, false);
  return (event) => matches(event, event);
};

const refuse = (path: Path, reason: string): never => {
  throw new AwsError(
    'InvalidEventPatternException',
    `Event pattern is not valid. Reason: ${reason} at ${path.length === 0 ? 'the top level' : path.join('.')}`,
  );
};

const compileObject = (path: Path, pattern: unknown, insideOr: boolean): Matcher => {
  if (typeof pattern !== 'object' || pattern === null || Array.isArray(pattern)) {
    return refuse(path, `${JSON.stringify(pattern)} must be an object`);
  }
  const conditions = Object.entries(pattern).map(([name, value]): Matcher => {
    if (name === '$or') return compileOr(path, value);
    const fieldPath = [...path, name];
    if (insideOr && OPERATOR_NAMES.has(name)) return refuse(fieldPath, `'${name}' is reserved inside $or`);
    const matches = Array.isArray(value)
      ? compileField(fieldPath, value)
      : acrossArrays(compileObject(fieldPath, value, insideOr));
    return (part, event) => matches(member(part, name), event);
  });
  if (conditions.length === 0) return refuse(path, 'an object must not be empty');
  return (part, event) => conditions.every((condition) => condition(part, event));
};

const compileOr = (path: Path, alternatives: unknown): Matcher => {
  const orPath = [...path, '$or'];
  if (!Array.isArray(alternatives) || alternatives.length < 2) {
    return refuse(orPath, '$or must be an array of at least two objects');
  }
  const matchers = alternatives.map((alternative) => compileObject(path, alternative, true));
  return (part, event) => matchers.some((matches) => matches(part, event));
};

/** An array of objects matches when one element does; an empty one is like an absent field. */
const acrossArrays = (matches: Matcher): Matcher => {
  const visit: Matcher = (part, event) =>
    Array.isArray(part) && part.length > 0 ? part.some((element) => visit(element, event)) : matches(part, event);
  return visit;
};

const compileField = (path: Path, alternatives: unknown[]): Matcher => {
  if (alternatives.length === 0) return refuse(path, 'an array must not be empty');
  const exact = new Set<Leaf>();
  const tests: LeafTest[] = [];
  let absent = false;
  for (const alternative of alternatives) {
    if (isLeaf(alternative)) {
      exact.add(alternative);
      continue;
    }
    const [name, operand] =
      onlyMember(alternative) ?? refuse(path, `${JSON.stringify(alternative)} must be a value or have one operator`);
    if (name !== 'exists') tests.push(compileOperator(name, operand, (reason) => refuse(path, reason)));
    else if (operand === true) tests.push(() => true);
    else if (operand === false) absent = true;
    else refuse(path, `exists must be true or false, not ${JSON.stringify(operand)}`);
  }
  const hasMatch = (part: unknown): boolean => {
    if (Array.isArray(part)) return part.some(hasMatch);
    return isLeaf(part) && (exact.has(part) || tests.some((test) => test(part)));
  };
  if (!absent) return hasMatch;
  return (part, event) => hasMatch(part) || !hasLeaf(event, path, 0);
};

const hasLeaf = (part: unknown, path: Path, depth: number): boolean => {
  if (Array.isArray(part)) return part.some((element) => hasLeaf(element, path, depth));
  const name = path[depth];
  return name === undefined ? isLeaf(part) : hasLeaf(member(part, name), path, depth + 1);
};

const member = (part: unknown, name: string): unknown =>
  typeof part === 'object' && part !== null && Object.hasOwn(part, name)
    ? (part as Record<string, unknown>)[name]
    : undefined;

const isLeaf = (value: unknown): value is Leaf =>
  value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
