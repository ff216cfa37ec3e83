export interface Token {
  readonly kind: 'number' | 'name' | 'text' | 'operator';
  readonly text: string;
}

const TOKEN =
  /\s*(?:(?<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(?<name>[A-Za-z][A-Za-z0-9_]*)|(?:"(?<double>[^"]*)"|'(?<single>[^']*)')|(?<operator>==|!=|<=|>=|&&|\|\||[-+*/^<>(),[\]]))/y;

/** Cuts an expression of metric math into its tokens. @throws Error that shows where it is not understood. */
export const tokensOf = (expression: string): Token[] => {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  const end = expression.trimEnd().length;
  while (TOKEN.lastIndex < end) {
    const from = TOKEN.lastIndex;
    const groups = TOKEN.exec(expression)?.groups;
    if (groups === undefined) throw new Error(`not understood: ${expression.slice(from).trim().slice(0, 40)}`);
    tokens.push(tokenOf(groups));
  }
  return tokens;
};

const tokenOf = ({ number, name, double, single, operator }: Record<string, string | undefined>): Token => {
  if (number !== undefined) return { kind: 'number', text: number };
  if (name !== undefined) return { kind: 'name', text: name };
  if (operator !== undefined) return { kind: 'operator', text: operator };
  return { kind: 'text', text: double ?? single ?? '' };
};
