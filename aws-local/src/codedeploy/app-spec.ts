import { z } from 'zod';
import { AwsError } from '../http/aws-error';
import { firstIssue } from '../http/first-issue';
import { parsedJson } from '../json-text';
import type { Revision } from './deployment';

const version = z.union([z.string(), z.number()]).transform(String);

/** The AppSpec file of a deployment of a function (reference-appspec-file-structure-resources.html, reference-appspec-file-structure-hooks.html). */
const appSpec = z.strictObject({
  version: z.union([z.literal(0), z.literal('0'), z.literal('0.0')]),
  Resources: z
    .array(
      z.record(
        z.string(),
        z.strictObject({
          Type: z.literal('AWS::Lambda::Function'),
          Properties: z.strictObject({
            Name: z.string(),
            Alias: z.string(),
            CurrentVersion: version,
            TargetVersion: version,
          }),
        }),
      ),
    )
    .length(1),
  Hooks: z
    .array(z.strictObject({ BeforeAllowTraffic: z.string().optional(), AfterAllowTraffic: z.string().optional() }))
    .optional(),
});

const invalid = (problem: string): AwsError => new AwsError('InvalidRevisionException', `The AppSpec ${problem}`);

/**
 * Reads an AppSpec. Only JSON is understood here, which is YAML as well.
 * @throws AwsError InvalidRevisionException that names the member
 */
export const revisionOf = (content: string): Revision => {
  const value = parsedJson(content);
  if (value === undefined) throw invalid('is not JSON, and other YAML is not understood here');
  const parsed = appSpec.safeParse(value);
  if (!parsed.success) {
    const { field, problem } = firstIssue(parsed.error);
    throw invalid(`is invalid: ${field}: ${problem}`);
  }
  const [properties] = parsed.data.Resources.flatMap((resource) => Object.values(resource)).map(
    (each) => each.Properties,
  );
  if (properties === undefined) throw invalid('names no function');
  const hooks = Object.assign({}, ...(parsed.data.Hooks ?? [])) as Revision['hooks'];
  const { Name: functionName, Alias: alias, CurrentVersion, TargetVersion } = properties;
  return { target: { functionName, alias, currentVersion: CurrentVersion, targetVersion: TargetVersion }, hooks };
};

/** The AppSpec that a revision is. */
export const appSpecOf = ({ target, hooks }: Revision): string =>
  JSON.stringify({
    version: 0,
    Resources: [
      {
        [target.functionName]: {
          Type: 'AWS::Lambda::Function',
          Properties: {
            Name: target.functionName,
            Alias: target.alias,
            CurrentVersion: target.currentVersion,
            TargetVersion: target.targetVersion,
          },
        },
      },
    ],
    Hooks: Object.entries(hooks).map(([name, functionName]) => ({ [name]: functionName })),
  });
