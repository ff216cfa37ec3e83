import { type Message, ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { pipesApp } from './pipes';
import { type RunningApp, runApp } from './running-app';

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
