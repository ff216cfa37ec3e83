import type { Template } from '../assembly';
import { NOT_YET } from '../not-yet';

// docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html; the same in aws-cloudformation/cfn-lint (src/cfnlint/helpers.py, LIMITS).
const MAX_MEMBERS: Readonly<Record<string, number>> = { Resources: 500, Parameters: 200, Outputs: 200, Mappings: 200 };
const MAX_BODY_BYTES = 1_000_000;
const MAX_NAME_LENGTH = 255;
/** "The logical ID must be alphanumeric" (UserGuide/resources-section-structure.html, outputs-section-structure.html, parameters-section-structure.html). */
const LOGICAL_ID = /^[A-Za-z0-9]+$/;
const NAMED_SECTIONS = ['Resources', 'Parameters', 'Outputs'];
/** API_CreateStack.html, StackName. */
const STACK_NAME = /^[A-Za-z][A-Za-z0-9-]{0,127}$/;

/** What CloudFormation would refuse of a stack's name and of its template as a whole. */
export const templateProblems = (stackName: string, template: Template): string[] => {
  const sections = Object.entries(template as unknown as Record<string, object>);
  const bytes = Buffer.byteLength(JSON.stringify(template));
  return [
    ...(STACK_NAME.test(stackName)
      ? []
      : [
          `the stack's name must have 1 to 128 letters, digits and -, a letter first, got ${JSON.stringify(stackName)}`,
        ]),
    ...(bytes > MAX_BODY_BYTES
      ? [`the template must have at most ${MAX_BODY_BYTES} bytes, has ${bytes} without white space`]
      : []),
    ...sections.flatMap(([section, members]) => {
      const [count, most] = [Object.keys(members ?? {}).length, MAX_MEMBERS[section] ?? Number.POSITIVE_INFINITY];
      return count > most ? [`${section} must have at most ${most} members, has ${count}`] : [];
    }),
    ...sections
      .filter(([section]) => NAMED_SECTIONS.includes(section))
      .flatMap(([section, members]) =>
        Object.keys(members ?? {})
          .filter((name) => !LOGICAL_ID.test(name) || name.length > MAX_NAME_LENGTH)
          .map((name) => `${section}: ${name} must be of letters and digits alone, at most ${MAX_NAME_LENGTH}`),
      ),
  ];
};

/** As the CDK has it, which knows no name that holds tokens (aws-cdk-lib, core/lib/cfn-output.js). */
const EXPORT_NAME = /^[A-Za-z0-9:-]{1,255}$/;

/** What CloudFormation would refuse of an export's name; undefined if nothing, or if only a deployment tells the name. */
export const exportNameProblem = (name: unknown): string | undefined =>
  typeof name !== 'string' || name.includes(NOT_YET) || EXPORT_NAME.test(name)
    ? undefined
    : `Export.Name must have 1 to 255 letters, digits, : and -, got ${JSON.stringify(name)}`;
