import { currencyDigits } from '../../../contracts/money/iso-4217';
import type { Money } from '../../../pipeline/orders/order-history';

const codes = (list: string): ReadonlySet<string> => new Set(list.split(' '));

/** https://docs.stripe.com/currencies#zero-decimal */
const ZERO_DECIMAL = codes('BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF');

/** Two decimals, which must be 00, although ISO 4217 has none: https://docs.stripe.com/currencies#special-cases */
const ZERO_DECIMAL_SENT_AS_TWO = codes('ISK UGX');

/** The last digit must be 0: https://docs.stripe.com/currencies#three-decimal */
const THREE_DECIMAL = codes('BHD JOD KWD OMR TND');

const stripeDigitsOf = (currency: string, isoDigits: number): number | undefined => {
  if (ZERO_DECIMAL.has(currency)) return 0;
  if (ZERO_DECIMAL_SENT_AS_TWO.has(currency)) return 2;
  if (THREE_DECIMAL.has(currency)) return 3;
  return isoDigits === 2 ? 2 : undefined;
};

/** Stripe's unit beside ISO 4217's minor unit; one of the two counts is 1. */
interface StripeScale {
  /** ISO minor units in one unit of Stripe's. */
  readonly minorUnits: number;
  /** Units of Stripe's in one ISO minor unit. */
  readonly stripeUnits: number;
  /** What an amount must be a multiple of to be charged, in ISO minor units. */
  readonly multipleOf: number;
}

/**
 * Gives the ratio between Stripe's unit and ISO 4217's minor unit.
 * @param currency in upper case.
 * @returns undefined if ISO 4217 does not have the currency, or Stripe documents no unit for it.
 */
export const stripeScale = (currency: string): StripeScale | undefined => {
  const isoDigits = currencyDigits(currency);
  const stripeDigits = isoDigits === undefined ? undefined : stripeDigitsOf(currency, isoDigits);
  if (isoDigits === undefined || stripeDigits === undefined) return undefined;
  const minorUnits = 10 ** Math.max(0, isoDigits - stripeDigits);
  return {
    minorUnits,
    stripeUnits: 10 ** Math.max(0, stripeDigits - isoDigits),
    multipleOf: THREE_DECIMAL.has(currency) ? 10 : minorUnits,
  };
};

/** Why an amount has no counterpart in the other unit. */
type AmountProblem =
  /** ISO 4217 does not have the currency, or Stripe documents no unit for it. */
  | { readonly reason: 'unknown-unit' }
  /** The amount must be a multiple of this, in the unit in which it was given. */
  | { readonly reason: 'not-a-multiple'; readonly multipleOf: number }
  /** The amount, or its counterpart, is not an integer that JavaScript holds exactly. */
  | { readonly reason: 'not-a-safe-integer' };

export type ConvertedAmount = { readonly amount: number } | { readonly problem: AmountProblem };

const convert = (amount: number, multipleOf: number, factor: number, divisor: number): ConvertedAmount => {
  if (!Number.isSafeInteger(amount)) return { problem: { reason: 'not-a-safe-integer' } };
  if (amount % multipleOf !== 0) return { problem: { reason: 'not-a-multiple', multipleOf } };
  const converted = (amount / divisor) * factor;
  return Number.isSafeInteger(converted) ? { amount: converted } : { problem: { reason: 'not-a-safe-integer' } };
};

/**
 * Converts money into the amount that Stripe expects, exactly: nothing is rounded.
 * See https://docs.stripe.com/currencies. HUF and TWD are charged in two decimals; only their payouts are whole.
 * @param money ISO 4217 minor units, currency in upper case.
 * @returns the amount in Stripe's smallest unit, or why Stripe cannot charge it.
 * @example toStripeAmount({ amount: 650, currency: 'ISK' }) // { amount: 65000 }
 */
export const toStripeAmount = ({ amount, currency }: Money): ConvertedAmount => {
  const scale = stripeScale(currency);
  if (!scale) return { problem: { reason: 'unknown-unit' } };
  return convert(amount, scale.multipleOf, scale.stripeUnits, scale.minorUnits);
};

/**
 * Converts an amount that Stripe reports into ISO 4217 minor units, exactly: the inverse of `toStripeAmount`.
 * @param amount Stripe's smallest unit.
 * @param currency in upper or, as Stripe writes it, lower case.
 * @returns ISO 4217 minor units, or why the amount has no counterpart.
 * @example fromStripeAmount(65000, 'isk') // { amount: 650 }
 */
export const fromStripeAmount = (amount: number, currency: string): ConvertedAmount => {
  const scale = stripeScale(currency.toUpperCase());
  if (!scale) return { problem: { reason: 'unknown-unit' } };
  return convert(amount, scale.stripeUnits, scale.minorUnits, scale.stripeUnits);
};
