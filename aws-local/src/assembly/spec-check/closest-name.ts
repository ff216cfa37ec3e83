import { closest, distance } from 'fastest-levenshtein';

/** Of so many characters, one may be wrong. */
const CHARACTERS_PER_MISTAKE = 4;

/** The name that was probably meant, as a question to append; empty if none is close. */
export const didYouMean = (name: string, names: readonly string[]): string => {
  const sameLetters = names.find((each) => each.toLowerCase() === name.toLowerCase());
  const nearest = sameLetters ?? (names.length === 0 ? undefined : closest(name, names));
  if (nearest === undefined) return '';
  const isClose =
    sameLetters !== undefined || distance(name, nearest) <= Math.ceil(name.length / CHARACTERS_PER_MISTAKE);
  return isClose ? ` (did you mean ${nearest}?)` : '';
};
