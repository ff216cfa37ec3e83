import fc from 'fast-check';
import { resourceSpecProblems } from '../../../../src/assembly/spec-check/resource-check';
import type { SpecEntry, SpecProperty, SpecType } from '../../../../src/assembly/spec-check/spec';
import { awsSpec } from './spec';

/** Definitions refer to themselves; so deep only what is required is made. */
const MAX_DEPTH = 4;
/** A definition that requires itself has no finite value. */
const DEEPEST = 12;

/** As CloudFormation takes it: a number or a flag, or its text. */
const orText = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | string> => fc.oneof(arbitrary, arbitrary.map(String));

const ofType = (type: SpecType, depth: number): fc.Arbitrary<unknown> => {
  switch (type.type) {
    case 'string':
      return type.allowedValues
        ? fc.constantFrom(...type.allowedValues)
        : fc.oneof(fc.string(), fc.integer(), fc.boolean());
    case 'integer':
      return orText<number>(type.allowedValues ? fc.constantFrom(...type.allowedValues) : fc.integer());
    case 'number':
      return orText(fc.double({ noDefaultInfinity: true, noNaN: true }));
    case 'boolean':
      return orText(fc.boolean());
    case 'json':
      return fc.oneof(fc.dictionary(fc.string(), fc.jsonValue()), fc.string());
    case 'date-time':
      return fc.constant('2026-12-01T00:00:00Z');
    case 'null':
      return fc.constant(null);
    case 'tag':
      return fc.record({ Key: fc.string(), Value: fc.string() });
    case 'array':
      return fc.array(ofType(type.element, depth + 1), { maxLength: depth < MAX_DEPTH ? 2 : 0 });
    case 'map':
      return fc.dictionary(fc.string(), ofType(type.element, depth + 1), { maxKeys: depth < MAX_DEPTH ? 2 : 0 });
    case 'union':
      return fc.oneof(...type.types.map((each) => ofType(each, depth)));
    case 'ref':
      return objectOf(awsSpec().definition(type.reference.$ref), depth + 1);
  }
};

const objectOf = ({ properties }: SpecEntry, depth: number): fc.Arbitrary<Record<string, unknown>> => {
  if (depth > DEEPEST) return fc.constant({});
  const isMade = ([, { required = false }]: [string, SpecProperty]): boolean => required || depth < MAX_DEPTH;
  const made = Object.entries(properties).filter(isMade);
  const required = made.filter(([, property]) => property.required).map(([name]) => name);
  const members = made.map(
    ([name, { type }]) => [name, fc.constant(undefined).chain(() => ofType(type, depth))] as const,
  );
  return fc.record(Object.fromEntries(members), { requiredKeys: required, noNullPrototype: true });
};

/** Of services that this package runs or leaves out, and some that it knows nothing of. */
const TYPES = awsSpec()
  .typeNames()
  .filter((type) =>
    /::(SQS|Events|Lambda|Pipes|SNS|IAM|CloudWatch|CodeDeploy|DynamoDB|Logs|S3|ECS|StepFunctions)::/.test(type),
  );

const resource = fc.constantFrom(...TYPES).chain((type) => {
  const entry = awsSpec().resource(type);
  if (entry === undefined) throw new Error(`the specification lists ${type} and does not have it`);
  return objectOf(entry, 0).map((properties) => ({ type, properties }));
});

test('any value that the specification describes is taken', () => {
  fc.assert(
    fc.property(resource, (each) => {
      expect(resourceSpecProblems(each, awsSpec())).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

test('one member too many is told, and nothing else', () => {
  fc.assert(
    fc.property(resource, ({ type, properties }) => {
      const problems = resourceSpecProblems({ type, properties: { ...properties, 'not there': 1 } }, awsSpec());
      const isFree = Object.keys(awsSpec().resource(type)?.properties ?? {}).length === 0;
      expect(problems.map(({ path }) => path)).toEqual(isFree ? [] : [['not there']]);
    }),
    { numRuns: 100 },
  );
});
