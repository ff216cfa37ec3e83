import { ago, counted, duration, perSecond } from '../../../../../local/console/page/format.js';
import { barPath, ceiling, HEIGHT, linePath, timeCeiling, WIDTH } from '../../../../../local/console/page/scale.js';

test.each([
  [undefined, '–'],
  [0, '0ms'],
  [840.4, '840ms'],
  [999.7, '1.0s'],
  [2_449, '2.4s'],
  [9_960, '10s'],
  [13_000, '13s'],
  [59_700, '1m'],
  [65_000, '1m 5s'],
  [3_605_000, '1h'],
  [90_061_000, '1d 1h'],
])('%j milliseconds are %s', (ms, said) => expect(duration(ms)).toBe(said));

test.each([
  [0, 'just now'],
  [1_999, 'just now'],
  [4_900, '4s ago'],
  [59_999, '59s ago'],
  [61_500, '1m 1s ago'],
])('%i milliseconds back are %s', (ms, said) => expect(ago(ms)).toBe(said));

test('rates and counts', () => {
  expect([undefined, 0, 0.42, 9.96, 12.4].map(perSecond)).toEqual(['0/s', '0/s', '0.4/s', '10/s', '12/s']);
  expect([0, 1, 2].map((count) => counted(count, 'order'))).toEqual(['0 orders', '1 order', '2 orders']);
});

test('a scale ends at a round number that holds every value', () => {
  expect([0.3, 1, 1.1, 20, 21, 480].map(ceiling)).toEqual([0.5, 1, 2, 20, 50, 500]);
  expect([0, 1_001, 20_001, 61_000, 7_200_000, 7_200_001].map(timeCeiling)).toEqual([
    200, 2_000, 60_000, 120_000, 7_200_000, 14_400_000,
  ]);
});

test('a line breaks where nothing was measured, and stays inside its place', () => {
  const path = linePath([0, 10, undefined, 5], 10);
  expect(path.match(/M/g)).toHaveLength(2);
  const heights = [...path.matchAll(/[ML]\S+ ([\d.]+)/g)].map(([, y]) => Number(y));
  expect(heights).toHaveLength(3);
  expect(Math.min(...heights)).toBeGreaterThan(0);
  expect(Math.max(...heights)).toBeLessThan(HEIGHT);
  expect(heights[2]).toBe(HEIGHT / 2);
});

test('a bar per value that is not zero, each at its place', () => {
  expect(barPath([0, 0], 1)).toBe('');
  expect(barPath([0, 4], 4)).toBe(`M${(WIDTH / 2).toFixed(1)} ${HEIGHT}V0.0h${(WIDTH * 0.4).toFixed(1)}V${HEIGHT}z`);
});
