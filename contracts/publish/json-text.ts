const LINE_WIDTH = 120;
const INDENT = '  ';

const isScalar = (value: unknown): boolean => typeof value !== 'object' || value === null;

/** @param column where the value starts, for what must fit on its line. */
const format = (value: unknown, indent: string, column: number): string => {
  if (isScalar(value)) return JSON.stringify(value);
  const inner = indent + INDENT;
  if (Array.isArray(value)) {
    const line = `[${value.map((item) => JSON.stringify(item)).join(', ')}]`;
    // A comma may follow.
    if (value.length === 0 || (value.every(isScalar) && column + line.length < LINE_WIDTH)) return line;
    return `[\n${value.map((item) => inner + format(item, inner, inner.length)).join(',\n')}\n${indent}]`;
  }
  const fields = Object.entries(value as object).filter(([, field]) => field !== undefined);
  if (fields.length === 0) return '{}';
  const lines = fields.map(([name, field]) => {
    const label = `${inner}${JSON.stringify(name)}: `;
    return label + format(field, inner, label.length);
  });
  return `{\n${lines.join(',\n')}\n${indent}}`;
};

/** JSON as the repository's formatter writes it, so that a generated file passes `npm run check` as it is. */
export const jsonText = (value: unknown): string => `${format(value, '', 0)}\n`;
