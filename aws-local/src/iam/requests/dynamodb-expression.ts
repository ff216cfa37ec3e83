import { membersOf, textOf } from './read-member';

/** A name, a placeholder, or an operator of a DynamoDB expression (developer guide, Expressions.OperatorsAndFunctions). */
const TOKEN = /[A-Za-z_]\w*|#\w+|:\w+|\[\d*\]|<>|[<>]=?|=|[().,+-]/g;

/** Words of expressions, all reserved: an attribute of such a name appears behind a placeholder only. */
const KEYWORDS = new Set(['SET', 'REMOVE', 'ADD', 'DELETE', 'AND', 'OR', 'NOT', 'BETWEEN', 'IN']);

const tokensOf = (expression: string): readonly string[] => expression.match(TOKEN) ?? [];

/** The attribute that a name or a `#placeholder` means; undefined if the placeholder has no name. */
const attributeOf = (token: string, names: Readonly<Record<string, unknown>>): string | undefined =>
  token.startsWith('#') ? textOf(names[token]) : token;

/**
 * Names of the top-level attributes that an expression mentions. Takes any text: what is no expression names what looks like attributes in it.
 * @param names the request's ExpressionAttributeNames
 */
export const attributesOfExpression = (expression: string, names: unknown): readonly string[] => {
  const placeholders = membersOf(names);
  const tokens = tokensOf(expression);
  const found = new Set<string>();
  for (const [at, token] of tokens.entries()) {
    const isName = /^[A-Za-z_#]/.test(token) && !KEYWORDS.has(token.toUpperCase());
    const isNested = tokens[at - 1] === '.';
    const isFunction = tokens[at + 1] === '(';
    if (!isName || isNested || isFunction) continue;
    const attribute = attributeOf(token, placeholders);
    if (attribute !== undefined) found.add(attribute);
  }
  return [...found];
};

/**
 * The placeholders (`:v`) that a key condition demands an attribute to be equal to (API Query, KeyConditionExpression); none if it does not, which DynamoDB refuses for the partition key.
 * Takes any text.
 */
export const equalsOfKeyCondition = (expression: string, names: unknown, attribute: string): readonly string[] => {
  const placeholders = membersOf(names);
  const tokens = tokensOf(expression);
  const means = (token: string | undefined): boolean =>
    token !== undefined && /^[A-Za-z_#]/.test(token) && attributeOf(token, placeholders) === attribute;
  const found: string[] = [];
  for (const [at, token] of tokens.entries()) {
    if (token !== '=') continue;
    const [left = '', right = ''] = [tokens[at - 1], tokens[at + 1]];
    if (means(left) && tokens[at - 2] !== '.' && right.startsWith(':')) found.push(right);
    else if (left.startsWith(':') && means(right) && tokens[at + 2] !== '.') found.push(left);
  }
  return found;
};
