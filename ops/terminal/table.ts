import { cutText } from '../../contracts/text';
import { printable } from './printable';

type Cell = string | number | undefined;

const LONGEST_CELL = 90;

const shownCell = (cell: Cell): string =>
  cutText(printable(cell === undefined || cell === '' ? '-' : String(cell)), LONGEST_CELL, '…');

/**
 * Rows in aligned columns, two spaces apart.
 * @param isRight which columns stand to the right.
 */
export const aligned = (
  rows: readonly (readonly string[])[],
  isRight: (column: number) => boolean = () => false,
): string[] => {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, cell.length);
  }
  return rows.map((row) =>
    row
      .map((cell, column) => (isRight(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
};

/** Rows under headings, in aligned columns; numbers stand to the right. */
export const table = (headings: readonly string[], rows: readonly (readonly Cell[])[]): string[] =>
  aligned(
    [
      headings.map((heading) => heading.toUpperCase()),
      ...rows.map((row) => headings.map((_, column) => shownCell(row[column]))),
    ],
    (column) => rows.length > 0 && rows.every((row) => typeof row[column] === 'number'),
  );
