import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import type { Segment } from '../../pipeline/telemetry/xray-daemon';
import { type CoffeeShop, openCoffeeShop } from './kit';
import { anOrder, cancelled, confirmed, created, type Order, ready } from './orders';

let daemon: Socket;
let shop: CoffeeShop;
const segments: Segment[] = [];

beforeAll(async () => {
  // In the place of X-Ray's daemon, which listens beside a traced function.
  daemon = createSocket('udp4');
  daemon.on('message', (datagram) => {
    const [header = '', document = ''] = datagram.toString().split('\n');
    expect(JSON.parse(header)).toEqual({ format: 'json', version: 1 });
    segments.push(JSON.parse(document) as Segment);
  });
  daemon.bind(0, '127.0.0.1');
  await once(daemon, 'listening');
  shop = await openCoffeeShop({
    functionVariables: {
      TRACING: 'on',
      TRACED_ORDERS_PERCENT: '100',
      AWS_XRAY_DAEMON_ADDRESS: `127.0.0.1:${daemon.address().port}`,
    },
  });
});
afterAll(async () => {
  await shop.close();
  daemon.close();
});

const of = ({ orderId }: Order): Segment[] => segments.filter(({ annotations }) => annotations.order_id === orderId);
/** The segments of an order, once there are so many: datagrams come when they come. */
const sent = async (order: Order, count: number): Promise<Segment[]> => {
  while (of(order).length < count) await once(daemon, 'message');
  return of(order);
};
const workOf = (all: readonly Segment[]) =>
  all.map(({ name, annotations }) => `${name} ${annotations.operation ?? ''}`.trim());
/** Scheduled, each event after the one before: a confirmation that comes before its order has no trace yet. */
const scheduled = async (order: Order): Promise<void> => {
  await shop.givenPaid(order);
  await shop.when(confirmed(order));
  await shop.event(order, 'Delivery Scheduled');
};

/** Handed over. */
const fulfilled = async (order: Order): Promise<void> => {
  await scheduled(order);
  await shop.when(ready(order));
  await shop.event(order, 'Order Fulfilled');
};

/** The names of a segment and all above it. */
const lineage = (all: readonly Segment[], segment: Segment): string[] => {
  const parent = all.find(({ id }) => id === segment.parent_id);
  return [segment.name, ...(parent ? lineage(all, parent) : [])];
};

test('an order is one trace from created to sold: across bus, pipes and queues, and the order manager’s own events', async () => {
  const order = anOrder();
  await fulfilled(order);
  const all = await sent(order, 7);
  expect(new Set(all.map(({ trace_id }) => trace_id)).size).toBe(1);
  expect(all[0]?.trace_id).toMatch(/^1-[0-9a-f]{8}-[0-9a-f]{24}$/);
  expect(workOf(all).sort()).toEqual([
    'fulfillment fulfillment.ready',
    'fulfillment fulfillment.schedule',
    'inventory inventory.allocate',
    'inventory inventory.settle',
    'order',
    'payment payment.charge',
    'payment payment.validate',
  ]);
  // One root, and everybody hangs below what caused it.
  expect(all.filter(({ parent_id }) => parent_id === undefined).map(({ name }) => name)).toEqual(['order']);
  expect(new Set(all.map(({ id }) => id)).size).toBe(7);
  const settle = all.find(({ annotations }) => annotations.operation === 'inventory.settle') as Segment;
  expect(lineage(all, settle)).toEqual(['inventory', 'fulfillment', 'order']);
  const schedule = all.find(({ annotations }) => annotations.operation === 'fulfillment.schedule') as Segment;
  expect(lineage(all, schedule)).toEqual(['fulfillment', 'inventory', 'payment', 'order']);
  for (const { start_time, end_time } of all) expect(start_time).toBeLessThanOrEqual(end_time);
});

test('the log line of each record names the trace', async () => {
  const order = anOrder();
  await fulfilled(order);
  const [first] = await sent(order, 7);
  const traces = shop.log
    .filter((line) => line.includes(`"orderId":"${order.orderId}"`))
    .map((line) => (JSON.parse(line) as { traceId?: string }).traceId);
  expect(traces.length).toBeGreaterThanOrEqual(6);
  expect(new Set(traces)).toEqual(new Set([first?.trace_id]));
});

test('a cancelled order’s compensations are part of it', async () => {
  const order = anOrder();
  await scheduled(order);
  await shop.when(cancelled(order));
  await shop.end(order);
  const all = await sent(order, 8);
  expect(new Set(all.map(({ trace_id }) => trace_id)).size).toBe(1);
  expect(workOf(all)).toEqual(expect.arrayContaining(['payment payment.refund', 'inventory inventory.release']));
});

test('two orders are two traces', async () => {
  const [one, other] = [anOrder(), anOrder()];
  await shop.when(created(one), created(other));
  const [first] = await sent(one, 2);
  const [second] = await sent(other, 2);
  expect(first?.trace_id).not.toBe(second?.trace_id);
});
