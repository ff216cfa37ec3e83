import { NOT_YET } from '../not-yet';
import type { PropertyIssue } from '../resource-type';

/** What AWS takes as the name of something that a template makes. */
interface NameRule {
  readonly property: string;
  readonly least: number;
  readonly most: number;
  readonly characters: RegExp;
  /** The characters in words. */
  readonly of: string;
  /** Where AWS documents it: a page of docs.aws.amazon.com. The constraints were read in AWS's API models (botocore 1.43.107), of which those pages are made. */
  readonly source: string;
}

const rule = (
  property: string,
  [least, most]: readonly [number, number],
  [characters, of]: readonly [RegExp, string],
  source: string,
): NameRule => ({ property, least, most, characters, of, source });

const WORD = [/^[A-Za-z0-9_-]*$/, 'letters, digits, - and _'] as const;
const QUEUE = [/^[A-Za-z0-9_-]*(\.fifo)?$/, 'letters, digits, - and _, with .fifo at the end of a FIFO name'] as const;
const DOTTED = [/^[A-Za-z0-9._-]*$/, 'letters, digits, ., - and _'] as const;
const BUS = [/^[A-Za-z0-9/._-]*$/, 'letters, digits, /, ., - and _'] as const;
const IAM = [/^[\w+=,.@-]*$/, 'letters, digits and _+=,.@-'] as const;
const ALIAS = [/^(?!\d+$)[A-Za-z0-9_-]*$/, 'letters, digits, - and _, and not digits alone'] as const;
const LOG_GROUP = [/^[A-Za-z0-9._/#-]*$/, 'letters, digits and ._/#-'] as const;
const NO_COLON = [/^[^:*]*$/, 'any characters but : and *'] as const;
const ANY = [/^/, 'any characters'] as const;

const NAMES: Readonly<Record<string, NameRule>> = {
  'AWS::ApplicationAutoScaling::ScalingPolicy': rule(
    'PolicyName',
    [1, 256],
    ANY,
    'autoscaling/application/APIReference/API_PutScalingPolicy.html',
  ),
  'AWS::Backup::BackupVault': rule(
    'BackupVaultName',
    [2, 50],
    WORD,
    'aws-backup/latest/devguide/API_CreateBackupVault.html',
  ),
  'AWS::CloudWatch::Alarm': rule(
    'AlarmName',
    [1, 255],
    ANY,
    'AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html',
  ),
  'AWS::CloudWatch::CompositeAlarm': rule(
    'AlarmName',
    [1, 255],
    ANY,
    'AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html',
  ),
  'AWS::CloudWatch::Dashboard': rule(
    'DashboardName',
    [1, 255],
    WORD,
    'AmazonCloudWatch/latest/APIReference/API_PutDashboard.html',
  ),
  'AWS::CodeDeploy::Application': rule(
    'ApplicationName',
    [1, 100],
    IAM,
    'codedeploy/latest/APIReference/API_CreateApplication.html',
  ),
  'AWS::CodeDeploy::DeploymentConfig': rule(
    'DeploymentConfigName',
    [1, 100],
    IAM,
    'codedeploy/latest/APIReference/API_CreateDeploymentConfig.html',
  ),
  'AWS::CodeDeploy::DeploymentGroup': rule(
    'DeploymentGroupName',
    [1, 100],
    IAM,
    'codedeploy/latest/APIReference/API_CreateDeploymentGroup.html',
  ),
  'AWS::DynamoDB::GlobalTable': rule(
    'TableName',
    [3, 255],
    DOTTED,
    'amazondynamodb/latest/APIReference/API_CreateTable.html',
  ),
  'AWS::DynamoDB::Table': rule(
    'TableName',
    [3, 255],
    DOTTED,
    'amazondynamodb/latest/APIReference/API_CreateTable.html',
  ),
  'AWS::Events::Archive': rule(
    'ArchiveName',
    [1, 48],
    DOTTED,
    'eventbridge/latest/APIReference/API_CreateArchive.html',
  ),
  'AWS::Events::EventBus': rule('Name', [1, 256], BUS, 'eventbridge/latest/APIReference/API_CreateEventBus.html'),
  'AWS::Events::Rule': rule('Name', [1, 64], DOTTED, 'eventbridge/latest/APIReference/API_PutRule.html'),
  'AWS::IAM::Group': rule('GroupName', [1, 128], IAM, 'IAM/latest/APIReference/API_CreateGroup.html'),
  'AWS::IAM::ManagedPolicy': rule('ManagedPolicyName', [1, 128], IAM, 'IAM/latest/APIReference/API_CreatePolicy.html'),
  'AWS::IAM::Policy': rule('PolicyName', [1, 128], IAM, 'IAM/latest/APIReference/API_PutRolePolicy.html'),
  'AWS::IAM::Role': rule('RoleName', [1, 64], IAM, 'IAM/latest/APIReference/API_CreateRole.html'),
  'AWS::IAM::User': rule('UserName', [1, 64], IAM, 'IAM/latest/APIReference/API_CreateUser.html'),
  'AWS::KMS::Alias': rule(
    'AliasName',
    [1, 256],
    [/^alias\/(?!aws\/)[A-Za-z0-9/_-]*$/, 'alias/ (not alias/aws/) and then letters, digits, /, - and _'],
    'kms/latest/APIReference/API_CreateAlias.html',
  ),
  'AWS::Lambda::Alias': rule('Name', [1, 128], ALIAS, 'lambda/latest/api/API_CreateAlias.html'),
  'AWS::Lambda::Function': rule('FunctionName', [1, 64], WORD, 'lambda/latest/api/API_CreateFunction.html'),
  'AWS::Logs::LogGroup': rule(
    'LogGroupName',
    [1, 512],
    LOG_GROUP,
    'AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html',
  ),
  'AWS::Logs::LogStream': rule(
    'LogStreamName',
    [1, 512],
    NO_COLON,
    'AmazonCloudWatchLogs/latest/APIReference/API_CreateLogStream.html',
  ),
  'AWS::Logs::MetricFilter': rule(
    'FilterName',
    [1, 512],
    NO_COLON,
    'AmazonCloudWatchLogs/latest/APIReference/API_PutMetricFilter.html',
  ),
  'AWS::Logs::QueryDefinition': rule(
    'Name',
    [1, 255],
    ANY,
    'AmazonCloudWatchLogs/latest/APIReference/API_PutQueryDefinition.html',
  ),
  'AWS::Pipes::Pipe': rule('Name', [1, 64], DOTTED, 'eventbridge/latest/pipes-reference/API_CreatePipe.html'),
  'AWS::ResourceGroups::Group': rule('Name', [1, 300], DOTTED, 'ARG/latest/APIReference/API_CreateGroup.html'),
  'AWS::SNS::Topic': rule('TopicName', [1, 256], QUEUE, 'sns/latest/api/API_CreateTopic.html'),
  'AWS::SQS::Queue': rule(
    'QueueName',
    [1, 80],
    QUEUE,
    'AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html',
  ),
  'AWS::SSM::Parameter': rule(
    'Name',
    [1, 2048],
    [/^(?!\/?(aws|ssm))[A-Za-z0-9_./-]*$/i, 'letters, digits and _.-/, without aws or ssm at its beginning'],
    'systems-manager/latest/APIReference/API_PutParameter.html',
  ),
  'AWS::SecretsManager::Secret': rule(
    'Name',
    [1, 512],
    [/^[A-Za-z0-9/_+=.@-]*$/, 'letters, digits and /_+=.@-'],
    'secretsmanager/latest/apireference/API_CreateSecret.html',
  ),
  'AWS::XRay::Group': rule('GroupName', [1, 32], ANY, 'xray/latest/api/API_CreateGroup.html'),
};

/** The most characters that a name of this type has, for names that are made here. */
export const longestName = (type: string): number => NAMES[type]?.most ?? Number.POSITIVE_INFINITY;

/** FIFO names end in what tells them apart, and no other names do. */
const FIFO_FLAGS: Readonly<Record<string, string>> = { 'AWS::SQS::Queue': 'FifoQueue', 'AWS::SNS::Topic': 'FifoTopic' };

const fault = (name: string, { least, most, characters, of }: NameRule): string | undefined => {
  const length = [...name].length;
  if (length < least || length > most)
    return `must have ${least} to ${most} characters, has ${length}: ${name.slice(0, most)}`;
  return characters.test(name) ? undefined : `must be of ${of}, got ${JSON.stringify(name)}`;
};

/** What AWS would refuse of the name that a template gives a resource; a name that only a deployment tells is taken for right. */
export const nameIssues = (type: string, properties: Readonly<Record<string, unknown>>): PropertyIssue[] => {
  const of = Object.hasOwn(NAMES, type) ? NAMES[type] : undefined;
  const name = of && properties[of.property];
  if (of === undefined || typeof name !== 'string' || name.includes(NOT_YET)) return [];
  const message = fault(name, of) ?? fifoFault(type, name, properties);
  return message === undefined ? [] : [{ path: [of.property], message }];
};

const fifoFault = (type: string, name: string, properties: Readonly<Record<string, unknown>>): string | undefined => {
  const flag = FIFO_FLAGS[type];
  if (flag === undefined) return undefined;
  const isFifo = String(properties[flag]).toLowerCase() === 'true';
  if (isFifo === name.endsWith('.fifo')) return undefined;
  return isFifo
    ? `must end in .fifo with ${flag}, got ${JSON.stringify(name)}`
    : `must not end in .fifo without ${flag}, got ${JSON.stringify(name)}`;
};
