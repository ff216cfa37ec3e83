type Cell = string | number | undefined;

const LONGEST_CELL = 90;
// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must not reach a terminal
const CONTROL_CHARACTERS = /[\u0000-\u001f\u007f-\u009f]/g;

/** Text from outside as one line that cannot steer the terminal. */
export const printable = (text: string): string => text.replaceAll(CONTROL_CHARACTERS, ' ');

const shownCell = (cell: Cell): string => {
  const text = printable(cell === undefined || cell === '' ? '-' : String(cell));
  return text.length > LONGEST_CELL ? `${text.slice(0, LONGEST_CELL - 1)}…` : text;
};

/** Rows under headings, in aligned columns; numbers stand to the right. */
export const table = (headings: readonly string[], rows: readonly (readonly Cell[])[]): string[] => {
  const cells = rows.map((row) => headings.map((_, column) => shownCell(row[column])));
  const isNumeric = headings.map(
    (_, column) => rows.length > 0 && rows.every((row) => typeof row[column] === 'number'),
  );
  const widths = headings.map((heading, column) =>
    Math.max(heading.length, ...cells.map((row) => row[column]?.length ?? 0)),
  );
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) =>
        isNumeric[column] ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd();
  return [line(headings.map((heading) => heading.toUpperCase())), ...cells.map(line)];
};
