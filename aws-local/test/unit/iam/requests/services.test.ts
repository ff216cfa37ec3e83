import { AT_HOME, ask, asked, GLOBAL, keysOf } from './shop-calls';

const QUEUE = 'arn:aws:sqs:us-east-1:000000000000:';

describe('SQS', () => {
  test('a batch needs the permission of the single operation', () => {
    const QueueUrl = 'http://127.0.0.1:4566/000000000000/orders';
    expect(asked('sqs', 'SendMessageBatch', { QueueUrl })).toEqual([`sqs:SendMessage ${QUEUE}orders`]);
    expect(asked('sqs', 'DeleteMessageBatch', { QueueUrl })).toEqual([`sqs:DeleteMessage ${QUEUE}orders`]);
    expect(asked('sqs', 'ChangeMessageVisibilityBatch', { QueueUrl })).toEqual([
      `sqs:ChangeMessageVisibility ${QUEUE}orders`,
    ]);
  });

  test('a queue is found by a URL of any host, of another account, and by its name', () => {
    const of = (QueueUrl: unknown) => ask('sqs', 'ReceiveMessage', { QueueUrl })[0]?.resource;
    expect(of('https://sqs.us-east-1.amazonaws.com/111111111111/orders.fifo')).toBe(
      'arn:aws:sqs:us-east-1:111111111111:orders.fifo',
    );
    expect(of('orders')).toBe(`${QUEUE}orders`);
    for (const none of [undefined, '', 7, {}]) expect(of(none)).toBe(`${QUEUE}*`);
  });

  test('a move task takes from the dead-letter queue and sends to its destination', () => {
    const SourceArn = `${QUEUE}dlq`;
    const moving = ['StartMessageMoveTask', 'ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes'];
    const onSource = moving.map((name) => `sqs:${name} ${QUEUE}dlq`);
    const back = [...onSource, `sqs:SendMessage ${QUEUE}orders`];
    expect(asked('sqs', 'StartMessageMoveTask', { SourceArn })).toEqual(back);
    const elsewhere = { SourceArn, DestinationArn: `${QUEUE}repair` };
    expect(asked('sqs', 'StartMessageMoveTask', elsewhere)).toEqual([...onSource, `sqs:SendMessage ${QUEUE}repair`]);
  });

  test('the handle of a move task tells its queue', () => {
    const TaskHandle = Buffer.from(JSON.stringify({ taskId: 't', sourceArn: `${QUEUE}dlq` })).toString('base64');
    expect(asked('sqs', 'CancelMessageMoveTask', { TaskHandle })[0]).toBe(`sqs:CancelMessageMoveTask ${QUEUE}dlq`);
    expect(asked('sqs', 'CancelMessageMoveTask', { TaskHandle: 'x' })[0]).toBe(`sqs:CancelMessageMoveTask ${QUEUE}*`);
  });
});

describe('EventBridge', () => {
  const bus = (name: string) => `arn:aws:events:us-east-1:000000000000:event-bus/${name}`;

  test('PutEvents is one request for each bus, with the sources and detail-types of its events', () => {
    const Entries = [
      { EventBusName: 'shop', Source: 'shop.payment', DetailType: 'Order Charged' },
      { EventBusName: bus('shop'), Source: 'shop.stock', DetailType: 'Order Charged' },
      { Source: 'shop.payment', DetailType: 'Refunded' },
    ];
    const [shop, standard, ...others] = ask('eventbridge', 'PutEvents', { Entries });
    expect(others).toEqual([]);
    expect([shop?.action, shop?.resource]).toEqual(['events:PutEvents', bus('shop')]);
    expect(keysOf(shop)).toEqual({
      'events:source': ['shop.payment', 'shop.stock'],
      'events:detail-type': ['Order Charged'],
      'events:eventbusinvocation': 'false',
    });
    expect(standard?.resource).toBe(bus('default'));
  });

  test('an event without a source leaves the key absent', () => {
    const [request] = ask('eventbridge', 'PutEvents', { Entries: [{ Detail: '{}' }] });
    expect(keysOf(request)).toEqual({ 'events:eventbusinvocation': 'false' });
  });

  test.each([{}, { Entries: [] }, { Entries: 'none' }])('PutEvents of no entries is for any bus: %j', (input) => {
    expect(asked('eventbridge', 'PutEvents', input)).toEqual([`events:PutEvents ${bus('*')}`]);
  });

  test('a rule of the default bus has no bus in its ARN', () => {
    const of = (EventBusName?: string) => ask('eventbridge', 'DescribeRule', { Name: 'r', EventBusName })[0]?.resource;
    const rules = 'arn:aws:events:us-east-1:000000000000:rule/';
    expect(of()).toBe(`${rules}r`);
    expect(of('default')).toBe(`${rules}r`);
    expect(of('shop')).toBe(`${rules}shop/r`);
    expect(of(bus('shop'))).toBe(`${rules}shop/r`);
  });

  test('a rule is asked for with the sources of its pattern, targets with their ARNs', () => {
    const EventPattern = JSON.stringify({ source: ['shop.payment', { prefix: 'x' }], 'detail-type': ['Refunded'] });
    expect(keysOf(ask('eventbridge', 'PutRule', { Name: 'r', EventPattern })[0])).toEqual({
      'events:source': ['shop.payment'],
      'events:detail-type': ['Refunded'],
      'events:creatoraccount': '000000000000',
    });
    const targets = ask('eventbridge', 'PutTargets', { Rule: 'r', Targets: [{ Arn: `${QUEUE}orders` }] })[0];
    expect(keysOf(targets)['events:targetarn']).toEqual([`${QUEUE}orders`]);
  });
});

describe('Lambda', () => {
  const fn = (name: string) => `arn:aws:lambda:us-east-1:000000000000:function:${name}`;

  test.each([
    [{ FunctionName: 'payment' }, fn('payment')],
    [{ FunctionName: 'payment', Qualifier: 'live' }, fn('payment:live')],
    [{ FunctionName: 'payment:3' }, fn('payment:3')],
    [{ FunctionName: '111111111111:function:payment' }, fn('payment').replace('000000000000', '111111111111')],
    [
      { FunctionName: 'arn:aws:lambda:eu-west-1:000000000000:function:payment:live' },
      fn('payment:live').replace('us-east-1', 'eu-west-1'),
    ],
    [{}, fn('*')],
  ])('Invoke of %j needs lambda:InvokeFunction on the function, version or alias', (input, arn) => {
    expect(asked('lambda', 'Invoke', input)).toEqual([`lambda:InvokeFunction ${arn}`]);
  });

  test('an event source mapping is a resource with its function as a key', () => {
    const [request] = ask('lambda', 'UpdateEventSourceMapping', { UUID: 'u-1', Enabled: false });
    expect(request?.resource).toBe('arn:aws:lambda:us-east-1:000000000000:event-source-mapping:u-1');
    expect(keysOf(request)).toEqual({ 'lambda:functionarn': fn('payment') });
    expect(keysOf(ask('lambda', 'GetEventSourceMapping', { UUID: 'other' })[0])).toEqual({});
    expect(ask('lambda', 'CreateEventSourceMapping', { FunctionName: 'payment' })[0]).toEqual({
      action: 'lambda:CreateEventSourceMapping',
      resource: '*',
      context: { ...GLOBAL, 'lambda:functionarn': fn('payment') },
    });
  });
});

describe('Secrets Manager', () => {
  const secret = (name: string) => `arn:aws:secretsmanager:us-east-1:000000000000:secret:${name}`;

  test('a secret has the ARN that it was given, whatever names it', () => {
    expect(asked('secretsmanager', 'GetSecretValue', { SecretId: 'gateway-key' })).toEqual([
      `secretsmanager:GetSecretValue ${secret('gateway-key-a1B2c3')}`,
    ]);
    expect(ask('secretsmanager', 'GetSecretValue', { SecretId: 'other' })[0]?.resource).toBe(secret('other'));
    expect(ask('secretsmanager', 'GetSecretValue', { SecretId: secret('x-1') })[0]?.resource).toBe(secret('x-1'));
    expect(ask('secretsmanager', 'GetSecretValue', {})[0]?.resource).toBe(secret('*'));
  });

  test('the version asked for is a key', () => {
    const input = { SecretId: 'gateway-key', VersionStage: 'AWSPREVIOUS' };
    expect(keysOf(ask('secretsmanager', 'GetSecretValue', input)[0])).toEqual({
      'secretsmanager:secretid': 'gateway-key',
      'secretsmanager:versionstage': 'AWSPREVIOUS',
    });
  });

  test('a batch needs the permission for each secret', () => {
    expect(asked('secretsmanager', 'BatchGetSecretValue', { SecretIdList: ['gateway-key'] })).toEqual([
      'secretsmanager:BatchGetSecretValue *',
      `secretsmanager:GetSecretValue ${secret('gateway-key-a1B2c3')}`,
    ]);
  });
});

test('a log group ends in :*, but not for its tags, and a stream is a resource of its own', () => {
  const group = 'arn:aws:logs:us-east-1:000000000000:log-group:/aws/lambda/payment';
  const logGroupName = '/aws/lambda/payment';
  expect(asked('logs', 'FilterLogEvents', { logGroupName })).toEqual([`logs:FilterLogEvents ${group}:*`]);
  expect(asked('logs', 'FilterLogEvents', { logGroupIdentifier: group })).toEqual([`logs:FilterLogEvents ${group}:*`]);
  expect(asked('logs', 'TagResource', { resourceArn: group })).toEqual([`logs:TagResource ${group}`]);
  expect(asked('logs', 'PutLogEvents', { logGroupName, logStreamName: 's' })).toEqual([
    `logs:PutLogEvents ${group}:log-stream:s`,
  ]);
});

test('SNS: a topic, the topic of a subscription, and a phone number, which has none', () => {
  const topic = 'arn:aws:sns:us-east-1:000000000000:news';
  expect(asked('sns', 'PublishBatch', { TopicArn: topic })).toEqual([`sns:Publish ${topic}`]);
  expect(asked('sns', 'Publish', { PhoneNumber: '+1' })).toEqual(['sns:Publish *']);
  expect(asked('sns', 'Unsubscribe', { SubscriptionArn: `${topic}:5be8` })).toEqual([`sns:Unsubscribe ${topic}`]);
  const subscribe = { TopicArn: topic, Protocol: 'sqs', Endpoint: `${QUEUE}orders` };
  expect(keysOf(ask('sns', 'Subscribe', subscribe)[0])).toEqual({
    'sns:protocol': 'sqs',
    'sns:endpoint': `${QUEUE}orders`,
  });
});

test('a parameter has no slash of its own in its ARN and no version', () => {
  const parameter = 'arn:aws:ssm:us-east-1:000000000000:parameter/';
  expect(ask('ssm', 'GetParameter', { Name: '/shop/bus:3' })[0]?.resource).toBe(`${parameter}shop/bus`);
  expect(asked('ssm', 'GetParameters', { Names: ['a', '/b/c'] })).toEqual([
    `ssm:GetParameters ${parameter}a`,
    `ssm:GetParameters ${parameter}b/c`,
  ]);
});

test('CloudWatch: alarms by name, a namespace as key; CodeDeploy: the group of the deployment', () => {
  const alarm = 'arn:aws:cloudwatch:us-east-1:000000000000:alarm:';
  expect(asked('cloudwatch', 'DescribeAlarms', { AlarmNames: ['a', 'b'] })).toEqual([
    `cloudwatch:DescribeAlarms ${alarm}a`,
    `cloudwatch:DescribeAlarms ${alarm}b`,
  ]);
  expect(keysOf(ask('cloudwatch', 'PutMetricData', { Namespace: 'Shop' })[0])).toEqual({
    'cloudwatch:namespace': 'Shop',
  });
  expect(ask('codedeploy', 'PutLifecycleEventHookExecutionStatus', { deploymentId: 'd-1' })[0]?.resource).toBe(
    'arn:aws:codedeploy:us-east-1:000000000000:deploymentgroup:shop/payment',
  );
});

test('every call has the global keys', () => {
  expect(ask('sqs', 'ListQueues', {}, AT_HOME)).toEqual([{ action: 'sqs:ListQueues', resource: '*', context: GLOBAL }]);
});
