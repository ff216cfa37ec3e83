import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateQueueCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { startDynamoDb, startServices } from '@coffee-shop/aws-local';
import { scaledClock } from '@coffee-shop/aws-local/clock';
import { failureRecordKey } from '../../../../pipeline/batch/failure-records';
import { collect } from '../../../../simulation/audit/collect';
import { putHistory } from '../../put-history';

const closers: (() => unknown)[] = [];
const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
let dynamodb: DynamoDBDocumentClient;
let sqs: SQSClient;

beforeAll(async () => {
  const database = await startDynamoDb();
  const plain = new DynamoDBClient({ endpoint: database.url, region: 'us-east-1', credentials });
  dynamodb = DynamoDBDocumentClient.from(plain, { marshallOptions: { removeUndefinedValues: true } });
  const services = await startServices(scaledClock());
  sqs = new SQSClient({ endpoint: services.url, region: 'us-east-1', credentials });
  closers.push(
    () => plain.destroy(),
    () => sqs.destroy(),
    () => services.close(),
    () => database.close(),
  );
  const key = (AttributeName: string, KeyType: 'HASH' | 'RANGE') => ({ AttributeName, KeyType });
  for (const [TableName, keys] of [
    ['orders', [key('PK', 'HASH'), key('SK', 'RANGE')]],
    ['counters', [key('PK', 'HASH')]],
  ] as const) {
    await plain.send(
      new CreateTableCommand({
        TableName,
        KeySchema: [...keys],
        AttributeDefinitions: keys.map(({ AttributeName }) => ({ AttributeName, AttributeType: 'S' })),
        BillingMode: 'PAY_PER_REQUEST',
      }),
    );
  }
});
afterAll(async () => {
  for (const close of closers) await close();
});

const LETTER = '{"id":"e-1","detail":{}}';

test('tables and queues are sorted into evidence, whatever else lies in them', async () => {
  const put = (TableName: string, Item: object) => dynamodb.send(new PutCommand({ TableName, Item: { ...Item } }));
  await putHistory(dynamodb, 'orders', { orderId: 'o-1', version: 1, shopId: 'astoria', outcome: 'failed' });
  await put('orders', { PK: 'order#o-1', SK: 'op#payment.charge', status: 'COMPLETED' });
  await put('orders', { PK: 'order#o-1', SK: 'check', orderId: 'o-1', waitingFor: 'refund', sinceMs: 1 });
  await put('orders', { PK: 'kitchen#astoria', SK: 'kitchen', version: 4, open: { 'o-7': 'c-1' } });
  await put('orders', { ...failureRecordKey({ body: LETTER }), reason: 'too old' });
  await put('counters', { PK: 'stock#astoria#p1', received: 5, available: 3, reserved: 1, sold: 1 });
  await put('counters', { PK: 'metrics#2026-11-24#0', orders_failed: 1, expiration: 99 });
  await put('counters', { PK: 'metrics#2026-11-24#3', orders_failed: 2, payments_charged: 1 });
  const { QueueUrl: queueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: 'payment' }));
  await sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: 'left over' }));

  const evidence = await collect({
    dynamodb,
    sqs,
    ordersTable: 'orders',
    counterTable: 'counters',
    queues: [{ queueUrl, forDeadLetters: false }],
    deadLetters: [{ queue: 'payment-dlq', messageId: 'm-1', body: LETTER }],
  });

  expect(evidence).toEqual({
    orders: [{ orderId: 'o-1', version: 1, shopId: 'astoria', outcome: 'failed' }],
    checks: [{ orderId: 'o-1', waitingFor: 'refund' }],
    kitchens: [{ shopId: 'astoria', openOrderIds: ['o-7'] }],
    stock: [{ PK: 'stock#astoria#p1', received: 5, available: 3, reserved: 1, sold: 1 }],
    counters: { counts: { orders_failed: 3, payments_charged: 1 }, reconciled: false },
    deadLetters: [{ queue: 'payment-dlq', messageId: 'm-1', body: '{"id":"e-1","detail":{}}', reason: 'too old' }],
    queues: [{ queue: 'payment', visible: 1, inFlight: 0, delayed: 0, forDeadLetters: false }],
  });
});
