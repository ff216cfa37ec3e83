import { longestName, nameIssues } from '../../../../src/assembly/limits/names';
import { physicalName } from '../../../../src/assembly/resource-type';

const of = (length: number): string => 'n'.repeat(length);

describe('names that a template gives', () => {
  // The last length that AWS takes, and what it says of one more.
  it.each<[string, string, number]>([
    ['AWS::SQS::Queue', 'QueueName', 80],
    ['AWS::Lambda::Function', 'FunctionName', 64],
    ['AWS::Lambda::Alias', 'Name', 128],
    ['AWS::Events::Rule', 'Name', 64],
    ['AWS::Events::EventBus', 'Name', 256],
    ['AWS::Events::Archive', 'ArchiveName', 48],
    ['AWS::Pipes::Pipe', 'Name', 64],
    ['AWS::SNS::Topic', 'TopicName', 256],
    ['AWS::DynamoDB::Table', 'TableName', 255],
    ['AWS::SecretsManager::Secret', 'Name', 512],
    ['AWS::SSM::Parameter', 'Name', 2_048],
    ['AWS::IAM::Role', 'RoleName', 64],
    ['AWS::CloudWatch::Alarm', 'AlarmName', 255],
    ['AWS::CloudWatch::Dashboard', 'DashboardName', 255],
    ['AWS::Logs::LogGroup', 'LogGroupName', 512],
    ['AWS::CodeDeploy::Application', 'ApplicationName', 100],
    ['AWS::CodeDeploy::DeploymentGroup', 'DeploymentGroupName', 100],
  ])('%s.%s has at most %i characters', (type, property, most) => {
    expect(nameIssues(type, { [property]: of(most) })).toEqual([]);
    expect(nameIssues(type, { [property]: of(most + 1) })).toEqual([
      { path: [property], message: expect.stringMatching(`must have \\d to ${most} characters, has ${most + 1}: n+`) },
    ]);
  });

  it.each<[string, string, object]>([
    ['a table of two characters', 'AWS::DynamoDB::Table', { TableName: 'ab' }],
    ['a space in a queue’s name', 'AWS::SQS::Queue', { QueueName: 'new orders' }],
    ['a FIFO queue without its suffix', 'AWS::SQS::Queue', { QueueName: 'orders', FifoQueue: true }],
    ['the suffix without FIFO', 'AWS::SQS::Queue', { QueueName: 'orders.fifo' }],
    ['a FIFO name of 81 with its suffix', 'AWS::SQS::Queue', { QueueName: `${of(76)}.fifo`, FifoQueue: 'true' }],
    ['a slash in a rule’s name', 'AWS::Events::Rule', { Name: 'shop/orders' }],
    ['an alias of digits alone', 'AWS::Lambda::Alias', { Name: '1' }],
    ['a key’s alias without its prefix', 'AWS::KMS::Alias', { AliasName: 'shop' }],
    ['AWS’s own prefix of parameters', 'AWS::SSM::Parameter', { Name: '/aws/shop' }],
    ['an umlaut in a dashboard’s name', 'AWS::CloudWatch::Dashboard', { DashboardName: 'Café' }],
  ])('%s is refused', (_name, type, properties) => {
    expect(nameIssues(type, { ...properties })).toHaveLength(1);
  });

  it.each<[string, string, object]>([
    ['a FIFO queue’s', 'AWS::SQS::Queue', { QueueName: 'orders.fifo', FifoQueue: 'true' }],
    ['a partner’s bus', 'AWS::Events::EventBus', { Name: 'aws.partner/stripe.com/ed_demo' }],
    ['a log group’s path', 'AWS::Logs::LogGroup', { LogGroupName: '/aws/lambda/shop' }],
    ['one with a part that a deployment tells', 'AWS::SQS::Queue', { QueueName: `${of(90)} \u0000` }],
    ['none', 'AWS::SQS::Queue', {}],
    ['that of a type without rules', 'AWS::S3::Bucket', { BucketName: '!' }],
  ])('%s is taken', (_name, type, properties) => {
    expect(nameIssues(type, { ...properties })).toEqual([]);
  });
});

test.each([
  ['AWS::Lambda::Function', 'FunctionName'],
  ['AWS::Events::Rule', 'Name'],
  ['AWS::Pipes::Pipe', 'Name'],
  ['AWS::DynamoDB::Table', 'TableName'],
  ['AWS::SNS::Topic', 'TopicName'],
])('a name that is made for a nameless %s is one that AWS takes, however long stack and id are', (type, property) => {
  const creation = { stackName: `S${of(127)}`, logicalId: of(255), assets: new Map<string, string>() };
  expect(nameIssues(type, { [property]: physicalName(creation, longestName(type)) })).toEqual([]);
});
