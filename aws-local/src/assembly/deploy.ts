import type { AssemblyStack } from './assembly';
import { conditionsOf, withConditions } from './conditions';
import { creationOrder } from './creation-order';
import { IGNORED_RESOURCE_ATTRIBUTES, IGNORED_SECTIONS, IGNORED_TYPES, withoutIgnored } from './ignored';
import { resolveIntrinsics, type Scope } from './intrinsics';
import type { Created, Target } from './resource-type';
import { resourceTypeOf } from './resource-types';

const UNDERSTOOD_SECTIONS = ['Resources', 'Outputs', 'Parameters', 'Mappings', 'Conditions'];
const UNDERSTOOD_ATTRIBUTES = ['Type', 'Properties', 'DependsOn'];

/** @throws Error that names the first member which is neither understood nor ignored on purpose. */
const refuseUnknown = (given: object, understood: readonly string[], ignored: Readonly<Record<string, string>>) => {
  const unknown = Object.keys(given).find((name) => !understood.includes(name) && !Object.hasOwn(ignored, name));
  if (unknown !== undefined) throw new Error(`${unknown} is not understood here`);
};

/** Outputs of each stack, by stack name and output name. */
export type StackOutputs = Readonly<Record<string, Readonly<Record<string, string>>>>;

/**
 * Creates every resource of the stacks, each after what it refers to.
 * @throws Error that names the stack, the resource and its type or property if the template says something that is not understood.
 */
export const deploy = async (stacks: readonly AssemblyStack[], target: Target): Promise<StackOutputs> => {
  const exported = new Map<string, unknown>();
  const outputs: Record<string, Record<string, string>> = {};
  for (const stack of stacks) {
    try {
      refuseUnknown(stack.template, UNDERSTOOD_SECTIONS, IGNORED_SECTIONS);
      outputs[stack.name] = await deployStack(stack, target, exported);
    } catch (error) {
      throw new Error(`${stack.name}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
    }
  }
  return outputs;
};

const deployStack = async (
  { name: stackName, template: whole, assets }: AssemblyStack,
  target: Target,
  exported: Map<string, unknown>,
): Promise<Record<string, string>> => {
  const created = new Map<string, Created>();
  const scope = scopeOf(stackName, whole.Parameters ?? {}, whole.Mappings ?? {}, created, exported, target);
  const template = withConditions(whole, conditionsOf(whole.Conditions ?? {}, scope));
  for (const logicalId of creationOrder(template.Resources)) {
    const resource = template.Resources[logicalId] ?? { Type: '' };
    const { Type: type, Properties = {} } = resource;
    if (Object.hasOwn(IGNORED_TYPES, type)) {
      created.set(logicalId, { ref: logicalId });
      continue;
    }
    try {
      const known = resourceTypeOf(type);
      if (!known) throw new Error('the type is not understood here, nor is it on the list of ignored ones');
      refuseUnknown(resource, UNDERSTOOD_ATTRIBUTES, IGNORED_RESOURCE_ATTRIBUTES);
      const properties = resolveIntrinsics(withoutIgnored(type, Properties), scope) as Record<string, unknown>;
      created.set(logicalId, await known.create(properties, target, { logicalId, stackName, assets }));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new Error(`resource ${logicalId} (${type}): ${reason}`, { cause: error });
    }
  }
  const values: Record<string, string> = {};
  for (const [name, { Value, Export }] of Object.entries(template.Outputs ?? {})) {
    const value = resolveIntrinsics(Value, scope);
    values[name] = String(value);
    if (Export) exported.set(String(resolveIntrinsics(Export.Name, scope)), value);
  }
  return values;
};

interface Parameter {
  readonly Type: string;
  readonly Default?: unknown;
}

/** @throws Error if the value is in SSM, of which there is none here: the default is only its name there. */
const parameterValue = (id: string, parameter: Parameter | undefined): unknown => {
  if (parameter?.Type.startsWith('AWS::SSM::')) {
    throw new Error(
      `parameter ${id}: its value is in SSM (${parameter.Default}), which is not here; give names instead`,
    );
  }
  return parameter?.Default;
};

const scopeOf = (
  stackName: string,
  parameters: Readonly<Record<string, Parameter>>,
  mappings: Readonly<Record<string, Record<string, Record<string, unknown>>>>,
  created: ReadonlyMap<string, Created>,
  exported: ReadonlyMap<string, unknown>,
  { region, account }: Target,
): Scope => {
  const pseudo: Readonly<Record<string, string>> = {
    'AWS::Region': region,
    'AWS::AccountId': account,
    'AWS::Partition': 'aws',
    'AWS::URLSuffix': 'amazonaws.com',
    'AWS::StackName': stackName,
    'AWS::StackId': `arn:aws:cloudformation:${region}:${account}:stack/${stackName}/local`,
  };
  return {
    ref(id) {
      const value = pseudo[id] ?? created.get(id)?.ref ?? parameterValue(id, parameters[id]);
      if (value === undefined) throw new Error(`Ref: there is no ${id} in the template`);
      return value;
    },
    attribute(id, name) {
      const resource = created.get(id);
      // What is ignored has no attributes; whatever asks for them (a role's ARN) is ignored as well, or says so.
      const value = resource && !resource.attributes ? `ignored:${id}.${name}` : resource?.attributes?.[name];
      if (value === undefined) throw new Error(`Fn::GetAtt: ${id} has no attribute ${name} here`);
      return value;
    },
    importValue(name) {
      if (!exported.has(name)) throw new Error(`Fn::ImportValue: no stack exports ${name}`);
      return exported.get(name);
    },
    mapping(map, key, name) {
      const value = mappings[map]?.[key]?.[name];
      if (value === undefined) throw new Error(`Fn::FindInMap: there is no ${map}.${key}.${name}`);
      return value;
    },
  };
};
