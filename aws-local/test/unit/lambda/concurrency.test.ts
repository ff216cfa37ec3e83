import { type BatchOutcome, nextConcurrency } from '../../../src/lambda/concurrency';

const concurrencyAfter = (outcomes: BatchOutcome[], maximum: number, start = Math.min(5, maximum)) =>
  outcomes.reduce((current, outcome) => nextConcurrency(current, outcome, maximum), start);

const times = (count: number, outcome: BatchOutcome): BatchOutcome[] => Array(count).fill(outcome);

describe('how many batches a mapping runs at a time', () => {
  it('grows with every full batch, up to the maximum', () => {
    expect(concurrencyAfter(times(3, 'full'), 20)).toBe(8);
    expect(concurrencyAfter(times(100, 'full'), 20)).toBe(20);
  });

  it('drifts back to where it started when batches are no longer full', () => {
    expect(concurrencyAfter([...times(10, 'full'), ...times(100, 'partly-filled')], 20)).toBe(5);
  });

  it('halves when an invocation fails, but never stops', () => {
    expect(concurrencyAfter(times(1, 'failed'), 20, 16)).toBe(8);
    expect(concurrencyAfter(times(10, 'failed'), 20, 16)).toBe(1);
  });

  it('recovers after failures', () => {
    expect(concurrencyAfter([...times(10, 'failed'), ...times(100, 'partly-filled')], 20)).toBe(5);
    expect(concurrencyAfter([...times(10, 'failed'), ...times(100, 'partly-filled')], 2)).toBe(2);
  });
});
