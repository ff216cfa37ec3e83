import { arrivalWindowMs, compression } from '../../../../local/demo/traffic';

test('a run of any size is open long enough for a shop to be seen open and then closed', () => {
  expect(arrivalWindowMs(1, 10)).toBeGreaterThanOrEqual(60_000);
});

test('twice the orders take twice the time, and a faster clock leaves their rate per real second alone', () => {
  expect(arrivalWindowMs(8_000, 10)).toBe(2 * arrivalWindowMs(4_000, 10));
  expect(arrivalWindowMs(4_000, 20) / 20).toBe(arrivalWindowMs(4_000, 10) / 10);
});

test("a till's hours are pressed into the window, its minutes are not drawn out", () => {
  expect(compression([0, 1_000, 360_000_000], 60_000)).toBe(6_000);
  expect(compression([5_000, 6_000], 60_000)).toBe(1);
  expect(compression([5_000], 60_000)).toBe(1);
});
