/**
 * What has no meaning on one machine, each with its reason. Anything that is neither here nor understood is an error that names it.
 * Properties are paths from the resource's properties.
 */
const NO_USERS = 'nobody signs as a user locally';
const UNJUDGED = 'policies of it are not evaluated locally';
const ENCRYPTION = 'data at rest is the laptop’s own';
const LABELS = 'labels for people and bills';
const METRICS = 'no metrics are made of it locally';
const LOGS = 'lines of the workers go to the environment’s log';
const CAPACITY = 'nothing is throttled for capacity locally';
const BACKUPS = 'there are no backups locally';

export const IGNORED_TYPES: Readonly<Record<string, string>> = {
  'AWS::IAM::User': NO_USERS,
  'AWS::IAM::Group': NO_USERS,
  'AWS::IAM::UserToGroupAddition': NO_USERS,
  'AWS::SQS::QueueInlinePolicy': UNJUDGED,
  'AWS::S3::BucketPolicy': UNJUDGED,
  'AWS::Lambda::CodeSigningConfig': 'code comes from the assembly itself',
  // A function that calls KMS itself gets an error from the call.
  'AWS::KMS::Key': ENCRYPTION,
  'AWS::KMS::Alias': ENCRYPTION,
  'AWS::Logs::LogStream': LOGS,
  'AWS::Logs::ResourcePolicy': UNJUDGED,
  'AWS::Logs::MetricFilter': METRICS,
  'AWS::Logs::QueryDefinition': 'a saved query for the console of AWS',
  'Custom::LogRetention': 'nothing is kept so long that it would expire',
  'AWS::CloudWatch::AnomalyDetector': METRICS,
  'AWS::CloudWatch::Dashboard': 'the console page takes its place',
  'AWS::XRay::Group': 'there is no X-Ray daemon locally',
  'AWS::XRay::SamplingRule': 'there is no X-Ray daemon locally',
  'AWS::ApplicationAutoScaling::ScalableTarget': CAPACITY,
  'AWS::ApplicationAutoScaling::ScalingPolicy': CAPACITY,
  'AWS::Backup::BackupPlan': BACKUPS,
  'AWS::Backup::BackupSelection': BACKUPS,
  'AWS::Backup::BackupVault': BACKUPS,
  'AWS::Budgets::Budget': 'nothing costs money locally',
  'AWS::ResourceGroups::Group': LABELS,
  // Replays are refused at the call.
  'AWS::Events::Archive': 'it copies events and changes none',
  'AWS::EventSchemas::Discoverer': 'it describes events and changes none',
  'AWS::EventSchemas::Registry': 'it describes events and changes none',
  'AWS::EventSchemas::Schema': 'it describes events and changes none',
  // It acts when a stack is deleted, which none is here.
  'Custom::S3AutoDeleteObjects': 'nothing is deleted with its stack locally',
  'AWS::CloudFormation::WaitConditionHandle': 'nothing by itself: what waits for it is refused',
  'AWS::CDK::Metadata': 'usage statistics of the CDK',
};

export const IGNORED_PROPERTIES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'AWS::CloudWatch::Alarm': { Tags: LABELS },
  'AWS::CloudWatch::CompositeAlarm': { Tags: LABELS },
  'AWS::IAM::Role': {
    Description: LABELS,
    MaxSessionDuration: 'no session ends locally',
    Path: 'roles are told apart by their names',
    Tags: LABELS,
  },
  'AWS::IAM::ManagedPolicy': { Description: LABELS, Path: 'policies are told apart by their names' },
  'AWS::Lambda::Permission': { FunctionUrlAuthType: 'there are no function URLs locally' },
  'AWS::SQS::Queue': {
    SqsManagedSseEnabled: ENCRYPTION,
    KmsMasterKeyId: ENCRYPTION,
    KmsDataKeyReusePeriodSeconds: ENCRYPTION,
    Tags: LABELS,
  },
  'AWS::SSM::Parameter': {
    AllowedPattern: 'values were checked when they were written',
    DataType: 'it is checked at AWS only',
    Description: LABELS,
    Policies: 'nothing expires locally',
    Tags: LABELS,
    Tier: 'a matter of price',
  },
  'AWS::DynamoDB::Table': {
    ContributorInsightsSpecification: METRICS,
    OnDemandThroughput: CAPACITY,
    ResourcePolicy: UNJUDGED,
    SSESpecification: ENCRYPTION,
    TableClass: 'a matter of price',
    WarmThroughput: CAPACITY,
    PointInTimeRecoverySpecification: 'there are no backups locally (dynoxide does not know them)',
    DeletionProtectionEnabled: 'data outlive the environment with --persist only, and then as a whole',
    Tags: LABELS,
  },
  'AWS::DynamoDB::GlobalTable': {
    SSESpecification: ENCRYPTION,
    Replicas: 'one region',
    WarmThroughput: CAPACITY,
    WriteOnDemandThroughputSettings: CAPACITY,
    WriteProvisionedThroughputSettings: CAPACITY,
    Tags: LABELS,
  },
  'AWS::Lambda::Function': {
    Architectures: 'the worker runs on this machine’s processor',
    LoggingConfig: LOGS,
    TracingConfig: 'there is no X-Ray daemon locally',
    CodeSigningConfigArn: 'code comes from the assembly itself',
    EphemeralStorage: 'the worker has the disk of this machine',
    KmsKeyArn: ENCRYPTION,
    RecursiveLoop: 'no loop is detected locally',
    RuntimeManagementConfig: 'the worker runs on this machine’s Node.js',
    SnapStart: 'it makes a start faster and changes nothing else',
    VpcConfig: 'functions are on this machine’s network',
    Description: LABELS,
    Tags: LABELS,
  },
  'AWS::Lambda::Version': {
    ProvisionedConcurrencyConfig: CAPACITY,
    Description: LABELS,
    CodeSha256: 'what is published is what has been bundled',
  },
  'AWS::CodeDeploy::Application': { Tags: LABELS },
  'AWS::CodeDeploy::DeploymentGroup': { Tags: LABELS, TriggerConfigurations: 'deployments notify no topic locally' },
  'AWS::Lambda::Alias': { Description: LABELS, ProvisionedConcurrencyConfig: CAPACITY },
  'AWS::Lambda::EventSourceMapping': { MetricsConfig: 'counts are always kept locally', Tags: LABELS },
  'AWS::Events::EventBus': {
    Description: LABELS,
    KmsKeyIdentifier: ENCRYPTION,
    LogConfig: LOGS,
    Policy: UNJUDGED,
    Tags: LABELS,
  },
  'AWS::Events::Rule': { RoleArn: 'rules act as the service', Tags: LABELS },
  'AWS::Events::Rule.Targets': { RoleArn: 'queues, topics and functions let rules in by their own policies' },
  'AWS::Pipes::Pipe': {
    LogConfiguration: 'failures of pipes go to the environment’s log',
    Description: LABELS,
    Tags: LABELS,
  },
  'AWS::SNS::Topic': {
    KmsMasterKeyId: ENCRYPTION,
    TracingConfig: 'there is no X-Ray daemon locally',
    SignatureVersion: 'nothing is signed locally',
    Tags: LABELS,
  },
  'AWS::SecretsManager::Secret': {
    Description: LABELS,
    KmsKeyId: ENCRYPTION,
    ReplicaRegions: 'one region',
    Tags: LABELS,
  },
};

/** What a template may say about a resource besides its properties. */
export const IGNORED_RESOURCE_ATTRIBUTES: Readonly<Record<string, string>> = {
  DeletionPolicy: 'data outlive the environment with --persist only, and then as a whole',
  UpdateReplacePolicy: 'nothing is updated locally',
  UpdatePolicy: 'nothing is updated locally but aliases',
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

/** Names of members that are neither understood nor ignored on purpose. */
export const unknownMembers = (
  given: object,
  understood: readonly string[],
  ignored: Readonly<Record<string, string>>,
): string[] => Object.keys(given).filter((name) => !understood.includes(name) && !Object.hasOwn(ignored, name));

/** The properties of a resource without those that the user leaves out, by entries `TYPE.Property`. */
export const withoutNamed = (
  type: string,
  properties: Readonly<Record<string, unknown>>,
  named: readonly string[],
): Record<string, unknown> =>
  Object.fromEntries(Object.entries(properties).filter(([name]) => !named.includes(`${type}.${name}`)));

/**
 * The properties of a resource without those that are ignored on purpose.
 * @param also what the user ignores; entries `TYPE.Property` count here.
 */
export const withoutIgnored = (
  type: string,
  properties: Readonly<Record<string, unknown>>,
  also: readonly string[] = [],
): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(withoutNamed(type, properties, also)).filter(
      ([name]) => !Object.hasOwn(IGNORED_PROPERTIES[type] ?? {}, name),
    ),
  );
