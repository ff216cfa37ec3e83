import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { GetQueueAttributesCommand, type Message, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { ordersApp } from './events-to-table';
import { type RunningApp, runApp } from './running-app';

let app: RunningApp;
let events: EventBridgeClient;
let dynamodb: DynamoDBClient;
let sqs: SQSClient;

beforeAll(async () => {
  app = await runApp(ordersApp, { clockScale: 20 });
  events = new EventBridgeClient(app.client);
  sqs = new SQSClient(app.client);
  dynamodb = new DynamoDBClient({ ...app.client, endpoint: app.aws.variables.AWS_ENDPOINT_URL_DYNAMODB ?? '' });
});

afterAll(async () => {
  for (const client of [events, sqs, dynamodb]) client?.destroy();
  await app?.close();
});

const put = (...orders: { orderId: string; drink: string }[]) =>
  events.send(
    new PutEventsCommand({
      Entries: orders.map((order) => ({
        EventBusName: app.output('BusName'),
        Source: 'till',
        DetailType: 'Order Placed',
        Detail: JSON.stringify(order),
      })),
    }),
  );

test('an event on the bus becomes an item of the table, by way of a queue and a function', async () => {
  expect((await put({ orderId: 'o-1', drink: 'latte' })).FailedEntryCount).toBe(0);
  const get = new GetItemCommand({
    TableName: app.output('TableName'),
    Key: { orderId: { S: 'o-1' } },
    ConsistentRead: true,
  });
  let item: unknown;
  while (item === undefined) item = (await dynamodb.send(get)).Item;
  expect(item).toEqual({ orderId: { S: 'o-1' }, drink: { S: 'latte' } });
});

test('an event that the function never handles ends in the dead-letter queue, the others of its batch do not', async () => {
  await put({ orderId: 'o-2', drink: 'tea' }, { orderId: 'o-3', drink: 'mocha' });
  const receive = new ReceiveMessageCommand({ QueueUrl: app.output('DeadLettersUrl'), WaitTimeSeconds: 20 });
  let messages: Message[] | undefined;
  while (messages === undefined) messages = (await sqs.send(receive)).Messages;
  expect(messages.map(({ Body }) => JSON.parse(Body ?? '').detail)).toEqual([{ orderId: 'o-2', drink: 'tea' }]);
  expect(app.printed).toContain('stored o-3');
  const attributes = new GetQueueAttributesCommand({ QueueUrl: app.output('QueueUrl'), AttributeNames: ['All'] });
  expect((await sqs.send(attributes)).Attributes).toMatchObject({ ApproximateNumberOfMessagesNotVisible: '0' });
});
