import { refundSlice } from '../../../../../stages/payment/watcher/refund-slice';

const MIDNIGHT_MS = Date.UTC(2026, 10, 30);
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const slicesOf = (midnightMs: number) =>
  Array.from({ length: 24 }, (_, hour) => refundSlice(midnightMs + hour * HOUR_MS));

it('the slices of a day follow each other without a gap, from 36 days ago to now', () => {
  const slices = slicesOf(MIDNIGHT_MS);
  expect(slices[0]?.fromMs).toBe(MIDNIGHT_MS - 36 * DAY_MS);
  for (const [hour, { toMs }] of slices.slice(0, -1).entries()) expect(toMs).toBe(slices[hour + 1]?.fromMs);
  expect(slices.at(-1)?.toMs).toBeUndefined();
});

it('is the same in all of an hour', () => {
  const first = refundSlice(MIDNIGHT_MS + 7 * HOUR_MS);
  expect(refundSlice(MIDNIGHT_MS + 8 * HOUR_MS - 1)).toEqual(first);
  expect(refundSlice(MIDNIGHT_MS + 8 * HOUR_MS)).not.toEqual(first);
});

it('a refund is in one slice of each day, for 30 days after a post date five days later', () => {
  const createdMs = MIDNIGHT_MS - 12_345_678;
  for (let day = 0; day < 35; day += 1) {
    const containing = slicesOf(MIDNIGHT_MS + day * DAY_MS).filter(
      ({ fromMs, toMs = Number.POSITIVE_INFINITY }) => fromMs <= createdMs && createdMs < toMs,
    );
    expect([day, containing.length]).toEqual([day, 1]);
  }
});
