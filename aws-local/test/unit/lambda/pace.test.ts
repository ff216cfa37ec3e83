import { paceFor } from '../../../src/lambda/pace';

describe('the pace of a clock', () => {
  it.each([
    ['nothing runs', 5, 0, 0],
    ['each thread has a processor', 5, 100, 100],
    ["V8's own threads work too", 5, 180, 100],
    ['two threads share a processor at five times real time', 5, 50, 100],
    ['each thread has a processor, at a hundred times real time', 100, 100, 100],
  ])('is its full scale while %s', (_, scale, cpuMs, busyMs) => {
    expect(paceFor(scale, cpuMs, busyMs)).toBe(1);
  });

  it('is slower, the longer threads wait for a processor', () => {
    expect(paceFor(5, 25, 100)).toBeCloseTo(0.5);
    expect(paceFor(5, 10, 100)).toBeCloseTo(0.2);
  });

  it('gives handlers the same time for their work at any scale', () => {
    for (const scale of [5, 7, 10]) expect(scale * paceFor(scale, 10, 100)).toBeCloseTo(1);
  });

  it('never stands still', () => {
    expect(paceFor(5, 0, 1_000)).toBeGreaterThan(0);
  });
});
