/** Minor units as people write the amount: 1450 USD is `14.50 USD`, 1450 JPY `1450 JPY`. */
export const spokenMoney = (minorUnits: number, currency: string): string => {
  const digits = /^[A-Z]{3}$/.test(currency)
    ? (new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2)
    : 0;
  return `${(minorUnits / 10 ** digits).toFixed(digits)} ${currency}`;
};
