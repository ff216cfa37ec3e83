/**
 * What steers a terminal, or turns the text around it: control characters, C1's too, line separators, controls of writing
 * direction (Unicode's Bidi_Control), and half surrogate pairs, which no terminal can show.
 */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_C}]/gu;

/** Text from outside as one line that cannot steer the terminal. */
export const printable = (text: string): string => text.replaceAll(UNPRINTABLE, ' ');

/** The same of JSON, in which such a character has another spelling. @param json as JSON.stringify writes it, without indentation. */
export const printableJson = (json: string): string =>
  json.replaceAll(UNPRINTABLE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
