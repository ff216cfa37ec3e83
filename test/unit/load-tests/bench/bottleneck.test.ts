import { bottleneckOf } from '../../../../load-tests/bench/end-to-end';

describe('what held the rate down', () => {
  test.each([
    [
      'the environment’s thread, when it never rested',
      [950, 100, 100],
      /^the environment's one thread: environment 95%/,
    ],
    ['the CPU, when little of it was left', [300, 1_000, 500], /^CPU of 2 cores: .*handlers 100%/],
    [
      'waiting, or other programs, when much of it was',
      [100, 300, 100],
      /^waiting \(or other programs\), 50% of 200% CPU/,
    ],
  ] as const)('is %s', (_, [environmentMs, workersMs, databaseMs], said) => {
    expect(bottleneckOf({ environmentMs, workersMs, databaseMs }, 1_000, 2)).toMatch(said);
  });
});
