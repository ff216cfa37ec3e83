import type { EventBridgeClient, PutEventsCommand, PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { EventViolation, parseEvent } from '../../../../contracts/events/parse';
import { barista } from '../../../../simulation/traffic/barista';
import { orderManager } from '../../../../simulation/traffic/order-manager';
import { planOrders } from '../../../../simulation/traffic/order-plan';
import { plannedEvents } from '../../../../simulation/traffic/planned-events';
import { putEvents } from '../../../../simulation/traffic/put-events';

const START_MS = Date.parse('2026-11-24T09:00:00Z');
const plan = planOrders({ orders: 60, seed: 7, startMs: START_MS, arrivalWindowMs: 20_000 });

/** A clock that jumps when somebody sleeps. */
const jumpingClock = (startMs = START_MS + 5_000) => {
  let nowMs = startMs;
  return {
    now: () => nowMs,
    sleep: async (delayMs: number) => {
      nowMs += delayMs;
    },
  };
};

/** A bus that remembers what it took, and rejects the n-th entry it is offered for each n in `reject`. */
const fakeBus = (reject: readonly number[] = []) => {
  const taken: { entry: PutEventsRequestEntry; atMs: number }[] = [];
  const sizes: number[] = [];
  const clock = jumpingClock();
  let offered = 0;
  const send = async ({ input }: PutEventsCommand) => {
    const entries = input.Entries ?? [];
    sizes.push(entries.length);
    const results = entries.map((entry) => {
      if (reject.includes(offered++)) return { ErrorCode: 'ThrottlingException', ErrorMessage: 'slow down' };
      taken.push({ entry, atMs: clock.now() });
      return { EventId: `bus-${taken.length}` };
    });
    return { Entries: results, FailedEntryCount: results.filter((result) => 'ErrorCode' in result).length };
  };
  return { eventBridge: { send } as unknown as EventBridgeClient, busName: 'shop-bus', clock, taken, sizes };
};

const detailOf = ({ entry }: { entry: PutEventsRequestEntry }): Record<string, unknown> =>
  JSON.parse(entry.Detail ?? '');
const stray: string[] = [];
const sendMessage = async (body: string) => {
  stray.push(body);
};

describe('the order manager', () => {
  test('publishes every event of the plan, in order of time, ten at most in a request', async () => {
    const bus = fakeBus();
    const { sent, eventIds } = await orderManager({ ...bus, sendMessage }).publish(plan);

    const onBus = plannedEvents(plan).filter(({ to }) => to === 'bus');
    expect(bus.taken.map(({ entry }) => entry.DetailType)).toEqual(
      onBus.map((event) => event.to === 'bus' && event.type),
    );
    expect(
      bus.taken.every(({ entry }) => entry.EventBusName === 'shop-bus' && entry.Source === 'coffee-shop.order-manager'),
    ).toBe(true);
    expect(Math.max(...bus.sizes)).toBeLessThanOrEqual(10);
    expect(sent).toBe(plannedEvents(plan).length);
    expect(eventIds).toEqual(bus.taken.map((_, index) => `bus-${index + 1}`));
  });

  test('keeps the pace of the plan, or a multiple of it', async () => {
    const durationMs = async (compress: number) => {
      const bus = fakeBus();
      await orderManager({ ...bus, sendMessage, compress }).publish(plan);
      return (bus.taken.at(-1)?.atMs ?? 0) - (bus.taken[0]?.atMs ?? 0);
    };

    const asPlannedMs = await durationMs(1);
    expect(asPlannedMs).toBeGreaterThan(15_000);
    expect(await durationMs(10)).toBeLessThan(asPlannedMs / 9);
  });

  test('a duplicate is the same detail again, half of them with the same event id, half without metadata', async () => {
    const bus = fakeBus();
    await orderManager({ ...bus, sendMessage }).publish(plan);

    for (const { orderId, duplicates } of plan.orders) {
      for (const { of, sameEventId } of duplicates) {
        const copies = bus.taken.filter((one) => one.entry.DetailType === of && detailOf(one).orderId === orderId);
        expect(copies).toHaveLength(2);
        expect(copies[0]?.entry.Detail).toBe(copies[1]?.entry.Detail);
        expect('metadata' in JSON.parse(copies[0]?.entry.Detail ?? '')).toBe(sameEventId);
      }
    }
    expect(plan.orders.flatMap((order) => order.duplicates)).toHaveLength(6);
  });

  test('what is not malformed keeps the contract; each malformed event breaks it', async () => {
    const bus = fakeBus();
    await orderManager({ ...bus, sendMessage }).publish(plan);
    const bodies = bus.taken.map(({ entry }, index) =>
      JSON.stringify({
        id: `bus-${index}`,
        'detail-type': entry.DetailType,
        source: entry.Source,
        time: '2026-11-24T09:00:00Z',
        detail: JSON.parse(entry.Detail ?? ''),
      }),
    );
    const marked = (body: string) => plan.malformed.filter(({ marker }) => body.includes(marker));

    for (const body of bodies) {
      if (marked(body).length === 0) expect(() => parseEvent(body)).not.toThrow();
      else expect(() => parseEvent(body)).toThrow(EventViolation);
    }
    const kinds = [...bodies, ...stray].flatMap(marked).map(({ kind }) => kind);
    expect(new Set(kinds)).toEqual(new Set(plan.malformed.map(({ kind }) => kind)));
  });

  test('entries that the bus rejects are sent again, those alone', async () => {
    const bus = fakeBus([1, 3]);
    const entries = ['a', 'b', 'c', 'd'].map((Detail) => ({ Source: 's', DetailType: 't', Detail }));

    const ids = await putEvents(bus, entries);

    expect(bus.taken.map(({ entry }) => entry.Detail)).toEqual(['a', 'c', 'b', 'd']);
    expect(ids).toEqual(['bus-1', 'bus-3', 'bus-2', 'bus-4']);
    expect(bus.sizes).toEqual([4, 2]);
  });

  test('an entry that the bus never takes is an error that names it', async () => {
    const bus = fakeBus(Array.from({ length: 100 }, (_, index) => index));

    await expect(putEvents(bus, [{ Source: 's', DetailType: 'Order Created', Detail: '{}' }])).rejects.toThrow(
      '1 of 1 events rejected 10 times; Order Created: ThrottlingException: slow down',
    );
  });

  test('a plan with messages past the bus needs a way to send them', async () => {
    await expect(orderManager(fakeBus()).publish(plan)).rejects.toThrow('sendMessage is needed');
  });

  test('stops when told to, and tells its progress', async () => {
    const bus = fakeBus();
    const stop = new AbortController();
    const told: number[] = [];
    const onProgress = ({ sent }: { sent: number }) => {
      told.push(sent);
      if (sent >= 20) stop.abort();
    };

    const { sent } = await orderManager({ ...bus, sendMessage, onProgress, signal: stop.signal }).publish(plan);

    expect(sent).toBe(told.at(-1));
    expect(sent).toBeLessThan(plannedEvents(plan).length);
  });
});

describe('the barista', () => {
  const scheduled = (orderId: string, readyAfterMs: number, nowMs: number) => ({
    id: `event-${orderId}`,
    'detail-type': 'Delivery Scheduled',
    source: 'coffee-shop.order-processor',
    time: '2026-11-24T09:00:00Z',
    detail: { orderId, shopId: 'astoria', readyAt: new Date(nowMs + readyAfterMs).toISOString() },
  });
  const settled = () => new Promise((resolve) => setImmediate(resolve));
  const fail = (error: unknown) => {
    throw error;
  };

  test('calls an order ready at its time, once however often it is told', async () => {
    const bus = fakeBus();
    const startMs = bus.clock.now();
    const { onEvent } = barista({ ...bus, onError: fail });

    onEvent(scheduled('o-1', 90_000, startMs));
    onEvent(scheduled('o-1', 90_000, startMs));
    await settled();

    expect(bus.taken).toHaveLength(1);
    expect(bus.taken[0]?.atMs).toBe(startMs + 90_000);
    expect(bus.taken[0]?.entry).toMatchObject({ DetailType: 'Order Ready', Source: 'coffee-shop.order-manager' });
    expect(bus.taken.map(detailOf)).toEqual([
      { orderId: 'o-1', shopId: 'astoria', timestamp: new Date(startMs + 90_000).toISOString() },
    ]);
  });

  test('the instant one does not wait, and sends what piles up together', async () => {
    const bus = fakeBus();
    const startMs = bus.clock.now();
    const { onEvent, stop } = barista({ ...bus, instant: true, onError: fail });

    for (let n = 1; n <= 12; n++) onEvent(scheduled(`o-${n}`, 90_000, startMs));
    await settled();
    onEvent(scheduled('o-13', 90_000, startMs));
    await stop();

    expect(bus.taken.every(({ atMs }) => atMs === startMs)).toBe(true);
    expect(bus.sizes).toEqual([1, 10, 1, 1]);
  });

  test('other events are left alone, and so is everything after going home', async () => {
    const bus = fakeBus();
    const { onEvent, stop } = barista({ ...bus, instant: true, onError: fail });

    onEvent({ ...scheduled('o-1', 0, 0), 'detail-type': 'Order Fulfilled' });
    await stop();
    onEvent(scheduled('o-2', 0, 0));
    await settled();

    expect(bus.taken).toEqual([]);
  });

  test('an order it cannot announce is told, and does not stop the next', async () => {
    const bus = fakeBus([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    const errors: unknown[] = [];
    const { onEvent } = barista({ ...bus, instant: true, onError: (error) => errors.push(String(error)) });

    onEvent(scheduled('o-1', 0, 0));
    await settled();
    onEvent(scheduled('o-2', 0, 0));
    await settled();

    expect(errors).toEqual([expect.stringContaining('Order Ready: ThrottlingException')]);
    expect(bus.taken.map((one) => detailOf(one).orderId)).toEqual(['o-2']);
  });
});
