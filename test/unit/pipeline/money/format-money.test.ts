import { formatMoney } from '../../../../pipeline/money/format-money';

test.each([
  [145_000, 'HUF', '1,450.00 HUF'],
  [5_000_000, 'IDR', '50,000.00 IDR'],
  [450, 'JPY', '450 JPY'],
  [650, 'ISK', '650 ISK'],
  [12_000, 'UGX', '12,000 UGX'],
  [1_200, 'BHD', '1.200 BHD'],
  [1_450_050, 'MGA', '14,500.50 MGA'],
  [30, 'USD', '0.30 USD'],
  [5, 'KWD', '0.005 KWD'],
  [0, 'EUR', '0.00 EUR'],
  [-123_456, 'USD', '-1,234.56 USD'],
  [Number.MAX_SAFE_INTEGER, 'USD', '90,071,992,547,409.91 USD'],
])('%i minor units of %s are shown as %s', (minorUnits, currency, shown) => {
  expect(formatMoney(minorUnits, currency)).toBe(shown);
});

test('an amount whose currency has no known decimal places is shown in its own unit', () => {
  expect(formatMoney(1_450, '??')).toBe('1450 ??');
});

test('what is not a whole number of minor units is shown as it is', () => {
  expect(formatMoney(14.5, 'USD')).toBe('14.5 USD');
});
