import { type Token, tokensOf } from './tokens';

/** A parsed expression of metric math. */
export type Node =
  | { readonly kind: 'number'; readonly value: number }
  /** The id of a metric or of another expression. */
  | { readonly kind: 'id'; readonly id: string }
  | { readonly kind: 'word' | 'text'; readonly text: string }
  | { readonly kind: 'list'; readonly members: readonly Node[] }
  | { readonly kind: 'call'; readonly name: string; readonly parameters: readonly Node[] }
  | { readonly kind: 'negation'; readonly of: Node }
  | { readonly kind: 'operation'; readonly operator: string; readonly left: Node; readonly right: Node };

/** Operators that bind equally, the loosest first (using-metric-math.html). */
const LEVELS: readonly (readonly string[])[] = [
  ['OR', '||'],
  ['AND', '&&'],
  ['==', '!=', '<', '<=', '>', '>='],
  ['+', '-'],
  ['*', '/'],
];

/** Parses an expression. @throws Error that says what is not understood. */
export const parseExpression = (expression: string): Node => {
  const parser = new Parser(tokensOf(expression));
  const node = parser.operation(0);
  parser.expectEnd();
  return node;
};

class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;

  public constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  public operation(level: number): Node {
    const operators = LEVELS[level];
    if (operators === undefined) return this.#unary();
    let left = this.operation(level + 1);
    for (let operator = this.#take(operators); operator !== undefined; operator = this.#take(operators)) {
      left = { kind: 'operation', operator, left, right: this.operation(level + 1) };
    }
    return left;
  }

  public expectEnd(): void {
    const token = this.#tokens[this.#at];
    if (token !== undefined) throw new Error(`not understood: ${token.text}`);
  }

  #unary(): Node {
    return this.#take(['-']) === undefined ? this.#power() : { kind: 'negation', of: this.#unary() };
  }

  #power(): Node {
    const base = this.#primary();
    return this.#take(['^']) === undefined
      ? base
      : { kind: 'operation', operator: '^', left: base, right: this.#unary() };
  }

  #primary(): Node {
    const token = this.#tokens[this.#at];
    if (token === undefined) throw new Error('it ends too early');
    this.#at += 1;
    if (token.kind === 'number') return { kind: 'number', value: Number(token.text) };
    if (token.kind === 'text') return { kind: 'text', text: token.text };
    if (token.kind === 'name') return this.#named(token.text);
    if (token.text === '[') return { kind: 'list', members: this.#until(']') };
    if (token.text !== '(') throw new Error(`not understood: ${token.text}`);
    const inner = this.operation(0);
    this.#expect(')');
    return inner;
  }

  /** Functions are written in uppercase letters, ids begin with a lowercase one. */
  #named(name: string): Node {
    if (this.#take(['('])) return { kind: 'call', name, parameters: this.#until(')') };
    return /^[a-z]/.test(name) ? { kind: 'id', id: name } : { kind: 'word', text: name };
  }

  #until(end: string): Node[] {
    const members: Node[] = [];
    if (this.#take([end])) return members;
    do members.push(this.operation(0));
    while (this.#take([',']));
    this.#expect(end);
    return members;
  }

  #take(texts: readonly string[]): string | undefined {
    const token = this.#tokens[this.#at];
    if (token === undefined || token.kind === 'text' || !texts.includes(token.text)) return undefined;
    this.#at += 1;
    return token.text;
  }

  #expect(text: string): void {
    if (this.#take([text]) === undefined)
      throw new Error(`${text} is missing before ${this.#tokens[this.#at]?.text ?? 'its end'}`);
  }
}
