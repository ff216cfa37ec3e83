import { isKeyword, isSymbol, type Token, tokensOfPartiQl } from './partiql-tokens';

/** What can be told of a PartiQL statement without running it. */
export interface Statement {
  readonly verb: 'Select' | 'Insert' | 'Update' | 'Delete';
  /** Name or ARN; undefined in what is no statement. */
  readonly table: string | undefined;
  readonly index: string | undefined;
  /** Behind WHERE, without ORDER BY and RETURNING. */
  readonly condition: readonly Token[];
  /** Between SELECT and FROM. */
  readonly projection: readonly Token[];
  /** Behind VALUE of an INSERT. */
  readonly item: readonly Token[];
  /** Behind RETURNING. */
  readonly returning: readonly Token[];
  /** All of it but the table's name. */
  readonly rest: readonly Token[];
}

/** Each verb with the keyword that its table's name follows. */
const TABLE_FOLLOWS = { SELECT: 'FROM', INSERT: 'INTO', UPDATE: 'UPDATE', DELETE: 'FROM' } as const;
const VERBS = { SELECT: 'Select', INSERT: 'Insert', UPDATE: 'Update', DELETE: 'Delete' } as const;

/** Characters of the longest statement that DynamoDB takes (API ExecuteStatement, Statement). A longer one is not read, so that none takes long to read. */
const LONGEST = 8192;

/**
 * Reads a statement (developer guide, ql-reference.select, .insert, .update, .delete; EXISTS: ql-functions.exists). Takes any text: what begins with no verb counts as a SELECT from an unknown table, which DynamoDB refuses.
 */
export const parsePartiQl = (statement: string): Statement => {
  const tokens = withoutExists(statement.length > LONGEST ? [] : tokensOfPartiQl(statement));
  const first = tokens[0]?.kind === 'name' ? tokens[0].text.toUpperCase() : '';
  const keyword = Object.hasOwn(VERBS, first) ? (first as keyof typeof VERBS) : undefined;
  const marker = keyword === undefined ? -1 : indexOf(tokens, TABLE_FOLLOWS[keyword]);
  const { table, index, end } = tableAt(tokens, marker === -1 ? tokens.length : marker + 1);

  const conditionAt = indexOf(tokens, 'WHERE', end);
  const returningAt = indexOf(tokens, 'RETURNING', end);
  const orderAt = indexOf(tokens, 'ORDER', end);
  const itemAt = indexOf(tokens, 'VALUE', end);
  const conditionEnds = [returningAt, orderAt].filter((at) => at > conditionAt);
  return {
    verb: keyword === undefined ? 'Select' : VERBS[keyword],
    table,
    index,
    condition: conditionAt === -1 ? [] : tokens.slice(conditionAt + 1, Math.min(tokens.length, ...conditionEnds)),
    projection: keyword === 'SELECT' && marker > 0 ? tokens.slice(1, marker) : [],
    item: itemAt === -1 ? [] : tokens.slice(itemAt + 1),
    returning: returningAt === -1 ? [] : tokens.slice(returningAt + 1),
    rest: [...tokens.slice(0, Math.max(marker, 0)), ...tokens.slice(end)],
  };
};

const indexOf = (tokens: readonly Token[], keyword: string, from = 0): number =>
  tokens.findIndex((token, at) => at >= from && isKeyword(token, keyword));

const withoutExists = (tokens: readonly Token[]): readonly Token[] =>
  isKeyword(tokens[0], 'EXISTS') && isSymbol(tokens[1], '(')
    ? tokens.slice(2, isSymbol(tokens.at(-1), ')') ? -1 : undefined)
    : tokens;

/** `table`, `"table"`, or either with `.index`. */
const tableAt = (
  tokens: readonly Token[],
  at: number,
): { table: string | undefined; index: string | undefined; end: number } => {
  const table = nameOf(tokens[at]);
  if (table === undefined) return { table, index: undefined, end: Math.min(at, tokens.length) };
  const index = isSymbol(tokens[at + 1], '.') ? nameOf(tokens[at + 2]) : undefined;
  return { table, index, end: at + (index === undefined ? 1 : 3) };
};

const nameOf = (token: Token | undefined): string | undefined =>
  (token?.kind === 'name' || token?.kind === 'quoted') && token.text !== '' ? token.text : undefined;
