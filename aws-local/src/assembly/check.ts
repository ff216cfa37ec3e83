import type { AssemblyStack } from './assembly';
import { resourceProblems } from './check-resource';
import { conditionsOf, withConditions } from './conditions';
import type { Finding } from './findings';
import { IGNORED_SECTIONS, unknownMembers } from './ignored';
import { resolveIntrinsics } from './intrinsics';
import { isIgnored, select } from './left-out';
import { NotYetKnown, type Scope } from './scope';
import type { SsmParameters } from './ssm-parameters';
import { beforeDeployment, stackScope } from './stack-scope';

const UNDERSTOOD_SECTIONS = ['Resources', 'Outputs', 'Parameters', 'Mappings', 'Conditions', 'Transform'];
/** It adds intrinsic functions, which are understood without it. */
const UNDERSTOOD_TRANSFORM = 'AWS::LanguageExtensions';

interface Given {
  readonly ignore: readonly string[];
  readonly parameters: Readonly<Record<string, string>>;
  readonly ssm: Pick<SsmParameters, 'value'>;
  readonly region: string;
  readonly account: string;
}

/** SSM as far as it is known before a deployment: what a stack will make is not known yet. */
const ssmBefore = (stacks: readonly AssemblyStack[], ssm: Given['ssm']): Given['ssm'] => {
  const made = stacks
    .flatMap(({ template }) => Object.values(template.Resources))
    .filter(({ Type }) => Type === 'AWS::SSM::Parameter')
    .map(({ Properties }) => Properties?.Name);
  return {
    value(name) {
      try {
        return ssm.value(name);
      } catch (error) {
        if (made.some((each) => each === name || typeof each !== 'string')) throw new NotYetKnown(name);
        throw error;
      }
    },
  };
};

/** Tells each parameter that has no value once, however many resources read it. */
const collecting = (scope: Scope, parameters: object, problems: Map<string, string>): Scope => ({
  ...scope,
  ref(id) {
    try {
      return scope.ref(id);
    } catch (error) {
      if (error instanceof NotYetKnown || !Object.hasOwn(parameters, id)) throw error;
      problems.set(id, error instanceof Error ? error.message : String(error));
      throw new NotYetKnown(id);
    }
  },
});

/**
 * Everything of the stacks that cannot run here, before anything of them is created. What only a deployment tells (names of resources, outputs
 * of other stacks) is taken for right.
 */
export const findingsOf = (stacks: readonly AssemblyStack[], given: Given): Finding[] => {
  const ssm = ssmBefore(stacks, given.ssm);
  return stacks.flatMap((stack) => stackFindings(stack, { ...given, ssm }));
};

const sectionProblems = (template: AssemblyStack['template'] & { readonly Transform?: unknown }): string[] => [
  ...unknownMembers(template, UNDERSTOOD_SECTIONS, IGNORED_SECTIONS).map((name) => `${name} is not understood here`),
  ...[template.Transform ?? []]
    .flat()
    .filter((each) => each !== UNDERSTOOD_TRANSFORM)
    .map((each) => `Transform: ${JSON.stringify(each)} is not understood here`),
];

const problemOf = (run: () => unknown): string | undefined => {
  try {
    run();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};

const stackFindings = (stack: AssemblyStack, { ignore, parameters, ssm, ...where }: Given): Finding[] => {
  const { name: stackName, template, paths } = stack;
  const findings: Finding[] = sectionProblems(template).map((problem) => ({ stackName, problem }));
  const ofParameters = new Map<string, string>();
  const whole = stackScope(stack, beforeDeployment({ given: parameters, ssm }, where));
  const scope = collecting(whole, template.Parameters ?? {}, ofParameters);
  const values = {
    ssm: (name: string) => ssm.value(name),
    secret(): never {
      throw new NotYetKnown('a secret');
    },
  };
  try {
    const present = withConditions(template, conditionsOf(template.Conditions ?? {}, scope));
    const { resources, leftOut } = select({ ...stack, template: present }, ignore);
    for (const [logicalId, resource] of Object.entries(resources)) {
      const { Type: type } = resource;
      if (leftOut.has(logicalId) || isIgnored(type)) continue;
      const path = paths?.get(logicalId);
      for (const { problem, leaveOut } of resourceProblems(resource, scope, values, ignore)) {
        const construct = path?.replace(/\/Resource$/, '');
        const entry = leaveOut === 'type' ? type : leaveOut === 'resource' ? construct : `${type}.${leaveOut.property}`;
        findings.push({
          stackName,
          resource: { logicalId, type, path },
          problem,
          ...(entry !== undefined && { ignore: entry }),
        });
      }
    }
    for (const [name, { Value, Export }] of Object.entries(present.Outputs ?? {})) {
      const problem = problemOf(() => resolveIntrinsics([Value, Export?.Name], scope, ''));
      if (problem !== undefined) findings.push({ stackName, problem: `output ${name}: ${problem}` });
    }
  } catch (error) {
    // A condition on what an earlier stack makes: the deployment tells.
    if (!(error instanceof NotYetKnown)) {
      findings.push({ stackName, problem: error instanceof Error ? error.message : String(error) });
    }
  }
  return [...[...ofParameters.values()].map((problem) => ({ stackName, problem })), ...findings];
};
