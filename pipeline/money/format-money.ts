import { currencyDigits } from '../../contracts/money/iso-4217';

/**
 * Formats an amount with the decimal places of ISO 4217 and a comma between thousands, alike on every version of
 * Node.js.
 * @param minorUnits whole minor units of `currency`.
 * @param currency ISO 4217 code. The decimal places of any other text are unknown: the number stays as it is.
 * @example formatMoney(145000, 'HUF') // '1,450.00 HUF'
 */
export const formatMoney = (minorUnits: number, currency: string): string => {
  const digits = currencyDigits(currency);
  if (digits === undefined || !Number.isSafeInteger(minorUnits)) return `${minorUnits} ${currency}`;
  const sign = minorUnits < 0 ? '-' : '';
  const text = String(Math.abs(minorUnits)).padStart(digits + 1, '0');
  const point = text.length - digits;
  const whole = text.slice(0, point).replaceAll(/\B(?=(\d{3})+$)/g, ',');
  const fraction = digits > 0 ? `.${text.slice(point)}` : '';
  return `${sign}${whole}${fraction} ${currency}`;
};
