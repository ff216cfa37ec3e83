import { codes } from 'currency-codes';
import { fromStripeAmount, stripeScale, toStripeAmount } from '../../../../../stages/payment/gateway/amounts';

const zeroDecimal = ['BIF', 'CLP', 'DJF', 'GNF', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'VND', 'VUV', 'XAF', 'XOF', 'XPF'];
const threeDecimal = ['BHD', 'JOD', 'KWD', 'OMR', 'TND'];

describe('an order total in the unit of Stripe', () => {
  test.each([
    ...zeroDecimal.map((currency): [number, string, number] => [450, currency, 450]),
    ...threeDecimal.map((currency): [number, string, number] => [1_200, currency, 1_200]),
    [650, 'ISK', 65_000],
    [12_000, 'UGX', 1_200_000],
    [1_450_000, 'MGA', 14_500],
    [145_000, 'HUF', 145_000],
    [14_505, 'TWD', 14_505],
    [5_000_000, 'IDR', 5_000_000],
    [30, 'USD', 30],
  ])('%i minor units of %s are sent as %i, and read back the same', (amount, currency, sent) => {
    expect(toStripeAmount({ amount, currency })).toEqual({ amount: sent });
    expect(fromStripeAmount(sent, currency.toLowerCase())).toEqual({ amount });
  });

  test.each([
    [1_450_050, 'MGA', 100],
    [1, 'MGA', 100],
    ...threeDecimal.map((currency): [number, string, number] => [1_234, currency, 10]),
  ])('%i minor units of %s cannot be sent: Stripe takes multiples of %i only', (amount, currency, multipleOf) => {
    expect(toStripeAmount({ amount, currency })).toEqual({ problem: { reason: 'not-a-multiple', multipleOf } });
  });

  test.each(['IQD', 'LYD', 'CLF', 'UYW', 'UYI', 'XAU', 'ABC', 'usd'])(
    '%s cannot be sent: its unit is unknown',
    (currency) => {
      expect(toStripeAmount({ amount: 1_000, currency })).toEqual({ problem: { reason: 'unknown-unit' } });
    },
  );

  test('an amount that JavaScript does not hold exactly cannot be sent', () => {
    const problem = { reason: 'not-a-safe-integer' };
    expect(toStripeAmount({ amount: 14.5, currency: 'USD' })).toEqual({ problem });
    expect(toStripeAmount({ amount: Number.MAX_SAFE_INTEGER, currency: 'ISK' })).toEqual({ problem });
    expect(fromStripeAmount(Number.MAX_SAFE_INTEGER, 'mga')).toEqual({ problem });
  });

  test('of every currency that Stripe counts comes back unchanged', () => {
    for (const currency of codes().filter((code) => stripeScale(code))) {
      for (const amount of [0, 100, 1_000, 123_400, 99_999_900]) {
        const sent = toStripeAmount({ amount, currency });
        expect(sent).toEqual({ amount: expect.any(Number) });
        if ('amount' in sent)
          expect([currency, fromStripeAmount(sent.amount, currency)]).toEqual([currency, { amount }]);
      }
    }
  });
});

describe('an amount that Stripe reports', () => {
  test.each(['isk', 'ugx'])('in %s has no counterpart unless its decimals are 00', (currency) => {
    expect(fromStripeAmount(65_050, currency)).toEqual({ problem: { reason: 'not-a-multiple', multipleOf: 100 } });
  });

  test('in a three-decimal currency is read to its last digit', () => {
    expect(fromStripeAmount(1_234, 'bhd')).toEqual({ amount: 1_234 });
  });

  test('in an unknown currency has no counterpart', () => {
    expect(fromStripeAmount(1_000, 'abc')).toEqual({ problem: { reason: 'unknown-unit' } });
  });
});
