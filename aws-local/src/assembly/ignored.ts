/**
 * What has no meaning on one machine, each with its reason. Anything that is neither here nor understood is an error that names it.
 * Properties are paths from the resource's properties.
 */
export const IGNORED_TYPES: Readonly<Record<string, string>> = {
  'AWS::IAM::Role': 'no permissions are checked locally',
  'AWS::IAM::Policy': 'no permissions are checked locally',
  'AWS::IAM::ManagedPolicy': 'no permissions are checked locally',
  'AWS::SQS::QueuePolicy': 'no permissions are checked locally',
  'AWS::Lambda::Permission': 'no permissions are checked locally',
  'AWS::Events::EventBusPolicy': 'no permissions are checked locally',
  'AWS::Logs::LogGroup': 'lines of the workers go to the environment’s log',
  'AWS::CloudWatch::Alarm': 'nothing evaluates metrics locally',
  'AWS::CloudWatch::CompositeAlarm': 'nothing evaluates metrics locally',
  'AWS::CloudWatch::Dashboard': 'the console page takes its place',
  'AWS::SNS::Topic': 'carries alarms only, and nothing raises them locally',
  'AWS::SNS::TopicPolicy': 'carries alarms only',
  'AWS::CodeDeploy::Application': 'a stack is deployed once here, so no version takes traffic over from another',
  'AWS::CodeDeploy::DeploymentGroup': 'a stack is deployed once here, so no version takes traffic over from another',
  'AWS::CDK::Metadata': 'usage statistics of the CDK',
};

const PERMISSIONS = 'no permissions are checked locally';
const ENCRYPTION = 'data at rest is the laptop’s own';
const LABELS = 'labels for people and bills';

export const IGNORED_PROPERTIES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'AWS::SQS::Queue': { SqsManagedSseEnabled: ENCRYPTION, KmsMasterKeyId: ENCRYPTION, Tags: LABELS },
  'AWS::DynamoDB::Table': {
    SSESpecification: ENCRYPTION,
    PointInTimeRecoverySpecification: 'there are no backups locally (dynoxide does not know them)',
    DeletionProtectionEnabled: 'data outlive the environment with --persist only, and then as a whole',
    Tags: LABELS,
  },
  'AWS::DynamoDB::GlobalTable': {
    SSESpecification: ENCRYPTION,
    Replicas: 'one region',
    WriteProvisionedThroughputSettings: 'no throttling locally',
    Tags: LABELS,
  },
  'AWS::Lambda::Function': {
    Role: PERMISSIONS,
    Architectures: 'the worker runs on this machine’s processor',
    LoggingConfig: 'lines of the workers go to the environment’s log',
    TracingConfig: 'there is no X-Ray daemon locally',
    Description: LABELS,
    Tags: LABELS,
  },
  'AWS::Lambda::Version': { Description: LABELS, CodeSha256: 'what is published is what has been bundled' },
  'AWS::Lambda::Alias': { Description: LABELS },
  'AWS::Lambda::EventSourceMapping': { MetricsConfig: 'counts are always kept locally', Tags: LABELS },
  'AWS::Events::EventBus': { Description: LABELS, Tags: LABELS },
  'AWS::Events::Rule': { Tags: LABELS },
  'AWS::Events::Rule.Targets': { RoleArn: PERMISSIONS },
  'AWS::Pipes::Pipe': {
    RoleArn: PERMISSIONS,
    LogConfiguration: 'failures of pipes go to the environment’s log',
    Description: LABELS,
    Tags: LABELS,
  },
  'AWS::SecretsManager::Secret': { Description: LABELS, KmsKeyId: ENCRYPTION, Tags: LABELS },
};

/** What a template may say about a resource besides its properties. */
export const IGNORED_RESOURCE_ATTRIBUTES: Readonly<Record<string, string>> = {
  DeletionPolicy: 'data outlive the environment with --persist only, and then as a whole',
  UpdateReplacePolicy: 'nothing is updated locally',
  UpdatePolicy: 'nothing is updated locally',
  Metadata: LABELS,
};

/** Sections of a template that nothing locally depends on. */
export const IGNORED_SECTIONS: Readonly<Record<string, string>> = {
  AWSTemplateFormatVersion: 'there is one version',
  Description: LABELS,
  Metadata: LABELS,
  Rules:
    'they refuse parameters at deployment (the CDK: a bootstrap stack that is too old) and change nothing of what is created',
};

/** The properties of a resource without those that are ignored on purpose. */
export const withoutIgnored = (type: string, properties: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(properties).filter(([name]) => !Object.hasOwn(IGNORED_PROPERTIES[type] ?? {}, name)),
  );
