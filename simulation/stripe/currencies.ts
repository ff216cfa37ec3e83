import { currencyDigits } from '../../contracts/money/iso-4217';
import { invalidRequest } from './stripe-error';

/*
 * How Stripe counts money (https://docs.stripe.com/currencies), written from the documentation and not from the adapter,
 * which has a table of its own.
 */

const ZERO_DECIMAL = 'bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf'.split(' ');
const THREE_DECIMAL = 'bhd jod kwd omr tnd'.split(' ');
/** Charged in two decimals which have to be 00. */
const WHOLE_IN_TWO_DECIMALS = ['isk', 'ugx'];

/** The least that is charged in a currency, for those whose value tests rely on. */
const MINIMUM: Readonly<Record<string, number>> = {
  usd: 50,
  eur: 50,
  gbp: 30,
  jpy: 50,
  mxn: 1_000,
  czk: 1_500,
  huf: 17_500,
};

/**
 * Checks an amount as Stripe does before it opens an intent.
 * @param amount Stripe's smallest unit. @param currency in lower case.
 * @throws StripeApiError (400)
 */
export const checkAmount = (amount: number, currency: string): void => {
  const step = WHOLE_IN_TWO_DECIMALS.includes(currency) ? 100 : THREE_DECIMAL.includes(currency) ? 10 : 1;
  if (amount % step !== 0) throw invalidRequest(`Invalid amount for ${currency}: ${amount}`, { param: 'amount' });
  const least = MINIMUM[currency];
  if (least !== undefined && amount < least)
    throw invalidRequest(`Amount must be at least ${least} ${currency}`, { code: 'amount_too_small', param: 'amount' });
};

/** An amount of Stripe's in ISO 4217 minor units, which the ledger keeps: what the order manager asked for. */
export const inMinorUnits = (amount: number, currency: string): number => {
  const stripeDigits = ZERO_DECIMAL.includes(currency) ? 0 : THREE_DECIMAL.includes(currency) ? 3 : 2;
  const isoDigits = currencyDigits(currency.toUpperCase()) ?? stripeDigits;
  return amount * 10 ** (isoDigits - stripeDigits);
};
