import { scaledClock } from '../../../src/clock/clock';
import { timeSince } from '../../../src/clock/origin';

const DAY_MS = 86_400_000;

describe('the scaled clock', () => {
  it('starts where it is told to', () => {
    const startMs = Date.parse('2030-01-01T00:00:00Z');

    expect(new Date(scaledClock({ startMs }).now()).getUTCFullYear()).toBe(2030);
  });

  it('shows the same time to whoever knows its origin', () => {
    const clock = scaledClock({ scale: 1_000_000, startMs: 0 });
    const elsewhere = timeSince(structuredClone(clock.origin));

    const before = clock.now();
    const seen = elsewhere();

    expect(seen).toBeGreaterThanOrEqual(before);
    expect(seen).toBeLessThanOrEqual(clock.now() + 1);
  });

  it('lets a fortnight pass in an instant, and has reached the moment when it wakes someone', async () => {
    const clock = scaledClock({ scale: 14 * DAY_MS });
    const dueMs = clock.now() + 14 * DAY_MS;

    await clock.sleep(14 * DAY_MS);

    expect(clock.now()).toBeGreaterThanOrEqual(dueMs);
  });

  it('wakes sleepers in the order of their moments', async () => {
    const clock = scaledClock({ scale: 1_000 });
    const woken: string[] = [];

    await Promise.all([
      clock.sleep(60_000).then(() => woken.push('second')),
      clock.sleep(20_000).then(() => woken.push('first')),
    ]);

    expect(woken).toEqual(['first', 'second']);
  });

  it('asks for no negative delay when the moment comes while it is asked for', async () => {
    const { bigint } = process.hrtime;
    let preemptedNs = 0n;
    const time = jest.spyOn(process.hrtime, 'bigint').mockImplementation(() => {
      preemptedNs += 5_000_000n;
      return bigint() + preemptedNs;
    });
    const timeout = jest.spyOn(globalThis, 'setTimeout');
    try {
      await scaledClock({ scale: 5 }).sleep(0);
      expect(timeout.mock.calls.map(([, delayMs]) => delayMs)).toEqual([0]);
    } finally {
      time.mockRestore();
      timeout.mockRestore();
    }
  });

  it('runs slower when it is told to, for whoever knows its origin, and never goes back', () => {
    const clock = scaledClock({ scale: 1_000_000, startMs: 0 });
    const elsewhere = timeSince(structuredClone(clock.origin));
    const passedIn = (work: () => void): number => {
      const before = elsewhere();
      work();
      return elsewhere() - before;
    };
    const spin = () => {
      for (let turns = 0; turns < 100_000; turns++) clock.now();
    };

    const before = clock.now();
    const atFullScale = passedIn(spin);
    clock.slowTo(0.001);
    const slowed = passedIn(spin);

    expect(elsewhere()).toBeGreaterThanOrEqual(before);
    expect(slowed).toBeLessThan(atFullScale / 10);
  });

  it('wakes nobody before his moment when it was slowed down meanwhile', async () => {
    const clock = scaledClock({ scale: 1_000 });
    const dueMs = clock.now() + 20_000;
    const sleeping = clock.sleep(20_000);
    clock.slowTo(0.5);

    await sleeping;

    expect(clock.now()).toBeGreaterThanOrEqual(dueMs);
  });

  it.each([0, -1, 1.5, Number.NaN])('refuses to run at %p of its scale', (share) => {
    expect(() => scaledClock({ scale: 5 }).slowTo(share)).toThrow(RangeError);
  });

  it('does not run what was cancelled', async () => {
    const clock = scaledClock({ scale: 1_000 });
    const action = jest.fn();

    clock.schedule(1_000, action)();
    await clock.sleep(10_000);

    expect(action).not.toHaveBeenCalled();
  });

  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('refuses the scale %p', (scale) => {
    expect(() => scaledClock({ scale })).toThrow(RangeError);
  });

  describe('with delays beyond what a timer can hold', () => {
    it('does not fire at once', async () => {
      const clock = scaledClock();
      const action = jest.fn();

      const cancel = clock.schedule(60 * DAY_MS, action);
      await clock.sleep(20);

      expect(action).not.toHaveBeenCalled();
      cancel();
    });

    it('arms again for what is left', () => {
      jest.useFakeTimers({ doNotFake: ['Date'] });
      try {
        const clock = scaledClock();
        const action = jest.fn();
        clock.schedule(40 * DAY_MS, action);

        jest.advanceTimersByTime(39 * DAY_MS);
        expect(action).not.toHaveBeenCalled();

        jest.advanceTimersByTime(2 * DAY_MS);
        expect(action).toHaveBeenCalledTimes(1);
      } finally {
        jest.useRealTimers();
      }
    });
  });
});
