import { didYouMean } from './closest-name';
import type { Spec } from './spec';
import { objectProblems, type SpecProblem } from './type-problems';

/** A resource of a template, intrinsic functions resolved as far as they are known before a deployment. */
export interface CheckedResource {
  readonly type: string;
  /** Undefined if only the name of its type is to be checked. */
  readonly properties: Readonly<Record<string, unknown>> | undefined;
}

/** The CDK's own usage statistics, which AWS's registry does not list. */
const NOT_IN_REGISTRY = ['AWS::CDK::Metadata'];

/** Whoever writes a custom resource says what its properties are; types of others than AWS are not in the specification. */
const isFree = (type: string): boolean =>
  !type.startsWith('AWS::') || type === 'AWS::CloudFormation::CustomResource' || NOT_IN_REGISTRY.includes(type);

/** What CloudFormation would refuse of a resource before it asks any service: its type, its properties and their types. */
export const resourceSpecProblems = ({ type, properties }: CheckedResource, spec: Spec): SpecProblem[] => {
  if (isFree(type)) return [];
  const known = spec.resource(type);
  if (known === undefined) {
    const message = `CloudFormation has no such type${didYouMean(type, spec.typeNames())}`;
    return [{ path: [], kind: 'unknown', message }];
  }
  return properties === undefined ? [] : objectProblems(properties, known, [], spec);
};
