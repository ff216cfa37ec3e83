import type { SecretVersion } from '../secrets/secret';
import type { AssemblyStack } from './assembly';
import { findingsOf } from './check';
import { conditionsOf, withConditions } from './conditions';
import { creationOrder } from './creation-order';
import { type DynamicValues, resolveDynamicReferences } from './dynamic-references';
import { findingsText } from './findings';
import { withoutIgnored } from './ignored';
import { referencesIn, resolveIntrinsics } from './intrinsics';
import { isIgnored, select, standIn } from './left-out';
import type { Created, Target } from './resource-type';
import { resourceTypeOf } from './resource-types';
import type { SpecCheck } from './spec-check/spec-check';
import { type Referable, stackScope } from './stack-scope';

/** Outputs of each stack, by stack name and output name. */
export type StackOutputs = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** What the user says about an assembly besides the assembly itself. */
export interface DeployOptions {
  /** What is left out: types, `TYPE.Property`, or construct paths with all that is below them. */
  readonly ignore?: readonly string[];
  /** Values of templates' parameters, by name or `Stack:Name`. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** Checks the stacks against CloudFormation's specification; unless given, they are not. */
  readonly specCheck?: Pick<SpecCheck, 'check'> | undefined;
}

/** A resource of the assembly. */
export interface DeployedResource {
  readonly stackName: string;
  readonly logicalId: string;
  readonly type: string;
  readonly path: string | undefined;
  /** Why it was not created: the user ignores it, or what it connects. */
  readonly leftOut?: string;
}

export interface Deployment {
  readonly outputs: StackOutputs;
  /** Those that were created or left out; without those of types that have no meaning here. */
  readonly resources: readonly DeployedResource[];
}

/**
 * Creates every resource of the stacks, each after what it refers to.
 * @throws Error that lists everything of the stacks that is not understood here or that AWS would refuse, before anything is created; or one that names the stack and the
 * resource which could not be created.
 */
export const deploy = async (
  stacks: readonly AssemblyStack[],
  target: Target,
  { ignore = [], parameters = {}, specCheck }: DeployOptions = {},
): Promise<Deployment> => {
  const { region, account, ssm } = target;
  const findings = await findingsOf(stacks, { ignore, parameters, ssm, region, account }, specCheck);
  if (findings.length > 0) throw new Error(findingsText(findings));
  const whole: WholeDeployment = { target, ignore, parameters, exported: new Map(), outputs: {}, resources: [] };
  for (const stack of stacks) await inContext(stack.name, () => deployStack(stack, whole));
  return whole;
};

interface WholeDeployment {
  readonly target: Target;
  readonly ignore: readonly string[];
  readonly parameters: Readonly<Record<string, string>>;
  readonly exported: Map<string, unknown>;
  readonly outputs: Record<string, Record<string, string>>;
  readonly resources: DeployedResource[];
}

const inContext = async <T>(context: string, run: () => Promise<T>): Promise<T> => {
  try {
    return await run();
  } catch (error) {
    throw new Error(`${context}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
};

const deployStack = async (stack: AssemblyStack, whole: WholeDeployment): Promise<void> => {
  const { name: stackName, template, assets, paths } = stack;
  const { target, ignore } = whole;
  const created = new Map<string, Referable>();
  const scope = stackScope(stack, surroundings(whole, created));
  const dynamic: DynamicValues = {
    ssm: (name) => target.ssm.value(name),
    secret: (id) => secretText(target.secrets.secret(id).version(undefined, undefined)),
  };
  const resolve = (value: unknown) => resolveDynamicReferences(resolveIntrinsics(value, scope), dynamic);
  const present = withConditions(template, conditionsOf(template.Conditions ?? {}, scope));
  const { resources, leftOut } = select({ ...stack, template: present }, ignore);
  for (const logicalId of creationOrder(resources)) {
    const { Type: type, Properties = {}, UpdatePolicy } = resources[logicalId] ?? { Type: '' };
    const reason = leftOut.get(logicalId);
    const path = paths?.get(logicalId);
    if (!isIgnored(type)) {
      whole.resources.push({ stackName, logicalId, type, path, ...(reason !== undefined && { leftOut: reason }) });
    }
    const known = resourceTypeOf(type);
    if (isIgnored(type) || reason !== undefined || known === undefined) {
      created.set(logicalId, standIn(logicalId, type, target));
      continue;
    }
    const named = path === undefined ? type : `${type}, ${path}`;
    await inContext(`resource ${logicalId} (${named})`, async () => {
      const properties = resolve(withoutIgnored(type, Properties, ignore)) as Record<string, unknown>;
      const updates = UpdatePolicy !== undefined && !referencesIn(UpdatePolicy).some((id) => leftOut.has(id));
      const updatePolicy = updates ? { updatePolicy: resolve(UpdatePolicy) } : {};
      const made = await known.create(properties, target, { logicalId, stackName, assets, ...updatePolicy });
      created.set(logicalId, referable(made));
    });
  }
  const values: Record<string, string> = {};
  for (const [name, { Value, Export }] of Object.entries(present.Outputs ?? {})) {
    const value = await inContext(`output ${name}`, async () => resolve(Value));
    values[name] = typeof value === 'object' ? JSON.stringify(value) : String(value);
    if (Export) whole.exported.set(String(resolve(Export.Name)), value);
  }
  whole.outputs[stackName] = values;
};

const secretText = (version: SecretVersion | undefined): string => {
  if (version === undefined || !('SecretString' in version.value)) throw new Error('the secret holds no text');
  return version.value.SecretString;
};

const referable = ({ ref, attributes = {} }: Created): Referable => ({
  ref,
  attribute: (name) => (Object.hasOwn(attributes, name) ? attributes[name] : undefined),
});

const surroundings = (
  { target, parameters, exported, outputs }: WholeDeployment,
  created: ReadonlyMap<string, Referable>,
) => ({
  region: target.region,
  account: target.account,
  values: { given: parameters, ssm: target.ssm },
  resource(id: string) {
    const found = created.get(id);
    if (!found) throw new Error(`${id} is not created yet`);
    return found;
  },
  importValue(name: string) {
    if (!exported.has(name)) throw new Error(`Fn::ImportValue: no stack exports ${name}`);
    return exported.get(name);
  },
  stackOutput(stackName: string, name: string) {
    const value = outputs[stackName]?.[name];
    if (value === undefined)
      throw new Error(`Fn::GetStackOutput: no stack deployed before has the output ${stackName}.${name}`);
    return value;
  },
});
