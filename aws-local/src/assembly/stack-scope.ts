import type { AssemblyStack } from './assembly';
import { type ParameterValues, parameterValue } from './parameters';
import { NoSuchReference, NotYetKnown, type Scope } from './scope';

/** What `Ref` and `Fn::GetAtt` give of a resource. */
export interface Referable {
  readonly ref: string;
  /** Undefined if the resource has no such attribute here. */
  attribute(name: string): unknown;
}

/** What a stack's references find outside its template. */
export interface Surroundings {
  readonly region: string;
  readonly account: string;
  readonly values: ParameterValues;
  /** @throws NotYetKnown before it is created */
  resource(logicalId: string): Referable;
  importValue(exportName: string): unknown;
  stackOutput(stackName: string, outputName: string): unknown;
}

/** What the references of a stack's template resolve against. */
export const stackScope = (
  { name: stackName, template: { Parameters = {}, Mappings = {}, Resources } }: AssemblyStack,
  { region, account, values, resource, importValue, stackOutput }: Surroundings,
): Scope => {
  const pseudo: Readonly<Record<string, unknown>> = {
    'AWS::Region': region,
    'AWS::AccountId': account,
    'AWS::Partition': 'aws',
    'AWS::URLSuffix': 'amazonaws.com',
    'AWS::StackName': stackName,
    'AWS::StackId': `arn:aws:cloudformation:${region}:${account}:stack/${stackName}/local`,
    'AWS::NotificationARNs': [],
  };
  return {
    region,
    ref(id) {
      if (Object.hasOwn(pseudo, id)) return pseudo[id];
      const parameter = Parameters[id];
      if (parameter) return parameterValue(stackName, id, parameter, values);
      if (!Object.hasOwn(Resources, id)) throw new NoSuchReference(`Ref: there is no ${id} in the template`);
      return resource(id).ref;
    },
    attribute(id, name) {
      if (!Object.hasOwn(Resources, id)) throw new NoSuchReference(`Fn::GetAtt: there is no ${id} in the template`);
      const value = resource(id).attribute(name);
      if (value === undefined) throw new Error(`Fn::GetAtt: ${id} has no attribute ${name} here`);
      return value;
    },
    importValue,
    stackOutput,
    mapping: (map, key, name) => Mappings[map]?.[key]?.[name],
  };
};

const unknown = (what: string) => (): never => {
  throw new NotYetKnown(what);
};

/** Before anything is deployed: parameters are known, what resources and other stacks give is not. */
export const beforeDeployment = (
  values: ParameterValues,
  { region, account }: { readonly region: string; readonly account: string },
): Surroundings => ({
  region,
  account,
  values,
  resource: unknown('a resource'),
  importValue: unknown('an export'),
  stackOutput: unknown('an output'),
});
