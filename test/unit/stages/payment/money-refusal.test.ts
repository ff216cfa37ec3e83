import { amountRefusal, currencyRefusal } from '../../../../stages/payment/money-refusal';

describe('a currency', () => {
  const accepted = new Set(['EUR', 'USD']);

  test.each(['ABC', 'XBT', 'usd', 'XXX', 'HRK'])('a currency %s is refused: it is not in ISO 4217', (currency) => {
    expect(currencyRefusal(currency, accepted)).toEqual({
      code: 'INVALID_CURRENCY',
      message: `currency: must be an ISO 4217 code, got ${currency}`,
    });
  });

  test('a currency that the shop does not accept is refused, with the accepted ones in the message', () => {
    expect(currencyRefusal('JPY', accepted)).toEqual({
      code: 'CURRENCY_NOT_ACCEPTED',
      message: 'currency: must be one that the shop accepts (EUR, USD), got JPY',
    });
  });

  test('a currency is taken if the shop accepts it, or accepts all', () => {
    expect(currencyRefusal('USD', accepted)).toBeUndefined();
    expect(currencyRefusal('JPY', undefined)).toBeUndefined();
    expect(currencyRefusal('XCG', undefined)).toBeUndefined();
  });
});

describe('a total that the gateway cannot charge is refused', () => {
  test.each([
    [30, 'USD', 'AMOUNT_TOO_SMALL', 'total: must be at least 0.50 USD, got 0.30 USD'],
    [49, 'JPY', 'AMOUNT_TOO_SMALL', 'total: must be at least 50 JPY, got 49 JPY'],
    [17_499, 'HUF', 'AMOUNT_TOO_SMALL', 'total: must be at least 175.00 HUF, got 174.99 HUF'],
    [1_450_050, 'MGA', 'INVALID_AMOUNT', 'total: must be a multiple of 1.00 MGA, got 14,500.50 MGA'],
    [1_234, 'BHD', 'INVALID_AMOUNT', 'total: must be a multiple of 0.010 BHD, got 1.234 BHD'],
    [1_001, 'JOD', 'INVALID_AMOUNT', 'total: must be a multiple of 0.010 JOD, got 1.001 JOD'],
    [1_001, 'KWD', 'INVALID_AMOUNT', 'total: must be a multiple of 0.010 KWD, got 1.001 KWD'],
    [1_001, 'OMR', 'INVALID_AMOUNT', 'total: must be a multiple of 0.010 OMR, got 1.001 OMR'],
    [1_001, 'TND', 'INVALID_AMOUNT', 'total: must be a multiple of 0.010 TND, got 1.001 TND'],
    [
      1_000_000_000_000,
      'USD',
      'AMOUNT_TOO_LARGE',
      'total: must be at most 9,999,999,999.99 USD, got 10,000,000,000.00 USD',
    ],
    [10_000_000_000, 'ISK', 'AMOUNT_TOO_LARGE', 'total: must be at most 9,999,999,999 ISK, got 10,000,000,000 ISK'],
    [
      Number.MAX_SAFE_INTEGER,
      'UGX',
      'AMOUNT_TOO_LARGE',
      'total: must be at most 9,999,999,999 UGX, got 9,007,199,254,740,991 UGX',
    ],
    [1_000, 'IQD', 'CURRENCY_NOT_ACCEPTED', 'currency: must be one that the payment gateway charges, got IQD'],
  ])('a total of %i minor units of %s is refused: %s', (amount, currency, code, message) => {
    expect(amountRefusal({ amount, currency })).toEqual({ code, message });
  });
});

test.each([
  [50, 'USD'],
  [30, 'GBP'],
  [999_999_999_999, 'USD'],
  [650, 'ISK'],
  [12_000, 'UGX'],
  [450, 'JPY'],
  [145_000, 'HUF'],
  [5_000_000, 'IDR'],
  [1_200, 'BHD'],
  [1_450_000, 'MGA'],
  [99_999_999_999_900, 'MGA'],
  [1, 'BIF'],
])('a total of %i minor units of %s goes to the gateway', (amount, currency) => {
  expect(amountRefusal({ amount, currency })).toBeUndefined();
});
