import { holdsNotYet, NOT_YET } from '../not-yet';
import type { PropertyIssue } from '../resource-type';

type Kind = 'number' | 'characters' | 'members';

/** Bounds that AWS documents of a property, and that the CDK does not check for everybody. */
interface Limit {
  /** Names of members from the resource's properties; `*` is every element of a list. */
  readonly path: string;
  readonly kind: Kind;
  readonly least: number;
  readonly most: number;
  readonly source: string;
}

/** @param source a page of docs.aws.amazon.com. The constraints of the API references were read in AWS's API models (botocore 1.43.107), of which those pages are made. */
const limits = (source: string, ...rows: readonly (readonly [string, Kind, number, number])[]): Limit[] =>
  rows.map(([path, kind, least, most]) => ({ path, kind, least, most, source }));

const MORE = Number.POSITIVE_INFINITY;

const LIMITS: Readonly<Record<string, readonly Limit[]>> = {
  'AWS::CloudWatch::Alarm': limits(
    'AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html',
    ['AlarmActions', 'members', 0, 5],
    ['AlarmDescription', 'characters', 0, 1_024],
    ['DatapointsToAlarm', 'number', 1, MORE],
    ['Dimensions', 'members', 0, 30],
    ['EvaluationPeriods', 'number', 1, MORE],
    ['InsufficientDataActions', 'members', 0, 5],
    ['MetricName', 'characters', 1, 255],
    ['Namespace', 'characters', 1, 255],
    ['OKActions', 'members', 0, 5],
  ),
  'AWS::CloudWatch::CompositeAlarm': limits(
    'AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html',
    ['AlarmDescription', 'characters', 0, 1_024],
    ['AlarmRule', 'characters', 1, 10_240],
  ),
  'AWS::Events::EventBus': limits('eventbridge/latest/APIReference/API_CreateEventBus.html', [
    'Description',
    'characters',
    0,
    512,
  ]),
  'AWS::Events::Rule': [
    ...limits(
      'eventbridge/latest/APIReference/API_PutRule.html',
      ['Description', 'characters', 0, 512],
      ['ScheduleExpression', 'characters', 0, 256],
    ),
    ...limits('eventbridge/latest/userguide/eb-quota.html (targets per rule)', ['Targets', 'members', 0, 5]),
    ...limits(
      'eventbridge/latest/APIReference/API_Target.html',
      ['Targets.*.Id', 'characters', 1, 64],
      ['Targets.*.Input', 'characters', 0, 8_192],
      ['Targets.*.InputPath', 'characters', 0, 256],
    ),
    ...limits(
      'eventbridge/latest/APIReference/API_RetryPolicy.html',
      ['Targets.*.RetryPolicy.MaximumEventAgeInSeconds', 'number', 60, 86_400],
      ['Targets.*.RetryPolicy.MaximumRetryAttempts', 'number', 0, 185],
    ),
  ],
  'AWS::IAM::ManagedPolicy': limits('IAM/latest/APIReference/API_CreatePolicy.html', [
    'Description',
    'characters',
    0,
    1_000,
  ]),
  'AWS::IAM::Role': limits(
    'IAM/latest/APIReference/API_CreateRole.html',
    ['Description', 'characters', 0, 1_000],
    ['MaxSessionDuration', 'number', 3_600, 43_200],
  ),
  'AWS::KMS::Key': limits('kms/latest/APIReference/API_CreateKey.html', ['Description', 'characters', 0, 8_192]),
  'AWS::Lambda::Alias': limits('lambda/latest/api/API_CreateAlias.html', ['Description', 'characters', 0, 256]),
  'AWS::Lambda::Function': [
    ...limits(
      'lambda/latest/api/API_CreateFunction.html',
      ['Description', 'characters', 0, 256],
      ['EphemeralStorage.Size', 'number', 512, 10_240],
      ['Handler', 'characters', 0, 128],
      ['Timeout', 'number', 1, 900],
    ),
    ...limits(
      'lambda/latest/dg/gettingstarted-limits.html',
      ['Layers', 'members', 0, 5],
      ['MemorySize', 'number', 128, 10_240],
    ),
  ],
  'AWS::Lambda::Version': limits('lambda/latest/api/API_PublishVersion.html', ['Description', 'characters', 0, 256]),
  'AWS::Logs::MetricFilter': limits(
    'AmazonCloudWatchLogs/latest/APIReference/API_PutMetricFilter.html',
    ['FilterPattern', 'characters', 0, 1_024],
    ['MetricTransformations', 'members', 1, 1],
  ),
  'AWS::Pipes::Pipe': [
    ...limits('eventbridge/latest/pipes-reference/API_CreatePipe.html', ['Description', 'characters', 0, 512]),
    ...limits(
      'eventbridge/latest/pipes-reference/API_PipeSourceSqsQueueParameters.html',
      ['SourceParameters.SqsQueueParameters.BatchSize', 'number', 1, 10_000],
      ['SourceParameters.SqsQueueParameters.MaximumBatchingWindowInSeconds', 'number', 0, 300],
    ),
    ...limits(
      'eventbridge/latest/pipes-reference/API_PipeTargetParameters.html',
      ['TargetParameters.InputTemplate', 'characters', 0, 8_192],
      ['TargetParameters.EventBridgeEventBusParameters.DetailType', 'characters', 1, 128],
      ['TargetParameters.EventBridgeEventBusParameters.Resources', 'members', 0, 10],
      ['TargetParameters.EventBridgeEventBusParameters.Source', 'characters', 1, 256],
      ['TargetParameters.SqsQueueParameters.MessageDeduplicationId', 'characters', 0, 100],
      ['TargetParameters.SqsQueueParameters.MessageGroupId', 'characters', 0, 100],
    ),
  ],
  'AWS::SQS::Queue': limits(
    'AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html',
    ['DelaySeconds', 'number', 0, 900],
    ['MaximumMessageSize', 'number', 1_024, 1_048_576],
    ['MessageRetentionPeriod', 'number', 60, 1_209_600],
    ['ReceiveMessageWaitTimeSeconds', 'number', 0, 20],
    ['VisibilityTimeout', 'number', 0, 43_200],
  ),
  'AWS::SSM::Parameter': limits(
    'systems-manager/latest/APIReference/API_PutParameter.html',
    ['AllowedPattern', 'characters', 0, 1_024],
    ['Description', 'characters', 0, 1_024],
  ),
  'AWS::SecretsManager::Secret': limits(
    'secretsmanager/latest/apireference/API_CreateSecret.html',
    ['Description', 'characters', 0, 2_048],
    ['SecretString', 'characters', 1, 65_536],
  ),
};

/** Functions on Lambda Managed Instances have other bounds (API_CreateFunction.html, Timeout). */
const OTHER_BOUNDS: Readonly<Record<string, string>> = { 'AWS::Lambda::Function': 'CapacityProviderConfig' };

/** "4 KB, for all environment variables associated with the function, in aggregate" (lambda/latest/dg/gettingstarted-limits.html). */
const MAX_ENVIRONMENT_BYTES = 4_096;

type Path = readonly (string | number)[];

const valuesAt = (value: unknown, [name, ...rest]: readonly string[], path: Path): [Path, unknown][] => {
  if (name === undefined) return [[path, value]];
  if (typeof value !== 'object' || value === null) return [];
  if (name === '*') {
    return Array.isArray(value) ? value.flatMap((each, index) => valuesAt(each, rest, [...path, index])) : [];
  }
  return valuesAt((value as Readonly<Record<string, unknown>>)[name], rest, [...path, name]);
};

const fault = (value: unknown, { kind, least, most }: Limit): string | undefined => {
  const bounds = most === MORE ? `at least ${least}` : `${least} to ${most}`;
  if (kind === 'number') {
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
    return typeof number === 'number' && (number < least || number > most)
      ? `must be ${bounds}, got ${number}`
      : undefined;
  }
  const size = kind === 'members' ? sizeOfList(value) : sizeOfText(value);
  return size !== undefined && (size < least || size > most) ? `must have ${bounds} ${kind}, has ${size}` : undefined;
};

const sizeOfList = (value: unknown): number | undefined =>
  Array.isArray(value) && !value.some((each) => each === NOT_YET) ? value.length : undefined;

const sizeOfText = (value: unknown): number | undefined =>
  typeof value === 'string' && !holdsNotYet(value) ? [...value].length : undefined;

/** What of a resource's properties is beyond the bounds that AWS documents; what only a deployment tells is taken for right. */
export const limitIssues = (type: string, properties: Readonly<Record<string, unknown>>): PropertyIssue[] => {
  if (!Object.hasOwn(LIMITS, type) || properties[OTHER_BOUNDS[type] ?? ''] !== undefined) return [];
  const issues = (LIMITS[type] ?? []).flatMap((limit) =>
    valuesAt(properties, limit.path.split('.'), []).flatMap(([path, value]): PropertyIssue[] => {
      const message = fault(value, limit);
      return message === undefined ? [] : [{ path, message }];
    }),
  );
  return type === 'AWS::Lambda::Function' ? [...issues, ...environmentIssues(properties)] : issues;
};

const environmentIssues = ({ Environment: environment }: Readonly<Record<string, unknown>>): PropertyIssue[] => {
  const variables = (environment as { readonly Variables?: Readonly<Record<string, unknown>> } | undefined)?.Variables;
  if (typeof variables !== 'object' || variables === null) return [];
  const known = Object.entries(variables).map(([name, value]) => `${name}${holdsNotYet(value) ? '' : String(value)}`);
  const bytes = Buffer.byteLength(known.join(''));
  if (bytes <= MAX_ENVIRONMENT_BYTES) return [];
  const message = `must have at most ${MAX_ENVIRONMENT_BYTES} bytes of names and values, has ${bytes}`;
  return [{ path: ['Environment', 'Variables'], message }];
};
