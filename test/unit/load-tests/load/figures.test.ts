import { bucketsOf, figuresOf, isGood, spansOf } from '../../../../load-tests/load/figures';
import { Observations, type ObservedOrder } from '../../../../load-tests/load/observations';
import { reportPage } from '../../../../load-tests/load/page';

const START = Date.parse('2026-11-27T08:00:00Z');

const order = (number: number, given: Partial<ObservedOrder> = {}): ObservedOrder => ({
  orderId: `load-1-${number}`,
  total: 300,
  currency: 'USD',
  placedAtMs: START + number * 1_000,
  publishedAtMs: START + number * 1_000 + 100,
  ...given,
});

const fulfilled = (number: number, latencyMs: number): ObservedOrder => {
  const placed = order(number);
  const atMs = (placed.publishedAtMs ?? 0) + latencyMs;
  return { ...placed, ended: { orderId: placed.orderId, type: 'Order Fulfilled', atMs } };
};

const run = (orders: ObservedOrder[]) =>
  figuresOf({
    runId: 'load-1',
    target: 'a <bus>',
    machine: 'a laptop',
    phases: [
      { name: 'warm-up', duration: 5 },
      { name: 'soak', duration: 10 },
    ],
    orders,
    backlog: [{ atMs: START + 1_000, messages: { 'x-payment.fifo': 3, 'x-inventory-ingress': 1 } }],
    memory: [],
    deadLettersAdded: 0,
    circuitsOpened: 0,
    counted: null,
    audit: { findings: [], invariants: { queuesDrained: true }, notCovered: [] },
    artilleryExitCode: 0,
  });

describe('the figures of a load test', () => {
  test('an order that was published and never ended is lost, and the run failed', () => {
    const figures = run([fulfilled(0, 500), order(1)]);
    expect(figures.orders).toMatchObject({ placed: 2, published: 2, fulfilled: 1, lost: 1, unpublished: 0 });
    expect(isGood(figures)).toBe(false);
  });

  test('an order that ended after its customer gave it up stays lost', () => {
    expect(run([{ ...fulfilled(0, 500), lost: true }]).orders).toMatchObject({ fulfilled: 1, lost: 1 });
  });

  test('an order that failed is no fulfilled one', () => {
    const failed = order(0, { ended: { orderId: 'load-1-0', type: 'Order Failed', atMs: START + 500 } });
    expect(run([failed]).orders).toMatchObject({ fulfilled: 0, unfulfilled: 1, lost: 0 });
    expect(isGood(run([failed]))).toBe(false);
  });

  test('a customer who could not publish counts, and fails the run', () => {
    const { publishedAtMs: _, ...stopped } = order(1);
    const figures = run([fulfilled(0, 500), stopped]);
    expect(figures.orders).toMatchObject({ published: 1, unpublished: 1, lost: 0 });
    expect(isGood(figures)).toBe(false);
  });

  test('a run without orders proves nothing', () => {
    expect(isGood(run([]))).toBe(false);
    expect(isGood(run([fulfilled(0, 500)]))).toBe(true);
  });

  test('latency is from published to fulfilled', () => {
    expect(run([fulfilled(0, 100), fulfilled(1, 200), fulfilled(2, 900)]).latencyMs).toEqual({
      p50: 200,
      p95: 900,
      p99: 900,
    });
  });

  test('a stretch in which nothing was fulfilled has no latency', () => {
    const [first, second] = bucketsOf([fulfilled(0, 100), order(3)], START, 4);
    expect(first).toEqual({
      fromSecond: 0,
      placedPerSecond: 0.5,
      fulfilledPerSecond: 0.5,
      latencyMs: { p50: 100, p95: 100, p99: 100 },
    });
    expect(second?.latencyMs).toBeNull();
  });

  test('phases follow one another', () => {
    expect(spansOf([{ name: 'ramp', duration: 30 }, { duration: 5 }])).toEqual([
      { name: 'ramp', fromSecond: 0, seconds: 30 },
      { name: 'phase', fromSecond: 30, seconds: 5 },
    ]);
  });

  test('the page holds the figures, needs no other file, and escapes what it is told', () => {
    const page = reportPage(run([fulfilled(0, 500), order(1)]));
    expect(page).toContain('>failed<');
    expect(page).toContain('a &lt;bus&gt;');
    expect(page).not.toMatch(/(src|href)=/);
    expect(page).not.toContain('NaN');
  });

  test('a run without orders begins with the first look at its queues, not in 1970', () => {
    const figures = run([]);
    expect(figures.startedAt).toBe('2026-11-27T08:00:01.000Z');
    expect(figures.backlog).toEqual([expect.objectContaining({ atSecond: 0 })]);
  });

  test('a run that was stopped before its first order has a page, too', () => {
    expect(reportPage(run([]))).not.toMatch(/NaN|Infinity/);
  });
});

describe('what a run observes', () => {
  const event = (orderId: string, type: string) => ({
    id: `${orderId}-${type}`,
    'detail-type': type,
    source: 'coffee-shop.order-processor',
    time: '2026-11-27T08:00:00Z',
    detail: { orderId },
  });

  test('other traffic of the bus is none of its own', () => {
    const observations = new Observations('load-1');
    expect(observations.isOwn(event('load-1-aa-1', 'Order Fulfilled'))).toBe(true);
    expect(observations.isOwn(event('load-11-aa-1', 'Order Fulfilled'))).toBe(false);
    expect(observations.isOwn({ ...event('x', 'Order Ready'), detail: {} })).toBe(false);
  });

  test('an order ends once, with its first final event', () => {
    const observations = new Observations('load-1');
    observations.hear({ told: 'placed', orderId: 'load-1-1', total: 300, currency: 'USD' }, START);
    expect(observations.see(event('load-1-1', 'Payment Processed'), START + 1)).toBeUndefined();
    expect(observations.see(event('load-1-1', 'Order Fulfilled'), START + 2)).toMatchObject({ atMs: START + 2 });
    expect(observations.see(event('load-1-1', 'Order Fulfilled'), START + 3)).toBeUndefined();
    expect(observations.events).toHaveLength(3);
  });
});
