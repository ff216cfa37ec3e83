import { resourceSpecProblems } from '../../../../src/assembly/spec-check/resource-check';
import type { Spec, SpecType } from '../../../../src/assembly/spec-check/spec';
import { awsSpec } from './spec';

/** What is told of a resource: place and message. */
const told = (type: string, properties: object, spec: Spec = awsSpec()): string[] =>
  resourceSpecProblems({ type, properties: { ...properties } }, spec).map(
    ({ path, message }) => `${path.join('.')}: ${message}`,
  );

const ALARM = { ComparisonOperator: 'GreaterThanThreshold', EvaluationPeriods: 1, Threshold: 0 };
const TRUST = { Version: '2012-10-17', Statement: [] };
const DEPLOYED_BY = { ApplicationName: 'shop', ServiceRoleArn: 'arn:aws:iam::000000000000:role/deploys' };

describe('what CloudFormation refuses of a resource', () => {
  it.each<[string, string, object, string[]]>([
    [
      'a misspelt property of an alarm',
      'AWS::CloudWatch::Alarm',
      { ...ALARM, TreatMissingDate: 'missing' },
      ['TreatMissingDate: AWS::CloudWatch::Alarm has no such property (did you mean TreatMissingData?)'],
    ],
    [
      'a property in the wrong case',
      'AWS::SQS::Queue',
      { visibilityTimeout: 30 },
      ['visibilityTimeout: AWS::SQS::Queue has no such property (did you mean VisibilityTimeout?)'],
    ],
    [
      'a property of which none is near',
      'AWS::SQS::Queue',
      { Colour: 'green' },
      ['Colour: AWS::SQS::Queue has no such property'],
    ],
    [
      'a misspelt property of a list’s element',
      'AWS::Events::Rule',
      { Targets: [{ Id: 'stage', Arn: 'arn', DeadLetterConfg: {} }] },
      ['Targets.0.DeadLetterConfg: Target has no such property (did you mean DeadLetterConfig?)'],
    ],
    [
      'a role whose trust policy is missing',
      'AWS::IAM::Role',
      {},
      ['AssumeRolePolicyDocument: AWS::IAM::Role requires this property'],
    ],
    [
      'a required property of a nested object',
      'AWS::Pipes::Pipe',
      { Source: 's', Target: 't', RoleArn: 'r', SourceParameters: { ActiveMQBrokerParameters: { QueueName: 'q' } } },
      [
        'SourceParameters.ActiveMQBrokerParameters.Credentials: PipeSourceActiveMQBrokerParameters requires this property',
      ],
    ],
    [
      'a text where a list belongs',
      'AWS::IAM::Role',
      { AssumeRolePolicyDocument: TRUST, ManagedPolicyArns: 'arn:aws:iam::aws:policy/ReadOnlyAccess' },
      ['ManagedPolicyArns: must be a list, got "arn:aws:iam::aws:policy/ReadOnlyAccess"'],
    ],
    [
      'an object where a list belongs',
      'AWS::CodeDeploy::DeploymentGroup',
      { ...DEPLOYED_BY, TriggerConfigurations: { TriggerName: 'n' } },
      ['TriggerConfigurations: must be a list, got an object'],
    ],
    [
      'a list where an object belongs',
      'AWS::CodeDeploy::DeploymentGroup',
      { ...DEPLOYED_BY, DeploymentStyle: ['BLUE_GREEN'] },
      ['DeploymentStyle: must be an object (DeploymentStyle), got a list'],
    ],
    [
      'a word where a number belongs, and a fraction where a whole one does',
      'AWS::CloudWatch::Alarm',
      { ...ALARM, Threshold: 'high', Period: 59.5 },
      ['Period: must be an integer, got 59.5', 'Threshold: must be a number, got "high"'],
    ],
    [
      'a number where a flag belongs',
      'AWS::CloudWatch::Alarm',
      { ...ALARM, ActionsEnabled: 7 },
      ['ActionsEnabled: must be true or false, got 7'],
    ],
    [
      'a value that is not allowed',
      'AWS::Events::Rule',
      { State: 'ON' },
      ['State: must be one of DISABLED, ENABLED, ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS, got "ON"'],
    ],
    [
      'a tag without a key',
      'AWS::SQS::Queue',
      { Tags: [{ Value: 'shop' }] },
      ['Tags.0.Key: a tag requires this property'],
    ],
    ['null', 'AWS::SQS::Queue', { QueueName: null }, ['QueueName: must be a string, got null']],
  ])('%s', (_name, type, properties, expected) => {
    expect(told(type, properties)).toEqual(expected);
  });

  it('a misspelt type, with the one that was meant', () => {
    expect(told('AWS::SQS::Queu', {})).toEqual([': CloudFormation has no such type (did you mean AWS::SQS::Queue?)']);
  });

  it('a misspelt type that is left out with its service', () => {
    const problems = resourceSpecProblems({ type: 'AWS::S3::Buckett', properties: undefined }, awsSpec());
    expect(problems).toMatchObject([{ message: 'CloudFormation has no such type (did you mean AWS::S3::Bucket?)' }]);
  });
});

describe('what CloudFormation takes', () => {
  it.each<[string, string, object]>([
    ['a number as text', 'AWS::SQS::Queue', { VisibilityTimeout: '30' }],
    ['a flag as text', 'AWS::SQS::Queue', { FifoQueue: 'true', ContentBasedDeduplication: 'True' }],
    ['a number and a flag as the text of a tag', 'AWS::SQS::Queue', { Tags: [{ Key: 1, Value: true }] }],
    ['a policy as JSON text', 'AWS::SQS::Queue', { RedrivePolicy: '{"maxReceiveCount":3}' }],
    ['a type that the property had before', 'AWS::SQS::Queue', { RedrivePolicy: { maxReceiveCount: 3 } }],
    [
      'what only a deployment tells, of any type',
      'AWS::CloudWatch::Alarm',
      { ...ALARM, Dimensions: '\u0000', Period: 'x\u0000' },
    ],
    ['any property of a custom resource', 'Custom::Seed', { Anything: [1, { goes: true }] }],
    ['any property of CloudFormation’s custom resource', 'AWS::CloudFormation::CustomResource', { Anything: 1 }],
    ['types of others', 'Shop::Counter::Till', { Anything: 1 }],
    ['the CDK’s usage statistics', 'AWS::CDK::Metadata', { Analytics: 'v2' }],
  ])('%s', (_name, type, properties) => {
    expect(told(type, properties)).toEqual([]);
  });
});

describe('a property that may be one of several types', () => {
  const definition = (name: string, properties: Readonly<Record<string, SpecType>>) => ({
    name,
    properties: Object.fromEntries(Object.entries(properties).map(([key, type]) => [key, { type }])),
  });
  const definitions: Readonly<Record<string, ReturnType<typeof definition>>> = {
    hot: definition('Hot', { Degrees: { type: 'integer' } }),
    cold: definition('Cold', { Ice: { type: 'boolean' }, Straw: { type: 'boolean' } }),
  };
  const drink: SpecType = {
    type: 'union',
    types: [
      { type: 'ref', reference: { $ref: 'hot' } },
      { type: 'ref', reference: { $ref: 'cold' } },
    ],
  };
  const spec: Spec = {
    resource: (type) => ({ name: type, properties: { Drink: { type: drink, previousTypes: [{ type: 'integer' }] } } }),
    definition: (id) => definitions[id] ?? definition(id, {}),
    typeNames: () => [],
  };

  it.each<[string, unknown, string[]]>([
    ['the first', { Degrees: 60 }, []],
    ['the second', { Ice: true, Straw: 'false' }, []],
    ['the former', 3, []],
    [
      'a slip in one of them is told of that one',
      { Ice: true, Straw: 'blue' },
      ['Drink.Straw: must be true or false, got "blue"'],
    ],
    ['none of them', 'tea', ['Drink: must be an object (Hot) or an object (Cold) or an integer, got "tea"']],
  ])('%s', (_name, value, expected) => {
    expect(told('AWS::Shop::Order', { Drink: value }, spec)).toEqual(expected);
  });
});
