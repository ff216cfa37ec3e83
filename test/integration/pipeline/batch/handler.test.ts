import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import {
  type DynamoDb,
  type Queue,
  type Services,
  sqsEvent,
  startDynamoDb,
  startServices,
} from '@coffee-shop/aws-local';
import { scaledClock } from '@coffee-shop/aws-local/clock';
import type { Context, SQSEvent } from 'aws-lambda';
import { METRICS_SHARDS, metricsKey } from '../../../../contracts/tables/counter-table';
import type { StageClients } from '../../../../pipeline/aws/clients';
import { PermanentError } from '../../../../pipeline/batch/failure';
import { failureRecordKey } from '../../../../pipeline/batch/failure-records';
import { handleInOrder } from '../../../../pipeline/batch/followers';
import { createStageHandler } from '../../../../pipeline/batch/handler';
import { stagePorts } from '../../../../pipeline/batch/wiring';
import { settingsFor } from '../../../../pipeline/config/settings';
import { orderEvent } from '../../../../pipeline/events/outgoing';

let database: DynamoDb;
let services: Services;
let stageQueue: Queue;
let dynamodb: DynamoDBClient;
let clients: StageClients;

const createTable = async (TableName: string, ...keys: string[]): Promise<void> => {
  await dynamodb.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: keys.map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      KeySchema: keys.map((AttributeName, at) => ({ AttributeName, KeyType: at === 0 ? 'HASH' : 'RANGE' })),
    }),
  );
};

beforeAll(async () => {
  process.env.POWERTOOLS_LOG_LEVEL = 'SILENT';
  process.env.POWERTOOLS_METRICS_DISABLED = 'true';
  database = await startDynamoDb();
  services = await startServices(scaledClock());
  services.events.buses.create('coffee');
  stageQueue = services.sqs.createQueue('payment.fifo', { FifoQueue: 'true', ContentBasedDeduplication: 'true' });
  dynamodb = new DynamoDBClient({ endpoint: database.url });
  clients = {
    documents: DynamoDBDocumentClient.from(dynamodb),
    withoutRetries: DynamoDBDocumentClient.from(dynamodb),
    events: new EventBridgeClient({ endpoint: services.url }),
    queues: new SQSClient({ endpoint: services.url }),
  };
  await createTable('orders', 'PK', 'SK');
  await createTable('config', 'PK');
  await createTable('counters', 'PK');
  await clients.documents.send(
    new PutCommand({ TableName: 'config', Item: { PK: 'menu', value: [{ productId: 'latte' }] } }),
  );
  await clients.documents.send(
    new PutCommand({ TableName: 'config', Item: { PK: 'order-processor', shops: { soho: { storeOpen: false } } } }),
  );
});

afterAll(async () => {
  clients.events.destroy();
  clients.queues.destroy();
  dynamodb.destroy();
  await services.close();
  await database.close();
});

const ports = () =>
  stagePorts(
    {
      stage: 'payment',
      eventBusName: 'coffee',
      ordersTable: 'orders',
      configTable: 'config',
      counterTable: 'counters',
      queueUrl: `${services.url}/000000000000/payment.fifo`,
      configTtlMs: 30_000,
      groupsAtOnce: 10,
      tracing: false,
      tracedOrdersPercent: 0,
    },
    clients,
  );

/** A stage that declines the orders of closed shops, cannot work `order-conflict`, and breaks on `order-bug`. */
const stage = () => {
  const { config, ...rest } = ports();
  return createStageHandler({
    stage: 'payment',
    types: ['Order Confirmed'],
    ports: rest,
    groupsAtOnce: 10,
    prepare: async () => config.read(),
    handleGroup: (records, { prepared }) =>
      handleInOrder(records, ({ event }) => {
        const { orderId, shopId } = event.detail;
        if (orderId === 'order-conflict') {
          throw new PermanentError('detail.total: another order has this id', { field: 'detail.total', value: '450' });
        }
        if (orderId === 'order-bug') throw new TypeError('cannot read total of undefined');
        const { storeOpen } = settingsFor(prepared, shopId);
        const cause = { orderId, shopId, at: '2026-11-02T10:00:00Z', causedBy: event.eventId };
        return {
          status: 'done' as const,
          operation: 'payment.charge',
          outcome: storeOpen ? 'charged' : 'refused',
          replay: false,
          events: storeOpen
            ? []
            : [orderEvent('Payment Failed', cause, { code: 'SHOP_CLOSED', message: 'the shop is closed' })],
          counts: { [storeOpen ? 'charges' : 'refusals']: 1 },
        };
      }),
  });
};

const context = { getRemainingTimeInMillis: () => 30_000, awsRequestId: 'request-1' } as unknown as Context;

const send = async (queue: Queue, orderId: string, shopId: string): Promise<void> => {
  const now = new Date().toISOString();
  const body = JSON.stringify({
    id: `event-${orderId}`,
    'detail-type': 'Order Confirmed',
    source: 'coffee-shop.order-manager',
    time: now,
    detail: { orderId, shopId, timestamp: now },
  });
  await queue.send([{ id: orderId, body, groupId: orderId }]);
};

const countersOfToday = async (): Promise<Record<string, number>> => {
  const day = new Date().toISOString().slice(0, 10);
  const sums: Record<string, number> = {};
  for (let shard = 0; shard < METRICS_SHARDS; shard++) {
    const { Item = {} } = await clients.documents.send(
      new GetCommand({ TableName: 'counters', Key: { PK: metricsKey(day, shard) } }),
    );
    const { PK: _key, ...counts } = Item;
    for (const [name, value] of Object.entries(counts)) sums[name] = (sums[name] ?? 0) + Number(value);
  }
  return sums;
};

describe('a stage against SQS, EventBridge and DynamoDB', () => {
  it('publishes, counts, records reasons and sets visibility through the real SDK', async () => {
    const { sqs, events: bus } = services;
    const tap = sqs.createQueue('tap', {});
    bus.rules.put({
      name: 'tap',
      busName: 'coffee',
      eventPattern: { source: ['coffee-shop.order-processor'] },
    });
    bus.rules.putTargets('coffee', 'tap', [{ Id: 'queue', Arn: tap.arn }]);
    await send(stageQueue, 'order-open', 'harlem');
    await send(stageQueue, 'order-closed', 'soho');
    await send(stageQueue, 'order-conflict', 'harlem');
    await send(stageQueue, 'order-bug', 'harlem');
    await stageQueue.send([{ id: 'lost', body: '{"order":"lost"}', groupId: 'malformed' }]);
    const received = await stageQueue.receive({ maxMessages: 10, waitMs: 0 });
    expect(received).toHaveLength(5);

    const response = await stage()(sqsEvent(received, stageQueue) as unknown as SQSEvent, context);

    const failed = received.filter(({ body }) => /order-conflict|order-bug|lost/.test(body));
    expect(response.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)).toEqual(
      failed.map(({ messageId }) => messageId),
    );
    const [published] = await tap.receive({ maxMessages: 10, waitMs: 5_000 });
    expect(JSON.parse(published?.body ?? '')).toMatchObject({
      source: 'coffee-shop.order-processor',
      'detail-type': 'Payment Failed',
      detail: { orderId: 'order-closed', code: 'SHOP_CLOSED' },
    });
    expect(await countersOfToday()).toEqual({ charges: 1, refusals: 1 });

    const reasons = await Promise.all(
      failed.map((message) =>
        clients.documents.send(new GetCommand({ TableName: 'orders', Key: failureRecordKey(message) })),
      ),
    );
    // A bug's first failure will be tried again; it has a reason from the third receive on.
    expect(reasons.map(({ Item }) => Item && [Item.errorName, Item.field])).toEqual([
      ['PermanentError', 'detail.total'],
      undefined,
      ['EventViolation', 'id'],
    ]);

    // What failed for good is visible again at once; the bug is not.
    const again = await stageQueue.receive({ maxMessages: 10, waitMs: 0 });
    expect(again.map(({ body }) => /order-conflict|lost/.exec(body)?.[0])).toEqual(['order-conflict', 'lost']);
  });
});
