import { arrivedIn, Rates } from '../../../../local/console/rates';
import { flowOf, shared } from '../../../../local/console/snapshot';

test('arrivals and latencies are counted by slice; empty slices are there too', () => {
  const rates = new Rates({ sliceMs: 100, kept: 3 });
  rates.record({ place: 'payment' }, 1_010);
  rates.record({ place: 'payment' }, 1_090);
  rates.record({ place: 'kitchen', serviceMs: 40 }, 1_210);
  rates.record({}, 1_220);
  expect(rates.slices(1_250)).toEqual([
    { fromMs: 1_000, arrivals: { payment: 2 } },
    { fromMs: 1_100, arrivals: {} },
    { fromMs: 1_200, arrivals: { kitchen: 1 }, latency: { p50: 40, p95: 40, p99: 40 } },
  ]);
});

test('what is older than the slices kept is forgotten', () => {
  const rates = new Rates({ sliceMs: 100, kept: 2 });
  rates.record({ place: 'payment' }, 50);
  rates.record({ place: 'payment' }, 250);
  expect(rates.slices(250).map(({ arrivals }) => arrivals)).toEqual([{}, { payment: 1 }]);
  expect(rates.slices(1_000).map(({ arrivals }) => arrivals)).toEqual([{}, {}]);
});

test('the flow says how many orders are where, and how many came in the last minute', () => {
  const old = { fromMs: 0, arrivals: { payment: 100 } };
  const lastMinute = Array.from({ length: 12 }, (_, at) => ({ fromMs: (at + 1) * 5_000, arrivals: { payment: 1 } }));
  const counts = { payment: 3, inventory: 0, fulfillment: 0, kitchen: 0, fulfilled: 9, failed: 0, cancelled: 0 };
  const flow = flowOf(counts, [old, ...lastMinute]);
  expect(flow[0]).toEqual({ place: 'payment', now: 3, lastMinute: 12 });
  expect(flow[4]).toEqual({ place: 'fulfilled', now: 9, lastMinute: 0 });
  expect(arrivedIn([old, ...lastMinute], 'payment', 13)).toBe(112);
});

describe('an answer that several pages share', () => {
  test('is read once while it is fresh, also while it is being read', async () => {
    let nowMs = 0;
    let reads = 0;
    const answer = shared(
      100,
      async () => ++reads,
      () => nowMs,
    );
    expect(await Promise.all([answer.read(), answer.read()])).toEqual([1, 1]);
    nowMs = 99;
    expect(await answer.read()).toBe(1);
    nowMs = 100;
    expect(await answer.read()).toBe(2);
  });

  test('is read anew once something has changed, also if it was just being read', async () => {
    let reads = 0;
    const answer = shared(
      100,
      async () => ++reads,
      () => 0,
    );
    const underWay = answer.read();
    answer.forget();
    expect(await Promise.all([underWay, answer.read(), answer.read()])).toEqual([1, 2, 2]);
  });

  test('is not kept if it is a failure', async () => {
    let reads = 0;
    const answer = shared(
      100,
      async () => {
        reads += 1;
        if (reads === 1) throw new Error('no table');
        return reads;
      },
      () => 0,
    );
    await expect(answer.read()).rejects.toThrow('no table');
    expect(await answer.read()).toBe(2);
  });
});
