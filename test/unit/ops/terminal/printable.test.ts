import * as fc from 'fast-check';
import { printable, printableJson } from '../../../../ops/terminal/printable';

const HOSTILE = [
  '\u001b[2J',
  '\u0007',
  '\r',
  '\n',
  '\u009b31m',
  '\u202etxt.exe',
  '\u2066',
  '\u200f',
  '\u2028',
  '\ud83d',
  '\u0000',
];
const steers = (text: string): boolean => /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_C}]/u.test(text);
const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(fc.constantFrom(...HOSTILE)).map((parts) => parts.join('x')),
);

test.each(HOSTILE)('%j does not reach a terminal', (text) => {
  expect(steers(printable(`a${text}b`))).toBe(false);
});

test('other text does, emoji of several parts too', () => {
  const text = 'Crème brûlée latte \u{1f469}\u200d\u{1f373}, 4.50 €, \u05e7\u05e4\u05d4';
  expect(printable(text)).toBe(text);
});

test('no text steers a terminal', () => {
  fc.assert(fc.property(anyText, (text) => expect(steers(printable(text))).toBe(false)));
});

test('JSON says the same in other spelling', () => {
  fc.assert(
    fc.property(fc.oneof(anyText, fc.jsonValue()), (value) => {
      const json = printableJson(JSON.stringify({ value }));
      expect(steers(json)).toBe(false);
      expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify({ value })));
    }),
  );
});
