import type { AssemblyStack, TemplateResource } from './assembly';
import { IGNORED_TYPES } from './ignored';
import { referencesIn } from './intrinsics';
import type { Referable } from './stack-scope';

/** Members of `Properties` without which a resource would connect nothing. */
const CONNECTS: Readonly<Record<string, readonly string[]>> = {
  'AWS::IAM::Policy': ['Roles'],
  'AWS::IAM::RolePolicy': ['RoleName'],
  'AWS::Lambda::Alias': ['FunctionName'],
  'AWS::Lambda::EventSourceMapping': ['EventSourceArn', 'FunctionName'],
  'AWS::Lambda::Permission': ['FunctionName'],
  'AWS::Lambda::Version': ['FunctionName'],
  'AWS::Pipes::Pipe': ['Source', 'Target'],
  'AWS::SNS::Subscription': ['TopicArn', 'Endpoint'],
  'AWS::SNS::TopicPolicy': ['Topics'],
  'AWS::SQS::QueuePolicy': ['Queues'],
  'AWS::SecretsManager::ResourcePolicy': ['SecretId'],
};

const connections = (type: string): readonly string[] =>
  CONNECTS[type] ??
  (type.startsWith('Custom::') || type === 'AWS::CloudFormation::CustomResource' ? ['ServiceToken'] : []);

/** Whether an entry means a resource: its type (`AWS::S3::Bucket`), its service (`AWS::S3::*`), or a construct that it is in (`Shop/Images`). */
export const means = (entry: string, type: string, path: string | undefined): boolean => {
  if (entry.includes('/')) return `${path}/`.startsWith(`${entry}/`);
  return entry.endsWith('::*') ? type.startsWith(entry.slice(0, -1)) : entry === type;
};

/** The targets of a rule without those that were left out. */
const withoutTargets = (targets: unknown, isLeftOut: (id: string) => boolean): unknown =>
  Array.isArray(targets) ? targets.filter((target) => !referencesIn(target?.Arn).some(isLeftOut)) : targets;

/** What of a stack is not created, and the rest. */
export interface Selection {
  readonly resources: Readonly<Record<string, TemplateResource>>;
  /** Reasons by logical id, for what the user asked to leave out and what follows from it. */
  readonly leftOut: ReadonlyMap<string, string>;
}

export const isIgnored = (type: string): boolean => Object.hasOwn(IGNORED_TYPES, type);

/**
 * Leaves out what the user ignores, and what without it would connect nothing: a mapping of an ignored stream, a custom resource of an
 * ignored function. A rule loses its targets that are left out.
 */
export const select = (stack: AssemblyStack, ignore: readonly string[]): Selection => {
  const { Resources } = stack.template;
  const leftOut = new Map<string, string>();
  for (const [id, { Type }] of Object.entries(Resources)) {
    const entry = isIgnored(Type) ? undefined : ignore.find((each) => means(each, Type, stack.paths?.get(id)));
    if (entry !== undefined) leftOut.set(id, `--ignore ${entry}`);
  }
  for (let before = -1; before !== leftOut.size; ) {
    before = leftOut.size;
    for (const [id, { Type, Properties = {} }] of Object.entries(Resources)) {
      const member = connections(Type).find((name) =>
        referencesIn(Properties[name]).some((other) => leftOut.has(other)),
      );
      if (member !== undefined && !leftOut.has(id)) leftOut.set(id, `its ${member} is left out`);
    }
  }
  const isLeftOut = (id: string) => leftOut.has(id);
  const resources = Object.entries(Resources).map(([id, resource]): [string, TemplateResource] => {
    const { Type, Properties = {} } = resource;
    if (Type !== 'AWS::Events::Rule' || !('Targets' in Properties)) return [id, resource];
    return [id, { ...resource, Properties: { ...Properties, Targets: withoutTargets(Properties.Targets, isLeftOut) } }];
  });
  return { resources: Object.fromEntries(resources), leftOut };
};

/** Stands for what is not created where others refer to it: its logical id, and an ARN of its service. */
export const standIn = (
  logicalId: string,
  type: string,
  { region, account }: { readonly region: string; readonly account: string },
): Referable => ({
  ref: logicalId,
  attribute: (name: string): string =>
    name.endsWith('Arn')
      ? `arn:aws:${type.split('::')[1]?.toLowerCase() ?? 'local'}:${region}:${account}:${logicalId}`
      : `${logicalId}.${name}`,
});
