import { allow, arnOf, type Call, caller, callsOf, HandMadeStack, policy, queue, role } from './hand-made-stack';

const ACCOUNT = '000000000000';
const stack = new HandMadeStack();
afterEach(() => stack.stop());

const table = (TableName: string) => ({
  Type: 'AWS::DynamoDB::Table',
  Properties: {
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: [{ AttributeName: 'PK', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'PK', AttributeType: 'S' }],
  },
});
const put = (TableName: string, PK = 'a'): Call => ({
  service: 'dynamodb',
  command: 'PutItem',
  input: { TableName, Item: { PK: { S: PK } } },
});
const denied = (action: string, resource: string, name = 'AccessDeniedException', status = 400) => ({
  name,
  status,
  message:
    `User: arn:aws:sts::${ACCOUNT}:assumed-role/Shop-Role/caller is not authorized to perform: ${action} ` +
    `on resource: ${resource} because no identity-based policy allows the ${action} action`,
});

test('calls of DynamoDB are judged one by one, over connections that are kept', async () => {
  const aws = await stack.start({
    Role: role('lambda.amazonaws.com', allow('dynamodb:PutItem', arnOf('Orders'))),
    Orders: table('orders'),
    Other: table('other'),
    Caller: caller('Role'),
  });
  const other = `arn:aws:dynamodb:us-east-1:${ACCOUNT}:table/other`;
  const no = denied('dynamodb:PutItem', other);
  const calls = [put('orders'), put('other'), put('orders', 'b'), put('other'), put('other'), put('orders', 'c')];
  expect(await callsOf(aws, ...calls)).toEqual(['done', no, 'done', no, no, 'done']);
  const many = await Promise.all(Array.from({ length: 8 }, () => callsOf(aws, put('other'), put('orders'))));
  expect(many).toEqual(Array.from({ length: 8 }, () => [no, 'done']));
  expect(aws.access.denials).toHaveLength(11);
  expect(aws.access.denials[0]).toEqual({
    who: `arn:aws:iam::${ACCOUNT}:role/Shop-Role`,
    functionName: 'caller',
    action: 'dynamodb:PutItem',
    resource: other,
    message: no.message,
    missing: expect.stringContaining(
      `the policies of role Shop-Role lack {"Effect":"Allow","Action":"dynamodb:PutItem","Resource":"${other}"}`,
    ),
  });
});

test('what a function may not do is denied as each service denies it', async () => {
  const aws = await stack.start({
    Role: role(
      'lambda.amazonaws.com',
      allow('events:PutEvents', '*', {
        Condition: {
          'ForAllValues:StringEquals': { 'events:source': 'shop' },
          Null: { 'events:source': 'false' },
        },
      }),
      allow('lambda:InvokeFunction', `arn:aws:lambda:us-east-1:${ACCOUNT}:function:idle:live`),
    ),
    Orders: queue('orders'),
    Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'news' } },
    Key: { Type: 'AWS::SecretsManager::Secret', Properties: { Name: 'key', SecretString: 's' } },
    Caller: caller('Role'),
    Idle: caller('Role', 'idle'),
    Version: { Type: 'AWS::Lambda::Version', Properties: { FunctionName: { Ref: 'Idle' } } },
    Alias: {
      Type: 'AWS::Lambda::Alias',
      Properties: {
        FunctionName: { Ref: 'Idle' },
        FunctionVersion: { 'Fn::GetAtt': ['Version', 'Version'] },
        Name: 'live',
      },
    },
  });
  const QueueUrl = `${aws.url}/${ACCOUNT}/orders`;
  const events = (...sources: string[]): Call => ({
    service: 'eventbridge',
    command: 'PutEvents',
    input: { Entries: sources.map((Source) => ({ Source, DetailType: 'Order', Detail: '{}' })) },
  });
  const invoke = (FunctionName: string): Call => ({
    service: 'lambda',
    command: 'Invoke',
    input: { FunctionName, Payload: JSON.stringify({ calls: [] }) },
  });
  const ends = await callsOf(
    aws,
    { service: 'sqs', command: 'SendMessage', input: { QueueUrl, MessageBody: 'x' } },
    events('shop', 'shop'),
    events('shop', 'bank'),
    { service: 'secrets-manager', command: 'GetSecretValue', input: { SecretId: 'key' } },
    { service: 'sns', command: 'Publish', input: { TopicArn: `arn:aws:sns:us-east-1:${ACCOUNT}:news`, Message: 'x' } },
    invoke('idle:live'),
    invoke('idle'),
  );
  expect(ends).toEqual([
    denied('sqs:sendmessage', `arn:aws:sqs:us-east-1:${ACCOUNT}:orders`, 'AccessDenied', 403),
    'done',
    denied('events:PutEvents', `arn:aws:events:us-east-1:${ACCOUNT}:event-bus/default`),
    {
      ...denied('secretsmanager:GetSecretValue', ''),
      message: expect.stringMatching(
        /perform: secretsmanager:GetSecretValue on resource: \S+:secret:key-\w{6} because/,
      ),
    },
    denied('SNS:Publish', `arn:aws:sns:us-east-1:${ACCOUNT}:news`, 'AuthorizationErrorException', 403),
    'done',
    denied('lambda:InvokeFunction', `arn:aws:lambda:us-east-1:${ACCOUNT}:function:idle`, 'AccessDeniedException', 403),
  ]);
});

test('a queue may let in a role that its own policies do not', async () => {
  const letsIn = policy({ ...allow('sqs:SendMessage', arnOf('Orders')), Principal: { AWS: arnOf('Role') } });
  const withoutTls = {
    Effect: 'Deny',
    Principal: '*',
    Action: 'sqs:*',
    Resource: arnOf('Orders'),
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  };
  const aws = await stack.start({
    Role: role('lambda.amazonaws.com'),
    Orders: queue('orders'),
    Policy: {
      Type: 'AWS::SQS::QueuePolicy',
      Properties: {
        Queues: [{ Ref: 'Orders' }],
        PolicyDocument: { ...letsIn, Statement: [...letsIn.Statement, withoutTls] },
      },
    },
    Caller: caller('Role'),
  });
  const QueueUrl = `${aws.url}/${ACCOUNT}/orders`;
  const send = { service: 'sqs', command: 'SendMessage', input: { QueueUrl, MessageBody: 'x' } };
  expect(await callsOf(aws, send)).toEqual(['done']);
});

test('without enforcement everybody may do everything', async () => {
  const aws = await stack.start(
    { Role: role('lambda.amazonaws.com'), Orders: table('orders'), Caller: caller('Role') },
    { iam: false },
  );
  expect(await callsOf(aws, put('orders'))).toEqual(['done']);
  expect(aws.access.denials).toEqual([]);
});

test('a role with a policy that is not known here may do everything, and that is told', async () => {
  const unknown = 'arn:aws:iam::aws:policy/PowerUserAccess';
  const trusting = role('lambda.amazonaws.com');
  const aws = await stack.start({
    Role: { ...trusting, Properties: { ...trusting.Properties, ManagedPolicyArns: [unknown] } },
    Orders: table('orders'),
    Caller: caller('Role'),
  });
  expect(await callsOf(aws, put('orders'))).toEqual(['done']);
  expect(aws.access.unjudged).toEqual([
    { roleArn: `arn:aws:iam::${ACCOUNT}:role/Shop-Role`, reason: `what ${unknown} allows is not known here` },
  ]);
});

test('a role that Lambda may not assume is refused with the function that has it', async () => {
  await expect(stack.start({ Role: role('pipes.amazonaws.com'), Caller: caller('Role') })).rejects.toThrow(
    /Caller \(AWS::Lambda::Function\): Role: the role defined for the function cannot be assumed by Lambda, got \S+role\/Shop-Role/,
  );
});

test('a mapping whose function may not delete what it receives is refused, in Lambda’s words', async () => {
  const mapping = {
    Type: 'AWS::Lambda::EventSourceMapping',
    Properties: { FunctionName: { Ref: 'Caller' }, EventSourceArn: arnOf('Orders') },
  };
  const half = role('lambda.amazonaws.com', allow(['sqs:ReceiveMessage', 'sqs:GetQueueAttributes']));
  await expect(
    stack.start({ Role: half, Orders: queue('orders'), Caller: caller('Role'), Mapping: mapping }),
  ).rejects.toThrow(
    /Mapping \(AWS::Lambda::EventSourceMapping\): The function execution role does not have permissions to call DeleteMessage on SQS/,
  );
});
