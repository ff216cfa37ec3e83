import { EventBridgeClient, ListRulesCommand } from '@aws-sdk/client-eventbridge';
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { type SqsEngine, startServices } from '@coffee-shop/aws-local';
import { scaledClock } from '@coffee-shop/aws-local/clock';
import { barista } from '../../../../simulation/traffic/barista';
import { orderManager } from '../../../../simulation/traffic/order-manager';
import { planOrders } from '../../../../simulation/traffic/order-plan';
import { plannedEvents } from '../../../../simulation/traffic/planned-events';
import { putEvents } from '../../../../simulation/traffic/put-events';
import { queueSender } from '../../../../simulation/traffic/queue-message';
import { type TappedEvent, tapBus } from '../../../../simulation/traffic/tap';

const BUS = 'shop-bus';
const clock = scaledClock({ scale: 50 });
const failed = (error: unknown) => {
  throw error;
};

let sqs: SQSClient;
let eventBridge: EventBridgeClient;
let queues: SqsEngine;
const closers: (() => unknown)[] = [];

beforeAll(async () => {
  const services = await startServices(clock);
  services.events.buses.create(BUS);
  queues = services.sqs;
  const client = {
    endpoint: services.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  };
  sqs = new SQSClient(client);
  eventBridge = new EventBridgeClient(client);
  closers.push(
    () => sqs.destroy(),
    () => eventBridge.destroy(),
    () => services.close(),
  );
});
afterAll(async () => {
  for (const close of closers) await close();
});

/** Collects what a tap hears until `count` different events have come that are `wanted`. */
const hearing = (count: number, wanted = (_event: TappedEvent): boolean => true) => {
  const heard = new Map<string, TappedEvent>();
  let enough = (): void => undefined;
  const done = new Promise<void>((resolve) => {
    enough = resolve;
  });
  const onEvent = (event: TappedEvent) => {
    if (!wanted(event)) return;
    heard.set(event.id, event);
    if (heard.size === count) enough();
  };
  return { heard, done, onEvent };
};

test('what the order manager publishes is what the tap hears, and the tap leaves nothing behind', async () => {
  const plan = planOrders({ orders: 40, seed: 3, startMs: 0, arrivalWindowMs: 5_000 });
  const stray = queues.createQueue('stage.fifo', { FifoQueue: 'true' });
  const onBus = plannedEvents(plan).filter(({ to }) => to === 'bus').length;
  const { heard, done, onEvent } = hearing(onBus);
  const tap = await tapBus({ eventBridge, sqs, busName: BUS, onEvent, onError: failed });

  const sendMessage = queueSender(sqs, [`${tap.queueUrl.slice(0, tap.queueUrl.lastIndexOf('/'))}/stage.fifo`]);
  const { eventIds, sent } = await orderManager({ eventBridge, busName: BUS, clock, sendMessage }).publish(plan);
  await done;
  await tap.close();

  expect(stray.peek()).toHaveLength(sent - onBus);
  expect(stray.peek()).not.toEqual([]);
  expect([...heard.keys()].sort()).toEqual([...eventIds].sort());
  const rules = await eventBridge.send(new ListRulesCommand({ EventBusName: BUS }));
  const left = await sqs.send(new ListQueuesCommand({ QueueNamePrefix: 'tap-' }));
  expect([rules.Rules ?? [], left.QueueUrls ?? []]).toEqual([[], []]);
});

test('the barista answers Delivery Scheduled with Order Ready at its time', async () => {
  const bus = { eventBridge, busName: BUS, clock };
  const { heard, done, onEvent } = hearing(1, (event) => event['detail-type'] === 'Order Ready');
  const { onEvent: serve, stop } = barista({ ...bus, onError: failed });
  const both = (event: TappedEvent) => {
    serve(event);
    onEvent(event);
  };
  const tap = await tapBus({ eventBridge, sqs, busName: BUS, onEvent: both, onError: failed });
  const readyAtMs = clock.now() + 20_000;

  const detail = { orderId: 'o-1', shopId: 'astoria', readyAt: new Date(readyAtMs).toISOString() };
  await putEvents(bus, [
    { Source: 'coffee-shop.order-processor', DetailType: 'Delivery Scheduled', Detail: JSON.stringify(detail) },
  ]);
  await done;
  await stop();
  await tap.close();

  const ready = [...heard.values()][0];
  expect(ready?.detail).toMatchObject({ orderId: 'o-1', shopId: 'astoria' });
  expect(Date.parse(String(ready?.detail.timestamp))).toBeGreaterThanOrEqual(readyAtMs);
});
