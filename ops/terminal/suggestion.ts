import { UsageError } from './usage-error';

/** Edits (insert, delete, replace, swap neighbours) between two words; the optimal string alignment distance. */
export const editDistance = (one: string, other: string): number => {
  const rows: number[][] = [Array.from({ length: other.length + 1 }, (_, index) => index)];
  const at = (row: number, column: number): number => rows[row]?.[column] ?? 0;
  for (let row = 1; row <= one.length; row++) {
    rows.push([row]);
    for (let column = 1; column <= other.length; column++) {
      const same = one[row - 1] === other[column - 1];
      const swapped = row > 1 && column > 1 && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      rows[row]?.push(
        Math.min(
          at(row - 1, column) + 1,
          at(row, column - 1) + 1,
          at(row - 1, column - 1) + (same ? 0 : 1),
          swapped ? at(row - 2, column - 2) + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
  }
  return at(one.length, other.length);
};

/** The known name that was probably meant; undefined if none comes near. */
export const suggestionFor = (given: string, known: readonly string[]): string | undefined => {
  const [best] = known
    .map((name) => ({ name, distance: editDistance(given.toLowerCase(), name.toLowerCase()) }))
    .sort((one, other) => one.distance - other.distance);
  return best && best.distance <= Math.max(1, Math.floor(best.name.length / 3)) ? best.name : undefined;
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
