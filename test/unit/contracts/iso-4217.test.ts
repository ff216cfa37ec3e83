import { readFileSync } from 'node:fs';
import { codes, data } from 'currency-codes';
import { currencyDigits } from '../../../contracts/money/iso-4217';

/** Codes of ISO's own list without a minor unit, which the package gives 0 digits. */
const withoutMinorUnit = (): Set<string> => {
  const list = readFileSync(require.resolve('currency-codes/iso-4217-list-one.xml'), 'utf8');
  const entries = [...list.matchAll(/<Ccy>(\w{3})<\/Ccy>\s*<CcyNbr>\d+<\/CcyNbr>\s*<CcyMnrUnts>([^<]+)</g)];
  return new Set(entries.filter(([, , digits]) => digits === 'N.A.').map(([, code = '']) => code));
};

test('every currency has the decimal places of the ISO 4217 table in currency-codes', () => {
  const excluded = withoutMinorUnit();
  expect([...excluded]).toEqual(expect.arrayContaining(['XAU', 'XTS', 'XXX']));

  const expected = data.map(({ code, digits }) => [code, excluded.has(code) ? undefined : digits]);
  expect(codes().map((code) => [code, currencyDigits(code)])).toEqual(expected);
});

test('no other code is a currency, except XCG, which is newer than the list in currency-codes', () => {
  const letters = Array.from({ length: 26 }, (_, at) => String.fromCharCode(65 + at));
  const known = new Set(codes());
  const others = letters
    .flatMap((first) => letters.flatMap((second) => letters.map((third) => first + second + third)))
    .filter((code) => currencyDigits(code) !== undefined && !known.has(code));
  expect(others).toEqual(['XCG']);
});

test.each(['usd', 'XBT', 'XXX', '', 'constructor'])('%j is not a currency', (code) => {
  expect(currencyDigits(code)).toBeUndefined();
});
