import { stripeScale } from './amounts';

/**
 * The least that Stripe charges, in Stripe's unit:
 * https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts.
 *
 * Stripe's table goes by the currency in which the account settles. An account that settles in another currency has the
 * equivalent of that one's minimum, which only Stripe knows. The same holds for currencies that are missing here.
 */
const MINIMUM: ReadonlyMap<string, number> = new Map(
  Object.entries({
    AED: 200,
    AUD: 50,
    BRL: 50,
    CAD: 50,
    CHF: 50,
    CZK: 1_500,
    DKK: 250,
    EUR: 50,
    GBP: 30,
    HKD: 400,
    HUF: 17_500,
    INR: 50,
    JPY: 50,
    MXN: 1_000,
    MYR: 200,
    NOK: 300,
    NZD: 50,
    PLN: 200,
    RON: 200,
    SEK: 300,
    SGD: 50,
    THB: 1_000,
    USD: 50,
  }),
);

/**
 * The most that Stripe charges to a card, in Stripe's unit: 12 digits. Some payment methods, cards and currencies have
 * a lower maximum, of 8 digits or more. There Stripe's own answer (`amount_too_large`) counts: the card is not known.
 */
const MAXIMUM = 999_999_999_999;

/** In ISO 4217 minor units. */
export interface AmountLimits {
  /** Missing where Stripe documents none. */
  readonly minimum?: number;
  readonly maximum: number;
}

/**
 * Gives the documented limits of one charge.
 * @param currency ISO 4217 code in upper case.
 * @returns undefined if Stripe documents no unit for the currency.
 * @example amountLimits('USD') // { minimum: 50, maximum: 999999999999 }
 */
export const amountLimits = (currency: string): AmountLimits | undefined => {
  const scale = stripeScale(currency);
  if (!scale) return undefined;
  const { minorUnits, stripeUnits } = scale;
  const minimum = MINIMUM.get(currency);
  return {
    ...(minimum !== undefined && { minimum: (minimum / stripeUnits) * minorUnits }),
    maximum: Math.floor(MAXIMUM / stripeUnits) * minorUnits,
  };
};
