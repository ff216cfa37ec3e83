import { currencyDigits } from '../../contracts/money/iso-4217';
import { formatMoney } from '../../pipeline/money/format-money';
import type { Failure, Money } from '../../pipeline/orders/order-history';
import { amountLimits } from './gateway/amount-limits';
import { toStripeAmount } from './gateway/amounts';

/**
 * Decides whether the shop takes a currency.
 * @param accepted the shop's `payment.currencies`; undefined: it takes every currency.
 * @returns why it does not, or undefined if it does.
 */
export const currencyRefusal = (currency: string, accepted: ReadonlySet<string> | undefined): Failure | undefined => {
  if (currencyDigits(currency) === undefined)
    return { code: 'INVALID_CURRENCY', message: `currency: must be an ISO 4217 code, got ${currency}` };
  if (accepted && !accepted.has(currency)) {
    const message = `currency: must be one that the shop accepts (${[...accepted].join(', ')}), got ${currency}`;
    return { code: 'CURRENCY_NOT_ACCEPTED', message };
  }
  return undefined;
};

/**
 * Decides whether the gateway can charge a total, as far as Stripe documents it; the rest is the gateway's answer.
 * @param money the order's total in minor units of an ISO 4217 currency.
 * @returns why it cannot, or undefined.
 */
export const amountRefusal = (money: Money): Failure | undefined => {
  const { currency } = money;
  const show = (minorUnits: number): string => formatMoney(minorUnits, currency);
  const got = `got ${show(money.amount)}`;
  const limits = amountLimits(currency);
  if (!limits) {
    const message = `currency: must be one that the payment gateway charges, got ${currency}`;
    return { code: 'CURRENCY_NOT_ACCEPTED', message };
  }
  const { minimum, maximum } = limits;
  if (minimum !== undefined && money.amount < minimum)
    return { code: 'AMOUNT_TOO_SMALL', message: `total: must be at least ${show(minimum)}, ${got}` };
  if (money.amount > maximum)
    return { code: 'AMOUNT_TOO_LARGE', message: `total: must be at most ${show(maximum)}, ${got}` };
  const converted = toStripeAmount(money);
  if ('amount' in converted) return undefined;
  const { problem } = converted;
  const allowed =
    problem.reason === 'not-a-multiple'
      ? `must be a multiple of ${show(problem.multipleOf)}`
      : 'must be a whole number of minor units';
  return { code: 'INVALID_AMOUNT', message: `total: ${allowed}, ${got}` };
};
