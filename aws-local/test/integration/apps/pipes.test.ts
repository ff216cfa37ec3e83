import { type Message, ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Stack } from 'aws-cdk-lib';
import { EventBus, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnPipe } from 'aws-cdk-lib/aws-pipes';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { type RunningApp, runApp } from './running-app';

const pipesApp = (stack: Stack) => {
  const till = new Queue(stack, 'Till');
  const bus = new EventBus(stack, 'Bus');
  const seen = new Queue(stack, 'Seen');
  new Rule(stack, 'All', { eventBus: bus, eventPattern: { source: ['till'] }, targets: [new SqsQueue(seen)] });
  const role = new Role(stack, 'Role', { assumedBy: new ServicePrincipal('pipes.amazonaws.com') });
  till.grantConsumeMessages(role);
  bus.grantPutEventsTo(role);
  new CfnPipe(stack, 'ToBus', {
    roleArn: role.roleArn,
    source: till.queueArn,
    sourceParameters: { filterCriteria: { filters: [{ pattern: '{"body":{"type":["Order Placed"]}}' }] } },
    target: bus.eventBusArn,
    targetParameters: {
      eventBridgeEventBusParameters: { detailType: '$.body.type', source: 'till', resources: ['$.body.shop'] },
      inputTemplate: '{"orderId":<$.body.orderId>}',
    },
  });
  const ingress = new Queue(stack, 'Ingress');
  const kitchen = new Queue(stack, 'Kitchen', { fifo: true });
  ingress.grantConsumeMessages(role);
  kitchen.grantSendMessages(role);
  new CfnPipe(stack, 'ToKitchen', {
    roleArn: role.roleArn,
    source: ingress.queueArn,
    sourceParameters: { sqsQueueParameters: { batchSize: 10 } },
    target: kitchen.queueArn,
    targetParameters: {
      sqsQueueParameters: { messageGroupId: '$.body.shop', messageDeduplicationId: '$.messageId' },
      inputTemplate: '<$.body>',
    },
  });
  return {
    TillUrl: till.queueUrl,
    SeenUrl: seen.queueUrl,
    IngressUrl: ingress.queueUrl,
    KitchenUrl: kitchen.queueUrl,
  };
};

let app: RunningApp;
let sqs: SQSClient;

beforeAll(async () => {
  app = await runApp(pipesApp);
  sqs = new SQSClient(app.client);
});

afterAll(async () => {
  sqs?.destroy();
  await app?.close();
});

const send = (queue: string, body: object) =>
  sqs.send(new SendMessageCommand({ QueueUrl: app.output(queue), MessageBody: JSON.stringify(body) }));

const receive = async (queue: string): Promise<Message[]> => {
  const command = new ReceiveMessageCommand({
    QueueUrl: app.output(queue),
    MessageSystemAttributeNames: ['All'],
    WaitTimeSeconds: 20,
  });
  for (;;) {
    const { Messages = [] } = await sqs.send(command);
    if (Messages.length > 0) return Messages;
  }
};

test('a pipe makes events of the messages that its filter matches', async () => {
  await send('TillUrl', { type: 'Shift Began', shop: 'harlem', orderId: 'none' });
  await send('TillUrl', { type: 'Order Placed', shop: 'harlem', orderId: 'o-1' });
  const [message, ...others] = await receive('SeenUrl');
  expect(others).toEqual([]);
  expect(JSON.parse(message?.Body ?? '')).toMatchObject({
    source: 'till',
    'detail-type': 'Order Placed',
    resources: ['harlem'],
    detail: { orderId: 'o-1' },
  });
  expect(
    app.aws.sqs
      .queues()
      .find(({ name }) => app.output('TillUrl').endsWith(name))
      ?.peek(),
  ).toEqual([]);
});

test('a pipe groups the messages of a standard queue in a FIFO queue', async () => {
  await send('IngressUrl', { shop: 'harlem', orderId: 'o-2' });
  const [message] = await receive('KitchenUrl');
  expect(JSON.parse(message?.Body ?? '')).toEqual({ shop: 'harlem', orderId: 'o-2' });
  expect(message?.Attributes).toMatchObject({ MessageGroupId: 'harlem' });
});
