import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Template } from '../../../src/assembly/assembly';
import { CustomResources } from '../../../src/assembly/custom-resources';
import { deploy } from '../../../src/assembly/deploy';
import {
  IGNORED_PROPERTIES,
  IGNORED_RESOURCE_ATTRIBUTES,
  IGNORED_SECTIONS,
  IGNORED_TYPES,
} from '../../../src/assembly/ignored';
import { scaledClock } from '../../../src/clock/clock';
import { EventBridgeEngine } from '../../../src/eventbridge/engine';
import { LambdaEngine } from '../../../src/lambda/engine';
import { SecretsEngine } from '../../../src/secrets/engine';
import { SqsEngine } from '../../../src/sqs/engine';

const clock = scaledClock();
let sqs: SqsEngine;
let events: EventBridgeEngine;

beforeEach(() => {
  sqs = new SqsEngine({ clock });
  events = new EventBridgeEngine({ clock, sqs, invokeFunction: async () => undefined });
});

afterEach(() => {
  events.close();
  sqs.close();
});

const deployTemplate = (template: object, name = 'Shop') => {
  const at = { clock, region: 'us-east-1', account: '000000000000' };
  return deploy([{ name, template: template as Template, assets: new Map() }], {
    ...at,
    sqs,
    events,
    lambda: new LambdaEngine({ ...at, sqs }),
    secrets: new SecretsEngine(at),
    dynamodb: new DynamoDBClient({}),
    customResources: new CustomResources(),
    pipes: [],
    keepsData: false,
    url: 'http://127.0.0.1:1',
    functionEnvironment: {},
    onPipeFailure: () => undefined,
  });
};
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

  it('refuses a name that is kept in SSM, rather than taking the name of the parameter for it', async () => {
    const Parameters = { Bus: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/coffee-shop/event-bus' } };
    await expect(
      deployTemplate({ Parameters, Resources: one('AWS::Events::EventBus', { Name: { Ref: 'Bus' } }) }),
    ).rejects.toThrow(/resource It .*: parameter Bus: its value is in SSM \(\/coffee-shop\/event-bus\)/);
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

  it('leaves out what is ignored on purpose', async () => {
    await deployResources({
      ...one('AWS::SQS::Queue', { QueueName: 'q', SqsManagedSseEnabled: true }, { DeletionPolicy: 'Delete' }),
      Alarm: { Type: 'AWS::CloudWatch::Alarm', Properties: { Whatever: 1 } },
    });
    expect(sqs.queues().map(({ name }) => name)).toEqual(['q']);
  });

  const rule = (target: object) => one('AWS::Events::Rule', { EventPattern: { source: ['a'] }, Targets: [target] });

  it.each<[string, object, RegExp]>([
    [
      'a resource type',
      one('AWS::Kinesis::Stream'),
      /^Shop: resource It \(AWS::Kinesis::Stream\): the type is not understood/,
    ],
    ['a property', one('AWS::SQS::Queue', { Fifo: true }), /^Shop: resource It \(AWS::SQS::Queue\): .*"Fifo"/],
    [
      'a nested property',
      one('AWS::SQS::Queue', { RedrivePolicy: { deadLetterTargetArn: 'arn', maxReceiveCount: 1, when: 'now' } }),
      /"when".*at RedrivePolicy/,
    ],
    [
      'a property of a rule’s target',
      rule({ Id: 'q', Arn: 'a', EcsParameters: {} }),
      /"EcsParameters".*at Targets\[0\]/,
    ],
    [
      'a value of the wrong kind',
      one('AWS::SQS::Queue', { VisibilityTimeout: true }),
      /expected a number.*at VisibilityTimeout/,
    ],
    [
      'a value that the service refuses',
      one('AWS::SQS::Queue', { VisibilityTimeout: 43_201 }),
      /VisibilityTimeout: 43201/,
    ],
    [
      'an operator of an event pattern',
      one('AWS::Events::Rule', { EventPattern: { a: [{ like: 'b' }] } }),
      /'like' is not supported at a/,
    ],
    ['an intrinsic function', one('AWS::SQS::Queue', { QueueName: { 'Fn::Base64': 'x' } }), /resource It .*Fn::Base64/],
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
      /^Shop: there is no condition IsProduction in the template/,
    ],
    [
      'a billing mode',
      one('AWS::DynamoDB::Table', { BillingMode: 'PROVISIONED', KeySchema: [], AttributeDefinitions: [] }),
      /only on-demand tables/,
    ],
    [
      'a runtime',
      one('AWS::Lambda::Function', { Runtime: 'python3.13', Handler: 'a.b', Code: { S3Bucket: 'b', S3Key: 'k' } }),
      /only Node\.js runs here.*at Runtime/,
    ],
    [
      'a pipe’s source',
      one('AWS::Pipes::Pipe', { Source: 'arn:aws:kinesis:::stream', Target: 'arn' }),
      /Source: only queues are understood/,
    ],
  ])('refuses %s that is not understood, and names stack, resource and place', async (_name, resources, message) => {
    await expect(deployResources(resources)).rejects.toThrow(message);
  });

  it('refuses a section of the template that is not understood', async () => {
    await expect(deployTemplate({ Resources: {}, Transform: 'AWS::Serverless' })).rejects.toThrow(
      'Shop: Transform is not understood',
    );
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
