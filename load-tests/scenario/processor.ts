import { randomUUID } from 'node:crypto';
import type { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { ORDER_MANAGER_SOURCE } from '../../contracts/events/order-manager';
import type { PlannedOrder } from '../../simulation/traffic/plan';
import { plannedEvents } from '../../simulation/traffic/planned-events';
import { putEvents } from '../../simulation/traffic/put-events';
import { orderSource } from './orders';
import { RunLine } from './run-line';

/** What `npm run test:load` sets. */
const setting = (name: string): string => {
  const value = process.env[name];
  if (value) return value;
  throw new Error(`${name} is not set: start this by npm run test:load, which watches the bus and writes the report`);
};

interface Run {
  readonly busName: string;
  readonly nextOrder: () => PlannedOrder;
  readonly line: RunLine;
  readonly eventBridge: EventBridgeClient;
  /** How long after its publication an order that has not ended counts as lost. */
  readonly lostAfterMs: number;
}

const join = (): Run => ({
  busName: setting('EVENT_BUS_NAME'),
  nextOrder: orderSource({
    // Each worker of artillery loads this file for itself.
    prefix: `${setting('LOAD_RUN_ID')}-${randomUUID().slice(0, 4)}`,
    shopIds: setting('LOAD_SHOPS').split(','),
    seed: Number(setting('LOAD_SEED')),
  }),
  line: new RunLine(Number(setting('LOAD_LINE_PORT'))),
  eventBridge: new EventBridgeClient({}),
  lostAfterMs: Number(setting('LOAD_LOST_AFTER_MS')),
});

let run: Run | undefined;

const clock = { now: Date.now, sleep: (delayMs: number) => sleep(delayMs) };
const ENDED_OTHERWISE = 'order.unfulfilled';

/** One customer: places an order, confirms it when they like, and waits until it is handed over. */
export const orderLifecycle = async (_: unknown, metrics: EventEmitter): Promise<void> => {
  run ??= join();
  const { busName, nextOrder, line, eventBridge, lostAfterMs } = run;
  const order = nextOrder();
  const { orderId, total, currency } = order;
  const count = (name: string, value = 1) => metrics.emit('counter', name, value);
  // `ensure` knows only what was counted once.
  for (const name of ['order.lost', 'order.publish_failed', ENDED_OTHERWISE]) count(name, 0);
  const eventIds: string[] = [];
  line.tell({ told: 'placed', orderId, total, currency });
  count('order.placed');
  try {
    const beganAtMs = clock.now();
    for (const event of plannedEvents({ orders: [order], malformed: [] })) {
      if (event.to !== 'bus') continue;
      await sleep(Math.max(0, beganAtMs + event.atMs - clock.now()));
      const detail = { ...event.detail, timestamp: new Date(clock.now()).toISOString() };
      const entry = { Source: ORDER_MANAGER_SOURCE, DetailType: event.type, Detail: JSON.stringify(detail) };
      const sentAtMs = performance.now();
      eventIds.push(...(await putEvents({ eventBridge, busName, clock }, [entry])));
      metrics.emit('histogram', 'put_events.latency', performance.now() - sentAtMs);
    }
  } catch (error) {
    count('order.publish_failed');
    throw error;
  }
  const publishedAtMs = clock.now();
  line.tell({ told: 'published', orderId, atMs: publishedAtMs, eventIds });
  const ended = await line.endOf(orderId, lostAfterMs);
  if (!ended) {
    count('order.lost');
    line.tell({ told: 'lost', orderId });
  } else if (ended.type === 'Order Fulfilled') {
    count('order.fulfilled');
    metrics.emit('histogram', 'order.latency', Math.max(0, ended.atMs - publishedAtMs));
  } else count(ENDED_OTHERWISE);
};
