import { SetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { AwsLocal } from '../../../src/environment';
import { eventually } from '../lambda/eventually';
import { allow, arnOf, caller, HandMadeStack, policy, queue, role } from './hand-made-stack';

const ACCOUNT = '000000000000';
const stack = new HandMadeStack();
afterEach(() => stack.stop());

const rule = (target: object) => ({
  Type: 'AWS::Events::Rule',
  Properties: { Name: 'orders', EventPattern: { source: ['shop'] }, Targets: [{ Id: 't', ...target }] },
});
const letsIn = (id: string, service: string, condition: object = {}) => ({
  Type: 'AWS::SQS::QueuePolicy',
  Properties: {
    Queues: [{ Ref: id }],
    PolicyDocument: policy({
      ...allow('sqs:SendMessage', arnOf(id)),
      Principal: { Service: service },
      ...condition,
    }),
  },
});
const order = (aws: AwsLocal) => aws.events.putEvents([{ Source: 'shop', DetailType: 'Order', Detail: '{}' }]);
const peek = (aws: AwsLocal, name: string) => aws.sqs.queueByName(name)?.peek() ?? [];

test('an event whose queue does not let the rule in is a dead letter that says so, and is not tried again', async () => {
  const aws = await stack.start({
    Work: queue('work'),
    Dead: queue('dead'),
    Policy: letsIn('Dead', 'events.amazonaws.com'),
    Rule: rule({ Arn: arnOf('Work'), DeadLetterConfig: { Arn: arnOf('Dead') } }),
  });
  order(aws);
  await eventually(() => peek(aws, 'dead').length === 1);
  const [received] = (await aws.sqs.queueByName('dead')?.receive({ maxMessages: 1, waitMs: 0 })) ?? [];
  expect(received?.messageAttributes).toMatchObject({
    ERROR_CODE: { StringValue: 'NO_PERMISSIONS' },
    RETRY_ATTEMPTS: { StringValue: '0' },
    ERROR_MESSAGE: {
      StringValue: `User: events.amazonaws.com is not authorized to perform: sqs:sendmessage on resource: arn:aws:sqs:us-east-1:${ACCOUNT}:work because no resource-based policy allows the sqs:sendmessage action`,
    },
  });
  expect(peek(aws, 'work')).toEqual([]);
});

test('an event that neither queue lets in is lost, and that is told', async () => {
  const dropped: string[] = [];
  const aws = await stack.start(
    {
      Work: queue('work'),
      Dead: queue('dead'),
      Rule: rule({ Arn: arnOf('Work'), DeadLetterConfig: { Arn: arnOf('Dead') } }),
    },
    { onDroppedEvent: ({ reason }) => dropped.push(reason) },
  );
  order(aws);
  await eventually(() => dropped.length === 1);
  expect(dropped[0]).toMatch(/^NO_PERMISSIONS: /);
  expect(aws.access.denials.map(({ resource }) => resource)).toEqual([
    `arn:aws:sqs:us-east-1:${ACCOUNT}:work`,
    `arn:aws:sqs:us-east-1:${ACCOUNT}:dead`,
  ]);
});

test('a policy that a client sets counts from the next event on, for the rule that it names', async () => {
  const aws = await stack.start({ Work: queue('work'), Rule: rule({ Arn: arnOf('Work') }) });
  const client = new SQSClient({
    endpoint: aws.url,
    credentials: { accessKeyId: 'me', secretAccessKey: 'me' },
    region: 'us-east-1',
  });
  const QueueUrl = `${aws.url}/${ACCOUNT}/work`;
  const set = (ruleName: string) => {
    const Condition = { ArnEquals: { 'aws:SourceArn': `arn:aws:events:us-east-1:${ACCOUNT}:rule/${ruleName}` } };
    const statement = { ...allow('sqs:SendMessage'), Principal: { Service: 'events.amazonaws.com' }, Condition };
    const Attributes = { Policy: JSON.stringify(policy(statement)) };
    return client.send(new SetQueueAttributesCommand({ QueueUrl, Attributes }));
  };
  await set('another');
  order(aws);
  await eventually(() => aws.events.counters.dropped === 1);
  expect(aws.access.denials[0]?.missing).toMatch(/statement 1 would allow it, but ArnEquals wants aws:sourcearn/i);
  await set('orders');
  order(aws);
  await eventually(() => peek(aws, 'work').length === 1);
  await expect(
    client.send(
      new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy: '{"Statement":{"Effect":"Maybe"}}' } }),
    ),
  ).rejects.toMatchObject({ name: 'InvalidAttributeValue', message: expect.stringContaining('"Maybe"') });
  client.destroy();
});

test('a function lets a rule in on the alias that a permission names, and on nothing else', async () => {
  const log: string[] = [];
  const permission = (FunctionName: unknown) => ({
    Type: 'AWS::Lambda::Permission',
    Properties: {
      FunctionName,
      Action: 'lambda:InvokeFunction',
      Principal: 'events.amazonaws.com',
      SourceArn: `arn:aws:events:us-east-1:${ACCOUNT}:rule/orders`,
    },
  });
  const aws = await stack.start(
    {
      Role: role('lambda.amazonaws.com'),
      Caller: caller('Role'),
      Version: { Type: 'AWS::Lambda::Version', Properties: { FunctionName: { Ref: 'Caller' } } },
      Alias: {
        Type: 'AWS::Lambda::Alias',
        Properties: {
          FunctionName: { Ref: 'Caller' },
          FunctionVersion: { 'Fn::GetAtt': ['Version', 'Version'] },
          Name: 'live',
        },
      },
      Permission: permission({ Ref: 'Alias' }),
      Rule: rule({ Arn: arnOf('Caller') }),
    },
    { onDroppedEvent: ({ reason }) => log.push(reason) },
  );
  order(aws);
  await eventually(() => log.length === 1);
  expect(log[0]).toMatch(
    /^NO_PERMISSIONS: .*lambda:InvokeFunction on resource: \S+:function:caller because no resource-based/,
  );
});

test('a pipe whose role may not send leaves its records, and tells', async () => {
  const failures: string[] = [];
  const read = allow(['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'], arnOf('From'));
  const aws = await stack.start(
    {
      Role: role('pipes.amazonaws.com', read),
      From: queue('from'),
      To: queue('to'),
      Pipe: {
        Type: 'AWS::Pipes::Pipe',
        Properties: { Name: 'mover', RoleArn: arnOf('Role'), Source: arnOf('From'), Target: arnOf('To') },
      },
    },
    { onPipeFailure: ({ reason }) => failures.push(reason) },
  );
  aws.sqs.queueByName('from')?.sendMessage({ body: 'espresso' });
  await eventually(() => failures.length > 0);
  expect(failures[0]).toMatch(
    /^AccessDenied: User: \S+assumed-role\/\S+ is not authorized to perform: sqs:sendmessage|^AccessDenied: User: \S+role\/Shop-Role is not/,
  );
  expect(peek(aws, 'to')).toEqual([]);
});

test('a pipe whose role may not read its source is refused', async () => {
  await expect(
    stack.start({
      Role: role('pipes.amazonaws.com', allow('sqs:SendMessage')),
      From: queue('from'),
      To: queue('to'),
      Pipe: {
        Type: 'AWS::Pipes::Pipe',
        Properties: { RoleArn: arnOf('Role'), Source: arnOf('From'), Target: arnOf('To') },
      },
    }),
  ).rejects.toThrow(/Pipe \(AWS::Pipes::Pipe\): .*sqs:receivemessage/);
});

test('a topic reaches a queue that lets it in, and what another one refuses goes to the dead letters', async () => {
  const subscription = (endpoint: string, more: object = {}) => ({
    Type: 'AWS::SNS::Subscription',
    Properties: { TopicArn: { Ref: 'Topic' }, Protocol: 'sqs', Endpoint: arnOf(endpoint), ...more },
  });
  const aws = await stack.start({
    Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'news' } },
    Open: queue('open'),
    Closed: queue('closed'),
    Dead: queue('dead'),
    OpenPolicy: letsIn('Open', 'sns.amazonaws.com', {
      Condition: { ArnEquals: { 'aws:SourceArn': { Ref: 'Topic' } } },
    }),
    DeadPolicy: letsIn('Dead', 'sns.amazonaws.com'),
    ToOpen: subscription('Open'),
    ToClosed: subscription('Closed', { RedrivePolicy: { deadLetterTargetArn: arnOf('Dead') } }),
  });
  aws.sns.publish({ topicArn: `arn:aws:sns:us-east-1:${ACCOUNT}:news`, message: 'open' });
  await eventually(() => peek(aws, 'open').length === 1 && peek(aws, 'dead').length === 1);
  expect(peek(aws, 'closed')).toEqual([]);
});
