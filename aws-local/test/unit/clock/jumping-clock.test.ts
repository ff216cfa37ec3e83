import { jumpingClock } from '../../../src/clock/jumping-clock';

const START_MS = Date.UTC(2026, 10, 24);

describe('a jumping clock', () => {
  test('stands still until it jumps, and then goes to the moment of the earliest action', () => {
    const clock = jumpingClock(START_MS);
    const ran: string[] = [];
    clock.schedule(60_000, () => ran.push('a minute'));
    clock.schedule(5, () => ran.push('five milliseconds'));

    expect([clock.now(), clock.nextDueMs]).toEqual([START_MS, START_MS + 5]);
    clock.jump();
    expect([ran, clock.now()]).toEqual([['five milliseconds'], START_MS + 5]);
    clock.jump();
    expect([ran, clock.now()]).toEqual([['five milliseconds', 'a minute'], START_MS + 60_000]);
    expect(clock.jump()).toBe(false);
  });

  test('runs what is due at one moment one by one, in the order of scheduling', () => {
    const clock = jumpingClock(START_MS);
    const ran: number[] = [];
    for (const number of [1, 2, 3]) clock.schedule(10, () => ran.push(number));
    clock.jump();
    expect(ran).toEqual([1]);
    clock.jump();
    clock.jump();
    expect(ran).toEqual([1, 2, 3]);
  });

  test('forgets what was cancelled, and cannot be followed from another thread', () => {
    const clock = jumpingClock(START_MS);
    clock.schedule(10, () => undefined)();
    expect(clock.jump()).toBe(false);
    expect(() => clock.origin).toThrow('another thread');
  });
});
