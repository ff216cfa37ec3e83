import type { AssemblyStack } from './assembly';
import { specProblem, withoutRepetition } from './aws-problems';
import type { ResourceProblem } from './check-resource';
import type { Finding } from './findings';
import { NotYetKnown } from './scope';
import type { SpecCheck } from './spec-check/spec-check';
import type { SpecProblem } from './spec-check/type-problems';
import { type Given, type InspectedResource, inspectStack } from './stack-inspection';

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

/**
 * Everything of the stacks that cannot run here, or that AWS would refuse, before anything of them is created. What only a deployment tells (names of
 * resources, outputs of other stacks) is taken for right.
 * @param specCheck knows CloudFormation's specification; without it, types and properties that do not run here anyway are not checked.
 */
export const findingsOf = async (
  stacks: readonly AssemblyStack[],
  given: Given,
  specCheck?: Pick<SpecCheck, 'check'>,
): Promise<Finding[]> => {
  const ssm = ssmBefore(stacks, given.ssm);
  const inspections = stacks.map((stack) => ({ stack, ...inspectStack(stack, { ...given, ssm }) }));
  const asked = inspections.flatMap(({ resources }) => resources).filter(({ toCheck }) => toCheck !== undefined);
  const answers = (await specCheck?.check(asked.flatMap(({ toCheck }) => toCheck ?? []))) ?? [];
  const ofSpec = new Map(asked.map((resource, index) => [resource, answers[index] ?? []]));
  return inspections.flatMap(({ stack, problems, resources }) => {
    const ofStack = (problem: string): Finding => ({ stackName: stack.name, problem });
    return [
      ...problems.before.map(ofStack),
      ...resources.flatMap((resource) => resourceFindings(stack, resource, ofSpec.get(resource) ?? [])),
      ...problems.after.map(ofStack),
    ];
  });
};

const resourceFindings = (
  { name: stackName, paths }: AssemblyStack,
  { logicalId, type, ofHere, ofAws }: InspectedResource,
  ofSpec: readonly SpecProblem[],
): Finding[] => {
  const path = paths?.get(logicalId);
  const refusals = [...ofSpec.map((problem) => specProblem(type, problem)), ...ofAws];
  return withoutRepetition(ofHere, refusals).map(({ problem, leaveOut }) => {
    const ignore = entryOf(leaveOut, type, path);
    return { stackName, resource: { logicalId, type, path }, problem, ...(ignore !== undefined && { ignore }) };
  });
};

/** The argument of --ignore that leaves it out. */
const entryOf = (leaveOut: ResourceProblem['leaveOut'], type: string, path: string | undefined): string | undefined => {
  if (leaveOut === 'type') return type;
  return leaveOut === 'resource' ? path?.replace(/\/Resource$/, '') : `${type}.${leaveOut.property}`;
};
