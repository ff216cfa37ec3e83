/** A word of a PartiQL statement (DynamoDB developer guide, ql-reference). */
export interface Token {
  /** `name` is a bare word, keywords among them; `quoted` stands in double quotes, `string` in single ones. */
  readonly kind: 'name' | 'quoted' | 'string' | 'number' | 'parameter' | 'symbol';
  /** Without quotes; of a parameter its place among the statement's parameters. */
  readonly text: string;
}

const TOKEN =
  /\s+|--[^\n]*|\/\*[\s\S]*?\*\/|"((?:[^"]|"")*)"|'((?:[^']|'')*)'|([A-Za-z_]\w*)|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(\?)|(<>|<=|>=|!=|<<|>>|[\s\S])/g;

/** Divides any text: what is no PartiQL becomes symbols. */
export const tokensOfPartiQl = (statement: string): readonly Token[] => {
  const tokens: Token[] = [];
  let parameters = 0;
  for (const [, quoted, string, name, number, parameter, symbol] of statement.matchAll(TOKEN)) {
    if (quoted !== undefined) tokens.push({ kind: 'quoted', text: quoted.replaceAll('""', '"') });
    else if (string !== undefined) tokens.push({ kind: 'string', text: string.replaceAll("''", "'") });
    else if (name !== undefined) tokens.push({ kind: 'name', text: name });
    else if (number !== undefined) tokens.push({ kind: 'number', text: number });
    else if (parameter !== undefined) tokens.push({ kind: 'parameter', text: String(parameters++) });
    else if (symbol !== undefined) tokens.push({ kind: 'symbol', text: symbol });
  }
  return tokens;
};

/** Whether a token is a keyword, in any case. */
export const isKeyword = (token: Token | undefined, keyword: string): boolean =>
  token?.kind === 'name' && token.text.toUpperCase() === keyword;

/** Whether a token is a symbol such as `(`. */
export const isSymbol = (token: Token | undefined, symbol: string): boolean =>
  token?.kind === 'symbol' && token.text === symbol;

/** Whether a token names an attribute. */
export const isAttribute = (token: Token | undefined, attribute: string): boolean =>
  (token?.kind === 'name' || token?.kind === 'quoted') && token.text === attribute;
