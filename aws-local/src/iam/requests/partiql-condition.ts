import { isAttribute, isKeyword, isSymbol, type Token } from './partiql-tokens';

/** Partition keys that a condition leaves; undefined if it leaves any. */
type Keys = readonly string[] | undefined;

/** Deeper than anybody writes: what is deeper counts as no condition, before the stack overflows. */
const DEEPEST = 100;

/**
 * The partition keys that a WHERE clause confines a statement to: by `=` or `IN`, and if there is an `OR`, in each of its branches
 * (developer guide, ql-reference.select.html: what else there is reads the whole table). Takes any tokens.
 * @param textOfValue the text of a literal or parameter; undefined if no key has such a value
 * @returns undefined if any partition may be read
 */
export const keysOfCondition = (
  tokens: readonly Token[],
  hashKey: string,
  textOfValue: (token: Token | undefined) => string | undefined,
): Keys => {
  let at = 0;

  const either = (depth: number): Keys => {
    let keys = both(depth);
    while (isKeyword(tokens[at], 'OR')) {
      at += 1;
      const other = both(depth);
      keys = keys === undefined || other === undefined ? undefined : [...keys, ...other];
    }
    return keys;
  };

  const both = (depth: number): Keys => {
    let keys = single(depth);
    while (isKeyword(tokens[at], 'AND')) {
      at += 1;
      const other = single(depth);
      keys = keys === undefined ? other : [...keys, ...(other ?? [])];
    }
    return keys;
  };

  const single = (depth: number): Keys => {
    if (depth > DEEPEST) {
      at = tokens.length;
      return undefined;
    }
    if (isKeyword(tokens[at], 'NOT')) {
      at += 1;
      single(depth + 1);
      return undefined;
    }
    if (!isSymbol(tokens[at], '(')) return comparison();
    at += 1;
    const keys = either(depth + 1);
    const closed = isSymbol(tokens[at], ')');
    at += 1;
    // Something like `(a) = 1` or an unfinished condition: it confines nothing that could be told.
    return closed && endsHere(tokens[at]) ? keys : skipRest();
  };

  const endsHere = (token: Token | undefined): boolean =>
    token === undefined || isSymbol(token, ')') || isKeyword(token, 'AND') || isKeyword(token, 'OR');

  const skipRest = (): undefined => {
    comparison();
    return undefined;
  };

  /** Reads to the end of the comparison; the AND of a BETWEEN belongs to it. */
  const comparison = (): Keys => {
    const words: Token[] = [];
    let nested = 0;
    let between = false;
    for (; at < tokens.length; at++) {
      const token = tokens[at];
      if (token === undefined) break;
      const ofBetween = between && isKeyword(token, 'AND');
      if (nested === 0 && endsHere(token) && !ofBetween) break;
      if (ofBetween) between = false;
      if (isKeyword(token, 'BETWEEN')) between = true;
      if (isSymbol(token, '(') || isSymbol(token, '[')) nested += 1;
      if (isSymbol(token, ')') || isSymbol(token, ']')) nested -= 1;
      words.push(token);
    }
    return keysOfComparison(words);
  };

  const keysOfComparison = (words: readonly Token[]): Keys => {
    const [left, operator, right] = words;
    if (words.length === 3 && isSymbol(operator, '=')) {
      const value = isAttribute(left, hashKey) ? right : isAttribute(right, hashKey) ? left : undefined;
      const text = textOfValue(value);
      return text === undefined ? undefined : [text];
    }
    if (!isAttribute(left, hashKey) || !isKeyword(operator, 'IN')) return undefined;
    const texts = words
      .slice(3, -1)
      .filter((token) => !isSymbol(token, ','))
      .map(textOfValue);
    return texts.every((text) => text !== undefined) && texts.length > 0 ? texts : undefined;
  };

  const keys = either(0);
  // Leftovers, such as a `)` too many: not a condition that could be told.
  return at >= tokens.length ? keys : undefined;
};
