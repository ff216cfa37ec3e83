import type { AssemblyStack, TemplateResource } from './assembly';
import { serviceProblems } from './aws-problems';
import { type ResourceProblem, resourceProblems } from './check-resource';
import { conditionsOf, withConditions } from './conditions';
import { IGNORED_SECTIONS, unknownMembers, withoutNamed } from './ignored';
import { resolveIntrinsics } from './intrinsics';
import { knownProperties } from './known-properties';
import { isIgnored, means, select } from './left-out';
import { exportNameProblem, templateProblems } from './limits/template';
import { NOT_YET } from './not-yet';
import { NotYetKnown, type Scope } from './scope';
import type { CheckedResource } from './spec-check/resource-check';
import type { SsmParameters } from './ssm-parameters';
import { beforeDeployment, stackScope } from './stack-scope';

const UNDERSTOOD_SECTIONS = ['Resources', 'Outputs', 'Parameters', 'Mappings', 'Conditions', 'Transform'];
/** It adds intrinsic functions, which are understood without it. */
const UNDERSTOOD_TRANSFORM = 'AWS::LanguageExtensions';

export interface Given {
  readonly ignore: readonly string[];
  readonly parameters: Readonly<Record<string, string>>;
  readonly ssm: Pick<SsmParameters, 'value'>;
  readonly region: string;
  readonly account: string;
}

/** A resource, and what is wrong with it as far as this thread can tell. */
export interface InspectedResource {
  readonly logicalId: string;
  readonly type: string;
  /** What does not run here. */
  readonly ofHere: readonly ResourceProblem[];
  /** What AWS would refuse. */
  readonly ofAws: readonly ResourceProblem[];
  /** What is left to check against CloudFormation's specification; undefined if nothing is. */
  readonly toCheck: CheckedResource | undefined;
}

export interface StackInspection {
  /** What is wrong with the template as a whole, before and after its resources. */
  readonly problems: { readonly before: readonly string[]; readonly after: readonly string[] };
  readonly resources: readonly InspectedResource[];
}

const sectionProblems = (template: AssemblyStack['template'] & { readonly Transform?: unknown }): string[] => [
  ...unknownMembers(template, UNDERSTOOD_SECTIONS, IGNORED_SECTIONS).map((name) => `${name} is not understood here`),
  ...[template.Transform ?? []]
    .flat()
    .filter((each) => each !== UNDERSTOOD_TRANSFORM)
    .map((each) => `Transform: ${JSON.stringify(each)} is not understood here`),
];

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Tells each parameter that has no value once, however many resources read it. */
const collecting = (scope: Scope, parameters: object, problems: Map<string, string>): Scope => ({
  ...scope,
  ref(id) {
    try {
      return scope.ref(id);
    } catch (error) {
      if (error instanceof NotYetKnown || !Object.hasOwn(parameters, id)) throw error;
      problems.set(id, messageOf(error));
      throw new NotYetKnown(id);
    }
  },
});

const outputProblems = (outputs: AssemblyStack['template']['Outputs'], scope: Scope): string[] =>
  Object.entries(outputs ?? {}).flatMap(([name, { Value, Export }]) => {
    try {
      const [, exportName] = resolveIntrinsics([Value, Export?.Name], scope, NOT_YET) as unknown[];
      const problem = exportNameProblem(exportName);
      return problem === undefined ? [] : [`output ${name}: ${problem}`];
    } catch (error) {
      return [`output ${name}: ${messageOf(error)}`];
    }
  });

/** Everything of a stack that cannot run here or on AWS, but for what CloudFormation's specification says. */
export const inspectStack = (stack: AssemblyStack, { ignore, parameters, ssm, ...where }: Given): StackInspection => {
  const { name: stackName, template, paths } = stack;
  const ofParameters = new Map<string, string>();
  const whole = stackScope(stack, beforeDeployment({ given: parameters, ssm }, where));
  const scope = collecting(whole, template.Parameters ?? {}, ofParameters);
  const values = {
    ssm: (name: string) => ssm.value(name),
    secret(): never {
      throw new NotYetKnown('a secret');
    },
  };

  const inspect = (logicalId: string, resource: TemplateResource, isLeftOut: boolean): InspectedResource => {
    const { Type: type, Properties = {} } = resource;
    const found = { logicalId, type, ofHere: [], ofAws: [], toCheck: undefined };
    if (isLeftOut || ignore.some((entry) => means(entry, type, paths?.get(logicalId)))) {
      // Who leaves out a whole service may have misspelt a type of it.
      return ignore.includes(type) ? found : { ...found, toCheck: { type, properties: undefined } };
    }
    // A parameter that only ignored resources read needs no value here.
    const { properties, dangling } = knownProperties(withoutNamed(type, Properties, ignore), whole);
    return {
      ...found,
      ofHere: isIgnored(type) ? [] : resourceProblems(resource, scope, values, ignore),
      ofAws: [
        ...(isIgnored(type) ? dangling.map((problem): ResourceProblem => ({ problem, leaveOut: 'resource' })) : []),
        ...serviceProblems(type, properties),
      ],
      toCheck: { type, properties },
    };
  };

  const before = [...templateProblems(stackName, template), ...sectionProblems(template)];
  try {
    const present = withConditions(template, conditionsOf(template.Conditions ?? {}, scope));
    const { resources: selected, leftOut } = select({ ...stack, template: present }, ignore);
    const resources = Object.entries(selected).map(([id, resource]) => inspect(id, resource, leftOut.has(id)));
    const after = outputProblems(present.Outputs, scope);
    return { problems: { before: [...ofParameters.values(), ...before], after }, resources };
  } catch (error) {
    // A condition on what an earlier stack makes: the deployment tells.
    const after = error instanceof NotYetKnown ? [] : [messageOf(error)];
    return { problems: { before: [...ofParameters.values(), ...before], after }, resources: [] };
  }
};
