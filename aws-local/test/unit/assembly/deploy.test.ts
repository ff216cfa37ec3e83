import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { AssemblyStack, Template } from '../../../src/assembly/assembly';
import { CustomResources } from '../../../src/assembly/custom-resources';
import { type DeployOptions, deploy } from '../../../src/assembly/deploy';
import {
  IGNORED_PROPERTIES,
  IGNORED_RESOURCE_ATTRIBUTES,
  IGNORED_SECTIONS,
  IGNORED_TYPES,
} from '../../../src/assembly/ignored';
import { InlineCode } from '../../../src/assembly/inline-code';
import type { Target } from '../../../src/assembly/resource-type';
import { SsmParameters } from '../../../src/assembly/ssm-parameters';
import { scaledClock } from '../../../src/clock/clock';
import { CloudWatch } from '../../../src/cloudwatch/cloudwatch';
import { AliasReleases } from '../../../src/codedeploy/alias-releases';
import { CodeDeploy } from '../../../src/codedeploy/codedeploy';
import { deploymentActions } from '../../../src/codedeploy/deployment-actions';
import { EventBridgeEngine } from '../../../src/eventbridge/engine';
import { AccessControl } from '../../../src/iam/access-control';
import { queuePolicies } from '../../../src/iam/lookups';
import { LambdaEngine } from '../../../src/lambda/engine';
import { SecretsEngine } from '../../../src/secrets/engine';
import { SnsEngine } from '../../../src/sns/engine';
import { SqsEngine } from '../../../src/sqs/engine';

const clock = scaledClock();
let sqs: SqsEngine;
let events: EventBridgeEngine;
let cloudWatch: CloudWatch;

beforeEach(() => {
  sqs = new SqsEngine({ clock });
  events = new EventBridgeEngine({ clock, sqs, invokeFunction: async () => undefined });
  cloudWatch = new CloudWatch({ clock });
});

afterEach(() => {
  events.close();
  sqs.close();
});

const stackOf = (template: object, name = 'Shop', paths?: Record<string, string>): AssemblyStack => ({
  name,
  template: { Resources: {}, ...template } as Template,
  assets: new Map(),
  ...(paths && { paths: new Map(Object.entries(paths)) }),
});

const deployStacks = (stacks: AssemblyStack[], options: DeployOptions = {}, ssm: Record<string, string> = {}) => {
  const at = { clock, region: 'us-east-1', account: '000000000000' };
  const lambda = new LambdaEngine({ ...at, sqs });
  const access = new AccessControl({
    where: at,
    queues: queuePolicies(sqs),
    enforced: true,
    onDenied: () => undefined,
    tables: () => ({ port: 1, hashKeys: {} }),
  });
  const target: Target = {
    ...at,
    sqs,
    sns: new SnsEngine({ ...at, sqs, invokeAsynchronously: () => undefined }),
    events,
    lambda,
    secrets: new SecretsEngine(at),
    cloudWatch,
    ssm: new SsmParameters(ssm),
    access,
    codeDeploy: new CodeDeploy({ clock, actionsAs: deploymentActions({ lambda, access, alarms: cloudWatch.alarms }) }),
    aliasReleases: new AliasReleases(),
    hashKeys: {},
    inlineCode: new InlineCode(),
    dynamodb: new DynamoDBClient({}),
    customResources: new CustomResources(),
    pipes: [],
    keepsData: false,
    url: 'http://127.0.0.1:1',
    functionEnvironment: {},
    onPipeFailure: () => undefined,
  };
  return deploy(stacks, target, options);
};
const deployTemplate = async (template: object) => (await deployStacks([stackOf(template)])).outputs;
const deployResources = (Resources: object) => deployTemplate({ Resources });
const one = (Type: string, Properties: object = {}, more: object = {}) => ({ It: { Type, Properties, ...more } });

describe('deploying a template', () => {
  it('creates what refers to each other in any order, and answers references, attributes and outputs', async () => {
    const outputs = await deployTemplate({
      Resources: {
        Orders: {
          Type: 'AWS::SQS::Queue',
          Properties: {
            QueueName: 'orders.fifo',
            FifoQueue: true,
            VisibilityTimeout: '60',
            RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['Dead', 'Arn'] }, maxReceiveCount: 10 },
          },
        },
        Dead: { Type: 'AWS::SQS::Queue', Properties: { FifoQueue: true } },
      },
      Outputs: { Url: { Value: { Ref: 'Orders' } }, Dead: { Value: { 'Fn::GetAtt': ['Dead', 'QueueName'] } } },
    });
    expect(outputs).toEqual({ Shop: { Url: 'http://127.0.0.1:1/000000000000/orders.fifo', Dead: 'Shop-Dead.fifo' } });
    expect(sqs.queueByName('orders.fifo')?.attributes()).toMatchObject({ VisibilityTimeout: '60', FifoQueue: 'true' });
    expect(sqs.queueByName('orders.fifo')?.redrivePolicy?.maxReceiveCount).toBe(10);
  });

  it('reads what is kept in SSM, and refuses to take the name of the parameter for it', async () => {
    const Parameters = { Bus: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/shop/bus' } };
    const stack = stackOf({ Parameters, Resources: one('AWS::Events::EventBus', { Name: { Ref: 'Bus' } }) });
    await deployStacks([stack], {}, { '/shop/bus': 'orders' });
    expect(events.buses.get('orders').name).toBe('orders');
    await expect(deployStacks([stack])).rejects.toThrow(
      'parameter Bus of Shop: SSM has no parameter /shop/bus here, and no stack deployed before makes it: give its value with --ssm /shop/bus=VALUE',
    );
  });

  it('hands on what one stack makes to another: exports, outputs, SSM parameters and secrets', async () => {
    const data = stackOf(
      {
        Resources: {
          Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'orders' } },
          Name: { Type: 'AWS::SSM::Parameter', Properties: { Name: '/shop/name', Type: 'String', Value: 'Blue Door' } },
          Secret: { Type: 'AWS::SecretsManager::Secret', Properties: { Name: 'key', SecretString: '{"token":"t-1"}' } },
        },
        Outputs: { Arn: { Value: { 'Fn::GetAtt': ['Queue', 'Arn'] }, Export: { Name: 'orders-arn' } } },
      },
      'Data',
    );
    const Parameters = { Name: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/shop/name' } };
    const Outputs = {
      Imported: { Value: { 'Fn::ImportValue': 'orders-arn' } },
      Output: { Value: { 'Fn::GetStackOutput': { StackName: 'Data', OutputName: 'Arn' } } },
      Parameter: { Value: { Ref: 'Name' } },
      Dynamic: { Value: '{{resolve:ssm:/shop/name:1}} {{resolve:secretsmanager:key:SecretString:token::}}' },
    };
    const { outputs } = await deployStacks([data, stackOf({ Parameters, Outputs }, 'Api')]);
    const arn = 'arn:aws:sqs:us-east-1:000000000000:orders';
    expect(outputs.Api).toEqual({ Imported: arn, Output: arn, Parameter: 'Blue Door', Dynamic: 'Blue Door t-1' });
  });

  it('takes a template as the CDK’s default synthesizer writes it, though nobody gives the bootstrap version', async () => {
    const usedByNothing = { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/cdk-bootstrap/hnb659fds/version' };
    await deployTemplate({
      Parameters: { BootstrapVersion: usedByNothing },
      Rules: { CheckBootstrapVersion: { Assertions: [{ Assert: { 'Fn::Not': [{ Ref: 'BootstrapVersion' }] } }] } },
      Conditions: {
        CDKMetadataAvailable: {
          'Fn::Or': [{ 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'us-east-1'] }, { Condition: 'Abroad' }],
        },
        Abroad: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'eu-west-1'] },
      },
      Resources: {
        ...one('AWS::SQS::Queue', { QueueName: 'orders' }, { Condition: 'CDKMetadataAvailable' }),
        Elsewhere: { Type: 'AWS::SQS::Queue', Condition: 'Abroad', Properties: { QueueName: 'elsewhere' } },
        CDKMetadata: { Type: 'AWS::CDK::Metadata', Condition: 'CDKMetadataAvailable', Properties: { Analytics: 'v2' } },
      },
    });
    expect(sqs.queues().map(({ name }) => name)).toEqual(['orders']);
  });

  it('keeps names apart that are too long and begin alike', async () => {
    const long = 'Q'.repeat(80);
    await deployResources({ [`${long}1`]: { Type: 'AWS::SQS::Queue' }, [`${long}2`]: { Type: 'AWS::SQS::Queue' } });
    const names = sqs.queues().map(({ name }) => name);
    expect(new Set(names).size).toBe(2);
    for (const name of names) expect(name).toMatch(/^Shop-Q{56}-[0-9a-f]{8}$/);
  });

  it('leaves out what is ignored on purpose', async () => {
    await deployResources({
      ...one('AWS::SQS::Queue', { QueueName: 'q', SqsManagedSseEnabled: true }, { DeletionPolicy: 'Delete' }),
      Group: { Type: 'AWS::XRay::Group', Properties: { Whatever: 1 } },
    });
    expect(sqs.queues().map(({ name }) => name)).toEqual(['q']);
  });

  const rule = (target: object) => one('AWS::Events::Rule', { EventPattern: { source: ['a'] }, Targets: [target] });

  it.each<[string, object, RegExp]>([
    [
      'a resource type',
      one('AWS::Kinesis::Stream'),
      /Shop: It \(AWS::Kinesis::Stream\)\n +the type is not understood here; to leave it out: --ignore AWS::Kinesis::Stream$/,
    ],
    [
      'a property',
      one('AWS::SQS::Queue', { Fifo: true }),
      /Fifo: the property is not understood here; .* --ignore AWS::SQS::Queue\.Fifo$/,
    ],
    [
      'a nested property',
      one('AWS::SQS::Queue', { RedrivePolicy: { deadLetterTargetArn: 'arn', maxReceiveCount: 1, when: 'now' } }),
      /RedrivePolicy\.when: the property is not understood here$/,
    ],
    [
      'a property of a rule’s target',
      rule({ Id: 'q', Arn: 'a', EcsParameters: {} }),
      /Targets\[0\]\.EcsParameters: the property is not understood here$/,
    ],
    [
      'a value of the wrong kind',
      one('AWS::SQS::Queue', { VisibilityTimeout: true }),
      /VisibilityTimeout: expected a number, got true/,
    ],
    [
      'a value that the service refuses',
      one('AWS::SQS::Queue', { VisibilityTimeout: 43_201 }),
      /VisibilityTimeout: must be 0 to 43200, got 43201/,
    ],
    [
      'an operator of an event pattern',
      one('AWS::Events::Rule', { EventPattern: { a: [{ like: 'b' }] } }),
      /'like' is not supported at a/,
    ],
    [
      'an intrinsic function',
      one('AWS::SQS::Queue', { QueueName: { 'Fn::Transform': 'x' } }),
      /It \(AWS::SQS::Queue\)\n +the intrinsic function Fn::Transform is not/,
    ],
    ['a reference that leads nowhere', one('AWS::SQS::Queue', { QueueName: { Ref: 'Gone' } }), /there is no Gone/],
    [
      'an attribute that a resource lacks',
      {
        ...one('AWS::SQS::Queue', { QueueName: { 'Fn::GetAtt': ['Other', 'Size'] } }),
        Other: { Type: 'AWS::SQS::Queue' },
      },
      /Other has no attribute Size/,
    ],
    [
      'a condition',
      one('AWS::SQS::Queue', {}, { Condition: 'IsProduction' }),
      /^ +there is no condition IsProduction in the template/m,
    ],
    [
      'a billing mode',
      one('AWS::DynamoDB::Table', { BillingMode: 'FREE', KeySchema: [], AttributeDefinitions: [] }),
      /BillingMode: .*, got "FREE"/,
    ],
    [
      'a runtime',
      one('AWS::Lambda::Function', { Runtime: 'python3.13', Handler: 'a.b', Code: { S3Bucket: 'b', S3Key: 'k' } }),
      /Runtime: only Node\.js runs here, got "python3\.13"/,
    ],
    [
      'a pipe’s source',
      one('AWS::Pipes::Pipe', {
        RoleArn: 'arn:aws:iam::000000000000:role/pipe',
        Source: 'arn:aws:kinesis:::stream',
        Target: 'arn',
      }),
      /Source: only queues are understood/,
    ],
  ])('refuses %s that is not understood, and names stack, resource and place', async (_name, resources, message) => {
    await expect(deployResources(resources)).rejects.toThrow(message);
  });

  it('refuses a section of the template that is not understood', async () => {
    await expect(deployTemplate({ Resources: {}, Transform: 'AWS::Serverless' })).rejects.toThrow(
      'Shop\n    Transform: "AWS::Serverless" is not understood here',
    );
  });
});

describe('what is not understood', () => {
  const RESOURCES = {
    Images: { Type: 'AWS::S3::Bucket' },
    Orders: { Type: 'AWS::SQS::Queue', Properties: { Fifo: true, QueueName: { Ref: 'Images' } } },
    Stream: { Type: 'AWS::Kinesis::Stream' },
    Rule: {
      Type: 'AWS::Events::Rule',
      Properties: {
        Name: 'rule',
        EventPattern: { source: ['a'] },
        Targets: [
          { Id: 'stream', Arn: { 'Fn::GetAtt': ['Stream', 'Arn'] }, KinesisParameters: {} },
          { Id: 'queue', Arn: { 'Fn::GetAtt': ['Orders', 'Arn'] } },
        ],
      },
    },
    Mapping: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: {
        EventSourceArn: { 'Fn::GetAtt': ['Stream', 'Arn'] },
        FunctionName: 'gone',
        StartingPosition: 'LATEST',
      },
    },
  };
  const Parameters = { Stage: { Type: 'String', NoEcho: true, AllowedValues: ['dev'] } };
  const Conditions = { Never: { 'Fn::Equals': [1, 2] } };
  const stack = stackOf(
    { Parameters, Conditions, Resources: RESOURCES, Outputs: { Stage: { Value: { Ref: 'Stage' } } } },
    'Shop',
    {
      Images: 'Shop/Images/Resource',
      Orders: 'Shop/Orders/Resource',
    },
  );

  it('is told all at once, before anything is created, with the arguments that would leave it out', async () => {
    const other = stackOf({ Parameters, Resources: one('AWS::SQS::Queue', { QueueName: { Ref: 'Stage' } }) }, 'Api');
    await expect(deployStacks([stack, other])).rejects.toThrow(
      [
        '7 things of this assembly cannot run here:',
        '  Shop',
        '    parameter Stage of Shop has no default: give its value with --parameter Shop:Stage=VALUE',
        '  Shop/Images/Resource (AWS::S3::Bucket, Images)',
        '    the type is not understood here; to leave it out: --ignore AWS::S3::Bucket',
        '  Shop/Orders/Resource (AWS::SQS::Queue, Orders)',
        '    Fifo: the property is not understood here; to leave it out: --ignore AWS::SQS::Queue.Fifo',
        '  Shop: Stream (AWS::Kinesis::Stream)',
        '    the type is not understood here; to leave it out: --ignore AWS::Kinesis::Stream',
        '  Shop: Rule (AWS::Events::Rule)',
        '    Targets[0].KinesisParameters: the property is not understood here',
        '  Shop: Mapping (AWS::Lambda::EventSourceMapping)',
        '    StartingPosition: the property is not understood here; to leave it out: --ignore AWS::Lambda::EventSourceMapping.StartingPosition',
        '  Api',
        '    parameter Stage of Api has no default: give its value with --parameter Api:Stage=VALUE',
        'To leave all of these out: --ignore AWS::S3::Bucket --ignore AWS::SQS::Queue.Fifo --ignore AWS::Kinesis::Stream --ignore AWS::Lambda::EventSourceMapping.StartingPosition',
      ].join('\n'),
    );
    expect(sqs.queues()).toEqual([]);
  });

  it('is left out where the user says so, with what it connects; others get a name for it', async () => {
    const { resources, outputs } = await deployStacks([stack], {
      ignore: ['Shop/Images', 'AWS::Kinesis::*', 'AWS::SQS::Queue.Fifo'],
      parameters: { 'Shop:Stage': 'dev' },
    });
    expect(resources.map(({ logicalId, leftOut }) => [logicalId, leftOut])).toEqual([
      ['Images', '--ignore Shop/Images'],
      ['Orders', undefined],
      ['Stream', '--ignore AWS::Kinesis::*'],
      ['Rule', undefined],
      ['Mapping', 'its EventSourceArn is left out'],
    ]);
    expect(outputs).toEqual({ Shop: { Stage: 'dev' } });
    expect(sqs.queues().map(({ name }) => name)).toEqual(['Images']);
    expect([...events.rules.get('default', 'rule').targets.values()].map(({ Id }) => Id)).toEqual(['queue']);
  });

  it('takes along the policies of what is left out, and the right to call it', async () => {
    const PolicyDocument = { Version: '2012-10-17', Statement: [] };
    const { resources } = await deployStacks(
      [
        stackOf({
          Resources: {
            Images: { Type: 'AWS::SQS::Queue' },
            News: { Type: 'AWS::SNS::Topic' },
            Worker: { Type: 'AWS::Lambda::Function' },
            Role: { Type: 'AWS::IAM::Role' },
            OfImages: { Type: 'AWS::SQS::QueuePolicy', Properties: { Queues: [{ Ref: 'Images' }], PolicyDocument } },
            OfNews: { Type: 'AWS::SNS::TopicPolicy', Properties: { Topics: [{ Ref: 'News' }], PolicyDocument } },
            OfRole: {
              Type: 'AWS::IAM::Policy',
              Properties: { PolicyName: 'P', Roles: [{ Ref: 'Role' }], PolicyDocument },
            },
            MayCall: {
              Type: 'AWS::Lambda::Permission',
              Properties: {
                FunctionName: { 'Fn::GetAtt': ['Worker', 'Arn'] },
                Action: 'lambda:InvokeFunction',
                Principal: 'events.amazonaws.com',
              },
            },
          },
        }),
      ],
      { ignore: ['AWS::SQS::Queue', 'AWS::SNS::Topic', 'AWS::Lambda::Function', 'AWS::IAM::Role'] },
    );
    expect(resources.map(({ leftOut }) => leftOut)).toEqual([
      '--ignore AWS::SQS::Queue',
      '--ignore AWS::SNS::Topic',
      '--ignore AWS::Lambda::Function',
      '--ignore AWS::IAM::Role',
      'its Queues is left out',
      'its Topics is left out',
      'its Roles is left out',
      'its FunctionName is left out',
    ]);
  });

  it('does not show the value of a parameter that is not to be shown', async () => {
    const refused = deployStacks([stack], {
      ignore: ['AWS::S3::Bucket', 'AWS::Kinesis::Stream'],
      parameters: { Stage: 'sesame' },
    });
    await expect(refused).rejects.toThrow(/parameter Stage of Shop must be one of dev$/m);
  });

  it('is told once of a parameter that a condition reads', async () => {
    const IsProduction = { 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] };
    const refused = deployStacks([
      stackOf({
        Parameters,
        Conditions: { IsProduction },
        Resources: one('AWS::SQS::Queue', {}, { Condition: 'IsProduction' }),
      }),
    ]);
    await expect(refused).rejects.toThrow(
      /^One thing of this assembly cannot run here:\n {2}Shop\n {4}parameter Stage of Shop has no default: give its value with --parameter Shop:Stage=VALUE$/,
    );
  });

  it('waits for the value of a condition that an earlier stack makes', async () => {
    const Name = { Type: 'AWS::SSM::Parameter', Properties: { Name: '/stage', Type: 'String', Value: 'prod' } };
    const api = stackOf(
      {
        Parameters: { Stage: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/stage' } },
        Conditions: { IsProduction: { 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] } },
        Resources: one('AWS::SQS::Queue', { QueueName: 'orders' }, { Condition: 'IsProduction' }),
      },
      'Api',
    );
    await deployStacks([stackOf({ Resources: { Name } }), api]);
    expect(sqs.queues().map(({ name }) => name)).toEqual(['orders']);
  });

  it('is not looked for in a resource whose condition is false', async () => {
    const Resources = { Images: { Type: 'AWS::S3::Bucket', Condition: 'Never' } };
    const { resources } = await deployStacks([stackOf({ Conditions, Resources })]);
    expect(resources).toEqual([]);
  });

  it('gets an ARN that names it where somebody asks for one', async () => {
    const Outputs = { Arn: { Value: { 'Fn::GetAtt': ['Images', 'Arn'] } }, Name: { Value: { Ref: 'Images' } } };
    const { outputs } = await deployStacks([stackOf({ Resources: { Images: { Type: 'AWS::S3::Bucket' } }, Outputs })], {
      ignore: ['AWS::S3::Bucket'],
    });
    expect(outputs.Shop).toEqual({ Arn: 'arn:aws:s3:us-east-1:000000000000:Images', Name: 'Images' });
  });
});

test('everything that is ignored has a reason', () => {
  const reasons = [
    IGNORED_TYPES,
    IGNORED_RESOURCE_ATTRIBUTES,
    IGNORED_SECTIONS,
    ...Object.values(IGNORED_PROPERTIES),
  ].flatMap((list) => Object.values(list));
  expect(reasons.length).toBeGreaterThan(30);
  for (const reason of reasons) expect(reason).toMatch(/\w+ \w+/);
});
