import type { GlobPart } from './policy-text';

/**
 * Compiles wildcards: `*` is any run of characters, an empty one too, `?` one character. What lies between two `*` is looked for from left to right once, so that no text takes
 * long.
 */
export const compileGlob = (parts: readonly GlobPart[]): ((value: string) => boolean) => {
  const chunks = chunksOf(parts);
  const [first = exactly([]), ...others] = chunks.map(exactly);
  const last = others.pop();
  if (last === undefined) return first.isAll;
  return (value) => {
    let from = first.endAt(value, 0);
    if (from < 0) return false;
    for (const chunk of others) {
      from = chunk.findEnd(value, from);
      if (from < 0) return false;
    }
    return last.endsIn(value, from);
  };
};

/** What stands between the `*` of a text. */
const chunksOf = (parts: readonly GlobPart[]): GlobPart[][] => {
  const chunks: GlobPart[][] = [[]];
  for (const part of parts) {
    if ('wildcard' in part && part.wildcard === '*') chunks.push([]);
    else chunks.at(-1)?.push(part);
  }
  return chunks;
};

/** Literals and `?`, without `*`; positions are those of JavaScript's strings, -1 is "not there". */
interface Chunk {
  readonly isAll: (value: string) => boolean;
  /** Where it ends if it begins at `from`. */
  readonly endAt: (value: string, from: number) => number;
  /** Where it ends at the first place from `from` on. */
  readonly findEnd: (value: string, from: number) => number;
  /** Whether the value ends with it, at or after `from`. */
  readonly endsIn: (value: string, from: number) => boolean;
}

const exactly = (parts: readonly GlobPart[]): Chunk =>
  parts.some((part) => 'wildcard' in part) ? withSingleCharacters(parts) : literally(parts);

const literally = (parts: readonly GlobPart[]): Chunk => {
  const text = parts.map((part) => ('literal' in part ? part.literal : '')).join('');
  return {
    isAll: (value) => value === text,
    endAt: (value, from) => (value.startsWith(text, from) ? from + text.length : -1),
    findEnd: (value, from) => {
      const found = value.indexOf(text, from);
      return found < 0 ? -1 : found + text.length;
    },
    endsIn: (value, from) => value.length - text.length >= from && value.endsWith(text),
  };
};

/** Expressions without repetition, which match in one go; the flag u makes `?` one character beyond 16 bits too. */
const withSingleCharacters = (parts: readonly GlobPart[]): Chunk => {
  const source = parts.map((part) => ('literal' in part ? escaped(part.literal) : '.')).join('');
  const all = new RegExp(`^${source}$`, 'su');
  const here = new RegExp(source, 'suy');
  const next = new RegExp(source, 'sug');
  const ending = new RegExp(`${source}$`, 'sug');
  const endOf = (expression: RegExp, value: string, from: number): number => {
    expression.lastIndex = from;
    return expression.test(value) ? expression.lastIndex : -1;
  };
  return {
    isAll: (value) => all.test(value),
    endAt: (value, from) => endOf(here, value, from),
    findEnd: (value, from) => endOf(next, value, from),
    endsIn: (value, from) => endOf(ending, value, from) >= 0,
  };
};

const escaped = (literal: string): string => literal.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
