import { distance } from 'fastest-levenshtein';
import { UsageError } from './usage-error';

/** The known name that was probably meant; undefined if none comes near. */
export const suggestionFor = (given: string, known: readonly string[]): string | undefined => {
  const [best] = known
    .map((name) => ({ name, edits: distance(given.toLowerCase(), name.toLowerCase()) }))
    .sort((one, other) => one.edits - other.edits);
  // A third of the name, rounded up: letters that changed places are two edits, and names of five letters are common.
  return best && best.edits <= Math.ceil(best.name.length / 3) ? best.name : undefined;
};

/**
 * @param alsoKnown other names that are taken, not listed.
 * @throws UsageError that names what was given, what may have been meant, and what there is.
 */
export const unknownName = (
  kind: string,
  given: string,
  known: readonly string[],
  alsoKnown: readonly string[] = [],
): never => {
  const meant = suggestionFor(given, [...known, ...alsoKnown]);
  throw new UsageError(
    `there is no ${kind} ${given}${meant ? `, did you mean ${meant}?` : ''} (there are: ${known.join(', ')})`,
  );
};
