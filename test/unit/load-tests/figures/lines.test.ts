import { linesByFolder, linesIn } from '../../../../load-tests/figures/lines';

describe('the lines of a text', () => {
  test.each([
    ['', 0],
    ['one\n', 1],
    ['one\n\nthree\n', 3],
    ['one\nno line end', 1],
  ])('of %j are counted as wc -l does', (text, lines) => expect(linesIn(text)).toBe(lines));
});

describe('lines by folder', () => {
  const files = [
    { path: 'stages/payment/charge.ts', lines: 131 },
    { path: 'pipeline/batch/record.ts', lines: 52 },
    { path: 'pipeline/orders/order.ts', lines: 90 },
    { path: 'vite.config.ts', lines: 7 },
    { path: 'test/unit/stages/kit.ts', lines: 300 },
    { path: 'aws-local/test/kit.ts', lines: 20 },
    { path: 'pipeline/batch/record.test.ts', lines: 5 },
  ];

  test('sum what is under each top-level folder, the largest first', () => {
    expect(Object.entries(linesByFolder(files).folders)).toEqual([
      ['pipeline', 142],
      ['stages', 131],
      ['.', 7],
    ]);
  });

  test('count tests apart, whatever folder they are in', () => expect(linesByFolder(files).tests).toBe(325));
});
