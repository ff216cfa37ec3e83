/*
 * Text as every carrier on an event's way takes it. DynamoDB and Lambda speak UTF-8, which cannot say half a surrogate pair;
 * SQS takes #x9, #xA, #xD, #x20 to #xD7FF, #xE000 to #xFFFD and #x10000 to #x10FFFF
 * (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html).
 */

const REFUSED = /[^\t\n\r -\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;
const EACH_REFUSED = new RegExp(REFUSED, 'gu');
const REPLACEMENT = '\uFFFD';

/** Whether every carrier takes the text as it is. */
export const isPortable = (text: string): boolean => !REFUSED.test(text);

/** The text with each character that a carrier refuses replaced by U+FFFD. */
export const portable = (text: string): string => text.replaceAll(EACH_REFUSED, REPLACEMENT);

/** Characters as JSON Schema counts them for `maxLength`: code points, so that an emoji is one. */
export const characterCount = (text: string): number => {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
};

/**
 * Cuts a text that is too long, between characters.
 * @param most characters, as `characterCount` counts them.
 * @param mark ends a text that was cut, and counts among the characters.
 */
export const cutText = (text: string, most: number, mark = ''): string => {
  // No text has more characters than UTF-16 units.
  if (text.length <= most || characterCount(text) <= most) return text;
  const kept = most - characterCount(mark);
  let end = 0;
  for (let count = 0; count < kept; count += 1) end += (text.codePointAt(end) ?? 0) > 0xffff ? 2 : 1;
  return text.slice(0, end) + mark;
};
