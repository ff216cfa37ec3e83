import { ManualClock } from '../../../src/clock/manual-clock';
import { type Batch, BatchCollector, type BatchLimits, fittingCount } from '../../../src/lambda/batch-collector';
import { compileMappingFilters } from '../../../src/lambda/mapping-limits';
import { SqsEngine } from '../../../src/sqs/engine';

const MIB = 1024 * 1024;

const collecting = () => {
  const clock = new ManualClock();
  const queue = new SqsEngine({ clock }).createQueue('orders', { VisibilityTimeout: '600' });
  const filtered: string[] = [];
  let polled = 0;
  const collector = new BatchCollector({
    queue,
    clock,
    onPolled: (count) => {
      polled += count;
    },
    onFiltered: (messages) => filtered.push(...messages.map(({ body }) => body)),
  });
  const stop = new AbortController();
  const send = (...bodies: string[]) => {
    for (let at = 0; at < bodies.length; at += 10)
      queue.send(bodies.slice(at, at + 10).map((body, index) => ({ id: String(index), body })));
  };
  const collect = (limits: Partial<BatchLimits> & { filters?: string[] }) => {
    const { filters = [], ...rest } = limits;
    const state: { batch?: Batch | undefined; done: boolean } = { done: false };
    const wholeLimits = { batchSize: 100, windowMs: 30_000, passes: compileMappingFilters(filters), ...rest };
    void collector.next(() => wholeLimits, stop.signal).then((batch) => Object.assign(state, { batch, done: true }));
    return state;
  };
  return { clock, collector, stop, send, collect, filtered, polled: () => polled };
};

const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 30; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};
const bodiesOf = (batch: Batch | undefined) => batch?.messages.map(({ body }) => body);

describe('collecting a batch', () => {
  it('goes on over many requests until the batch has its size', async () => {
    const { send, collect } = collecting();
    send(...Array.from({ length: 150 }, (_, index) => `order ${index}`));
    const first = collect({});
    await settled();
    expect(first.batch?.messages).toHaveLength(100);
    expect(first.batch?.full).toBe(true);
  });

  it('ends with the window, counted from the first message', async () => {
    const { clock, send, collect } = collecting();
    const first = collect({});
    clock.advance(10_000);
    await settled();
    send('espresso');
    await settled();
    clock.advance(20_000);
    await settled();
    send('latte');
    await settled();
    clock.advance(9_999);
    await settled();
    expect(first.done).toBe(false);
    clock.advance(1);
    await settled();
    expect(bodiesOf(first.batch)).toEqual(['espresso', 'latte']);
    expect(first.batch?.full).toBe(false);
    expect(clock.now() - (first.batch?.receivedMs ?? 0)).toBe(30_000);
  });

  it('takes what one request brings where there is no window', async () => {
    const { send, collect } = collecting();
    send('espresso', 'latte');
    const first = collect({ batchSize: 10, windowMs: 0 });
    await settled();
    expect(bodiesOf(first.batch)).toEqual(['espresso', 'latte']);
  });

  it('ends the window when it is told to stop', async () => {
    const { send, collect, stop } = collecting();
    send('espresso');
    const first = collect({});
    await settled();
    expect(first.done).toBe(false);
    stop.abort();
    await settled();
    expect(bodiesOf(first.batch)).toEqual(['espresso']);
  });

  // docs.aws.amazon.com/lambda/latest/dg/invocation-eventsourcemapping.html: the payload ends a batch at 6 MB.
  it('keeps what does not fit the payload of an invocation for the next batch', async () => {
    const { send, collect, collector } = collecting();
    for (let count = 0; count < 8; count += 1) send(`${count}${'x'.repeat(MIB - 1)}`);
    const first = collect({ batchSize: 10, windowMs: 0 });
    await settled();
    expect(bodiesOf(first.batch)?.map((body) => body[0])).toEqual(['0', '1', '2', '3', '4']);
    expect(first.batch?.full).toBe(true);
    expect(collector.holdsMessages).toBe(true);
    const second = collect({ batchSize: 10, windowMs: 0 });
    await settled();
    expect(bodiesOf(second.batch)?.map((body) => body[0])).toEqual(['5', '6', '7']);
    expect(collector.holdsMessages).toBe(false);
  });

  it('counts escaped characters as they travel', () => {
    expect(fittingCount([3 * MIB, 3 * MIB])).toBe(1);
    expect(fittingCount([3 * MIB, 2 * MIB, 1])).toBe(3);
    expect(fittingCount([7 * MIB, 1])).toBe(1);
    expect(fittingCount([])).toBe(0);
  });

  // docs.aws.amazon.com/lambda/latest/dg/with-sqs-filtering.html, the table of body formats and pattern formats.
  it('fills the batch with what the filters let through, and leaves out the rest', async () => {
    const { clock, send, collect, filtered, polled } = collecting();
    send('{"size":"L"}', '{"size":"S"}', 'no JSON', '"L"');
    const first = collect({ filters: ['{"body":{"size":["L"]}}'] });
    await settled();
    clock.advance(30_000);
    await settled();
    expect(bodiesOf(first.batch)).toEqual(['{"size":"L"}']);
    expect(filtered).toEqual(['{"size":"S"}', 'no JSON', '"L"']);
    expect(polled()).toBe(4);
  });

  it('matches plain text with a pattern of plain text, and JSON with none of these', async () => {
    const { send, collect, filtered } = collecting();
    send('latte', '{"body":"latte"}');
    const first = collect({ filters: ['{"body":["latte"]}'], batchSize: 1 });
    await settled();
    expect(bodiesOf(first.batch)).toEqual(['latte']);
    expect(filtered).toEqual([]);
    const second = collect({ filters: ['{"body":["latte"]}'], batchSize: 1 });
    await settled();
    expect(second).toEqual({ done: true, batch: undefined });
    expect(filtered).toEqual(['{"body":"latte"}']);
  });

  it('starts no window for a message that is filtered', async () => {
    const { clock, send, collect } = collecting();
    const filters = ['{"body":{"size":["L"]}}'];
    send('{"size":"S"}');
    const first = collect({ filters });
    await settled();
    expect(first).toEqual({ done: true, batch: undefined });
    const second = collect({ filters });
    clock.advance(15_000);
    send('{"size":"L"}');
    await settled();
    clock.advance(29_999);
    await settled();
    expect(second.done).toBe(false);
  });
});
