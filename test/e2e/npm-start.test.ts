import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { GetQueueAttributesCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { fulfilledQueue } from './client-queue';
import { entriesOf, type Service, startService } from './started';

let service: Service;

beforeAll(async () => {
  service = await startService();
});

test('a client with only the AWS SDK gets an order fulfilled, and charged once however often it is sent', async () => {
  const { client } = service;
  const events = new EventBridgeClient(client);
  const queues = new SQSClient(client);
  const bus = service.variable('EVENT_BUS_NAME');
  const QueueUrl = await fulfilledQueue(service, 'what-became-of-it');

  const Entries = entriesOf(bus, 'by-sdk-1', 2);
  for (let time = 1; time <= 5; time++) {
    expect(await events.send(new PutEventsCommand({ Entries }))).toMatchObject({ FailedEntryCount: 0 });
  }

  let body: string | undefined;
  while (body === undefined) {
    const { Messages } = await queues.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 5 }));
    body = Messages?.[0]?.Body;
  }
  expect(JSON.parse(body)).toMatchObject({
    source: 'coffee-shop.order-processor',
    'detail-type': 'Order Fulfilled',
    detail: { orderId: 'by-sdk-1', shopId: 'astoria' },
  });
  const waiting = async (): Promise<number> => {
    const names = ['PAYMENT', 'INVENTORY', 'FULFILLMENT'].flatMap((stage) => [
      `${stage}_INGRESS_QUEUE_URL`,
      `${stage}_QUEUE_URL`,
    ]);
    const AttributeNames = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;
    const answers = await Promise.all(
      names.map((name) =>
        queues.send(
          new GetQueueAttributesCommand({ QueueUrl: service.variable(name), AttributeNames: [...AttributeNames] }),
        ),
      ),
    );
    return answers.flatMap((answer) => Object.values(answer.Attributes ?? {})).reduce((sum, n) => sum + Number(n), 0);
  };
  while ((await waiting()) > 0) await new Promise((resolve) => setTimeout(resolve, 100));
  const ledger = await fetch(`${service.variable('GATEWAY_URL')}/_sim/ledger?orderId=by-sdk-1`);
  expect(await ledger.json()).toEqual({
    entries: [
      expect.objectContaining({ type: 'opened', amount: 750 }),
      expect.objectContaining({ type: 'captured', amount: 750, currency: 'USD' }),
    ],
  });
  events.destroy();
  queues.destroy();
});

test('it prints where the console is, which lists that order, on the port of the services', async () => {
  const address = `${service.variable('AWS_ENDPOINT_URL')}/console/`;
  expect(service.printed).toContain(`console: ${address}`);
  expect(await (await fetch(address)).text()).toContain('<title>Order processor console</title>');
  const state = await (await fetch(`${address}api/state?search=by-sdk-1`)).json();
  expect(state).toMatchObject({ orders: [{ orderId: 'by-sdk-1', place: 'fulfilled' }], found: 1 });
});

test('it ends with Ctrl-C and takes its file along', async () => {
  expect(await service.interrupt()).toEqual({ code: 130, left: [] });
});
