import { createHash } from 'node:crypto';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { z } from 'zod';
import type { SharedClock } from '../clock/clock';
import type { CloudWatch } from '../cloudwatch/cloudwatch';
import type { AliasReleases } from '../codedeploy/alias-releases';
import type { CodeDeploy } from '../codedeploy/codedeploy';
import type { EventBridgeEngine } from '../eventbridge/engine';
import type { AccessControl } from '../iam/access-control';
import type { LambdaEngine } from '../lambda/engine';
import type { Pipe, PipeFailure } from '../pipes/pipe';
import type { SecretsEngine } from '../secrets/engine';
import type { SnsEngine } from '../sns/engine';
import type { SqsEngine } from '../sqs/engine';
import type { CustomResources } from './custom-resources';
import type { InlineCode } from './inline-code';
import type { SsmParameters } from './ssm-parameters';

/** What resources are created in. */
export interface Target {
  readonly clock: SharedClock;
  readonly sqs: SqsEngine;
  readonly sns: SnsEngine;
  readonly events: EventBridgeEngine;
  readonly lambda: LambdaEngine;
  readonly secrets: SecretsEngine;
  readonly cloudWatch: CloudWatch;
  readonly codeDeploy: CodeDeploy;
  readonly aliasReleases: AliasReleases;
  readonly ssm: SsmParameters;
  readonly access: AccessControl;
  readonly dynamodb: DynamoDBClient;
  readonly customResources: CustomResources;
  /** Takes the partition keys of tables and indexes: see `hashKeyName`. */
  readonly hashKeys: Record<string, string>;
  /** Code of functions that stands in a template, or in an archive. */
  readonly inlineCode: InlineCode;
  /** Those that were created, not started yet. */
  readonly pipes: Pipe[];
  /** Whether a table that is there already may be one that an earlier process left. */
  readonly keepsData: boolean;
  readonly region: string;
  readonly account: string;
  /** Base URL of the environment's services. */
  readonly url: string;
  /** Variables that every function gets besides its own. */
  readonly functionEnvironment: Readonly<Record<string, string>>;
  readonly onPipeFailure: (failure: PipeFailure) => void;
}

export interface Creation {
  readonly logicalId: string;
  readonly stackName: string;
  readonly assets: ReadonlyMap<string, string>;
  /** The template's UpdatePolicy; missing if there is none, or what it names is left out. */
  readonly updatePolicy?: unknown;
}

/** What other resources may ask of a created one. */
export interface Created {
  readonly ref: string;
  readonly attributes?: Readonly<Record<string, unknown>>;
}

/** Something of a resource's properties that is not understood. */
export interface PropertyIssue {
  /** Where in the properties: names of members, indexes of lists. */
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** How one type of the template comes to life. The schema is strict: what it does not name is refused by name. */
export interface ResourceType {
  /** @returns what of the properties is not understood; nothing is created. */
  check(properties: Readonly<Record<string, unknown>>): PropertyIssue[];
  create(properties: Readonly<Record<string, unknown>>, target: Target, creation: Creation): Promise<Created>;
}

/**
 * Makes a resource type of a strict schema and a function that creates it.
 * @throws Error on creation, naming property and value, when the template says something that is not understood.
 */
export const resourceType = <S extends z.ZodType>(
  schema: S,
  create: (properties: z.infer<S>, target: Target, creation: Creation) => Created | Promise<Created>,
): ResourceType => ({
  check: (properties) => schema.safeParse(properties).error?.issues.flatMap(propertyIssues) ?? [],
  create: async (properties, target, creation) => {
    const parsed = schema.safeParse(properties);
    if (!parsed.success) throw new Error(z.prettifyError(parsed.error).replaceAll(/\s+/g, ' '));
    return create(parsed.data, target, creation);
  },
});

const propertyIssues = (issue: z.core.$ZodIssue): PropertyIssue[] => {
  const path = issue.path.map((part) => (typeof part === 'number' ? part : String(part)));
  if (issue.code !== 'unrecognized_keys') return [{ path, message: issue.message.replace(/^Invalid input: /, '') }];
  return issue.keys.map((key) => ({ path: [...path, key], message: 'the property is not understood here' }));
};

/** CloudFormation writes numbers and booleans as text where it likes. */
export const number = z.union([z.number(), z.string().regex(/^\d+$/).transform(Number)], 'expected a number');
export const flag = z.union(
  [z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')],
  'expected true or false',
);

/** Of a hash, as many characters as keep names apart. */
const HASH_LENGTH = 8;

/**
 * A physical name for a resource that the template leaves nameless, made as CloudFormation does: stack, logical id, suffix. The suffix is there
 * only where the name has to be cut, which would take the end that tells logical ids apart.
 */
export const physicalName = ({ stackName, logicalId }: Creation, maxLength: number): string => {
  const name = `${stackName}-${logicalId}`;
  if (name.length <= maxLength) return name;
  const hash = createHash('sha256').update(name).digest('hex').slice(0, HASH_LENGTH);
  return `${name.slice(0, maxLength - HASH_LENGTH - 1)}-${hash}`;
};
