const CODES_BY_DIGITS: Readonly<Record<number, string>> = {
  0: `
    BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF`,
  2: `
    AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD
    CDF CHE CHF CHW CNY COP COU CRC CUC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP
    GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL
    MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN
    QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD
    TWD TZS UAH USD USN UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG`,
  3: `
    BHD IQD JOD KWD LYD OMR TND`,
  4: `
    CLF UYW`,
};

const DIGITS: ReadonlyMap<string, number> = new Map(
  Object.entries(CODES_BY_DIGITS).flatMap(([digits, codes]) =>
    codes
      .trim()
      .split(/\s+/)
      .map((code): [string, number] => [code, Number(digits)]),
  ),
);

/**
 * Gives the decimal places of a currency in ISO 4217. `Intl` is no substitute: it follows CLDR, which shows HUF or IDR
 * without decimals, and it differs between versions of Node.js.
 *
 * The table holds the codes that have a minor unit, as the npm package `currency-codes` lists them (a test compares the
 * two), and XCG, which replaced ANG in 2025. The package stays out of the functions, because most of it is the names of
 * currencies and countries.
 * @param code three upper-case letters.
 * @returns 0 to 4, or undefined if ISO 4217 has no such currency, or one without a minor unit, such as gold.
 * @example currencyDigits('BHD') // 3
 */
export const currencyDigits = (code: string): number | undefined => DIGITS.get(code);
