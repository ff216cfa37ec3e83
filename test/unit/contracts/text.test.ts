import * as fc from 'fast-check';
import { characterCount, cutText, isPortable, portable } from '../../../contracts/text';

/** UTF-16 units in any order: halves of surrogate pairs, control characters, what SQS refuses. */
const anyUnits = fc.string({
  unit: fc
    .oneof(fc.integer({ max: 0xffff }), fc.constantFrom(0xd83d, 0xde00, 0xffff, 0))
    .map((unit) => String.fromCharCode(unit)),
  maxLength: 200,
});

describe('text that every carrier takes', () => {
  test.each([
    ['letters', 'flat white', true],
    ['emoji', 'thanks \u{1f600}', true],
    ['line breaks and tabs', 'one\r\n\ttwo', true],
    ['C1 controls, which SQS takes', '\u0085', true],
    ['half an emoji', 'till-7 \ud83e', false],
    ['the other half', '\ude00', false],
    ['a NUL', 'a\u0000', false],
    ['an escape', '\u001b[31m', false],
    ['U+FFFF', 'x\uffff', false],
    ['U+FFFE', 'x\ufffe', false],
  ])('%s', (_, text, is) => {
    expect(isPortable(text)).toBe(is);
  });

  test('is what any text becomes, unit for unit, and then stays', () => {
    fc.assert(
      fc.property(anyUnits, (text) => {
        const repaired = portable(text);
        expect(isPortable(repaired)).toBe(true);
        expect(Buffer.from(repaired).toString()).toBe(repaired);
        expect(repaired).toHaveLength(text.length);
        expect(portable(repaired)).toBe(repaired);
        if (isPortable(text)) expect(repaired).toBe(text);
      }),
    );
  });
});

describe('cutting text', () => {
  test.each([
    ['short enough', 'latte', 5, '', 'latte'],
    ['too long', 'cappuccino', 3, '', 'cap'],
    ['with a mark', 'cappuccino', 4, '…', 'cap…'],
    ['an emoji is one character', '\u{1f600}\u{1f600}\u{1f600}', 2, '', '\u{1f600}\u{1f600}'],
    ['more units than characters', '\u{1f600}\u{1f600}', 2, '…', '\u{1f600}\u{1f600}'],
  ])('%s', (_, text, most, mark, cut) => {
    expect(cutText(text, most, mark)).toBe(cut);
  });

  test('keeps the beginning, never more than may stay, and never half a character', () => {
    fc.assert(
      fc.property(anyUnits, fc.nat(60), (text, most) => {
        const cut = cutText(text, most);
        expect(text.startsWith(cut)).toBe(true);
        expect(characterCount(cut)).toBe(Math.min(most, characterCount(text)));
        expect(isPortable(cutText(portable(text), most))).toBe(true);
      }),
    );
  });
});
