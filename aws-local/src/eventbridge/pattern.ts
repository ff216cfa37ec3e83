import { AwsError } from '../http/aws-error';
import {
  type ArrayMembership,
  type EventField,
  fieldsOf,
  isLeaf,
  type Leaf,
  NO_MEMBERSHIP,
  together,
  withPrefixes,
} from './event-fields';
import { compileOperator, type LeafTest, onlyMember } from './value-test';
import { isTooComplex } from './wildcard';

type Path = readonly string[];

/** What one field must be. */
interface FieldTest {
  readonly matches: LeafTest;
  /** It may be missing instead (`exists: false`). */
  readonly mayBeAbsent: boolean;
}

/** Fields by their dotted paths, all of which must hold; each alternative of a `$or` makes branches of its own. */
type Branch = Map<string, FieldTest>;

// What EventBridge reads as an operator, or keeps for later; inside $or they would be ambiguous (aws/event-ruler, Constants.java).
const RESERVED_INSIDE_OR = new Set(
  (
    'exactly equals-ignore-case prefix suffix anything-but exists wildcard numeric cidr = < <= > >= regex not-wildcard not-equals-ignore-case ' +
    'date-after date-on-or-after date-before date-on-or-before in-date-range ip-address-in-range ip-address-not-in-range'
  ).split(' '),
);

/**
 * Compiles an event pattern into a predicate, with the semantics of aws/event-ruler, the library that EventBridge runs (JsonRuleCompiler.java,
 * ACFinder.java): AND between fields, OR within a field; conditions below an array, `exists: false` included, hold for one and the same
 * element; a field that is named again, inside `$or` or after it, replaces its earlier conditions.
 * @throws AwsError InvalidEventPatternException that names the path of whatever is wrong or not supported.
 */
export const compilePattern = (pattern: object): ((event: object) => boolean) => {
  const branches = addObject([new Map()], [], pattern, false);
  const sorted = branches.map((branch) => [...branch].sort(([a], [b]) => (a < b ? -1 : 1)));
  const wanted = withPrefixes(branches.flatMap((branch) => [...branch.keys()]));
  return (event) => {
    const fields = fieldsOf(event, wanted);
    return sorted.some((tests) => holds(tests, 0, fields, NO_MEMBERSHIP));
  };
};

/** Whether the tests from `at` on hold for elements that go together with those chosen so far. */
const holds = (
  tests: readonly [string, FieldTest][],
  at: number,
  fields: ReadonlyMap<string, readonly EventField[]>,
  soFar: ArrayMembership,
): boolean => {
  const next = tests[at];
  if (next === undefined) return true;
  const [name, { matches, mayBeAbsent }] = next;
  let isAbsent = true;
  for (const { value, membership } of fields.get(name) ?? []) {
    const membershipWithIt = together(soFar, membership);
    if (membershipWithIt === undefined) continue;
    isAbsent = false;
    if (matches(value) && holds(tests, at + 1, fields, membershipWithIt)) return true;
  }
  return isAbsent && mayBeAbsent && holds(tests, at + 1, fields, soFar);
};

const refuse = (path: Path, reason: string): never => {
  throw new AwsError(
    'InvalidEventPatternException',
    `Event pattern is not valid. Reason: ${reason} at ${path.length === 0 ? 'the top level' : path.join('.')}`,
  );
};

/** The branches with an object's conditions added to each. */
const addObject = (branches: Branch[], path: Path, pattern: unknown, insideOr: boolean): Branch[] => {
  if (typeof pattern !== 'object' || pattern === null || Array.isArray(pattern)) {
    return refuse(path, `${JSON.stringify(pattern)} must be an object`);
  }
  const members = Object.entries(pattern);
  if (members.length === 0) return refuse(path, 'an object must not be empty');
  return members.reduce((soFar, [name, value]) => {
    if (name === '$or') return addAlternatives(soFar, path, value);
    const fieldPath = [...path, name];
    if (insideOr && RESERVED_INSIDE_OR.has(name)) return refuse(fieldPath, `'${name}' is reserved inside $or`);
    if (!Array.isArray(value)) return addObject(soFar, fieldPath, value, insideOr);
    const test = compileField(fieldPath, value);
    for (const branch of soFar) branch.set(fieldPath.join('.'), test);
    return soFar;
  }, branches);
};

const addAlternatives = (branches: Branch[], path: Path, alternatives: unknown): Branch[] => {
  if (!Array.isArray(alternatives) || alternatives.length < 2) {
    return refuse([...path, '$or'], '$or must be an array of at least two objects');
  }
  return alternatives.flatMap((alternative) =>
    addObject(
      branches.map((branch) => new Map(branch)),
      path,
      alternative,
      true,
    ),
  );
};

const compileField = (path: Path, alternatives: unknown[]): FieldTest => {
  if (alternatives.length === 0) return refuse(path, 'an array must not be empty');
  const exact = new Set<Leaf>();
  const tests: LeafTest[] = [];
  let mayBeAbsent = false;
  for (const alternative of alternatives) {
    if (isLeaf(alternative)) {
      exact.add(alternative);
      continue;
    }
    const [name, operand] =
      onlyMember(alternative) ?? refuse(path, `${JSON.stringify(alternative)} must be a value or have one operator`);
    if (name !== 'exists') tests.push(compileOperator(name, operand, (reason) => refuse(path, reason)));
    else if (operand === true) tests.push(() => true);
    else if (operand === false) mayBeAbsent = true;
    else refuse(path, `exists must be true or false, not ${JSON.stringify(operand)}`);
  }
  const wildcards = wildcardsOf(alternatives);
  if (isTooComplex(wildcards)) {
    refuse(
      path,
      `Rule is too complex - use fewer wildcard characters or fewer repeated sequences after one in ${JSON.stringify(wildcards)}`,
    );
  }
  return { matches: (leaf) => exact.has(leaf) || tests.some((test) => test(leaf)), mayBeAbsent };
};

/** The wildcards among the alternatives of a field, those of anything-but included. */
const wildcardsOf = (alternatives: readonly unknown[]): string[] =>
  alternatives.flatMap((alternative) => {
    const [name, operand] = onlyMember(alternative) ?? [];
    if (name === 'anything-but') return wildcardsOf([operand]);
    return name === 'wildcard' ? [operand].flat().filter((text) => typeof text === 'string') : [];
  });
