const inOrder = (_name: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
    : value;

/** One number and one object for each value, by what it says: worlds that say the same are then the same, and cheap to tell apart. */
export class Interning {
  readonly #byText = new Map<string, { readonly number: number; readonly value: object }>();
  readonly #numbers = new WeakMap<object, number>();

  /** The number of a value that nobody changes any more. */
  numberOf(value: object): number {
    return this.#numbers.get(value) ?? this.#enter(value).number;
  }

  /** The first value that said the same. */
  same<T extends object>(value: T): T {
    return this.#numbers.has(value) ? value : (this.#enter(value).value as T);
  }

  #enter(value: object): { readonly number: number; readonly value: object } {
    const text = JSON.stringify(value, inOrder);
    const entry = this.#byText.get(text) ?? { number: this.#byText.size, value };
    this.#byText.set(text, entry);
    this.#numbers.set(value, entry.number);
    return entry;
  }
}
