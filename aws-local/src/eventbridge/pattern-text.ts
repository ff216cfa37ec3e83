import { AwsError } from '../http/aws-error';
import { jsonObject } from '../json-text';

// Strings are matched, too, so that no digits inside them pass for a number.
const STRING_OR_NUMBER = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/**
 * Reads the JSON text of an event pattern.
 * @throws AwsError InvalidEventPatternException for what is no JSON object, and for a number that no double is, such as 1E-325: a comparison with it
 *   could only be one with 0 (aws/event-ruler, ComparableNumber.java).
 */
export const parsePattern = (text: string): object => {
  const pattern = jsonObject(text);
  if (pattern === undefined) {
    throw new AwsError('InvalidEventPatternException', 'Event pattern is not valid. Reason: Filter is not an object');
  }
  const bad = text.match(STRING_OR_NUMBER)?.find((token) => !token.startsWith('"') && !isComparable(token));
  if (bad !== undefined) {
    throw new AwsError(
      'InvalidEventPatternException',
      `Event pattern is not valid. Reason: Cannot compare number : ${bad}`,
    );
  }
  return pattern;
};

const isComparable = (number: string): boolean => {
  const value = Number(number);
  return Number.isFinite(value) && (value !== 0 || !/[1-9]/.test(number.replace(/[eE].*$/, '')));
};
