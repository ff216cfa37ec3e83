/** One number and one object for each value, by what it says: worlds that say the same are then the same, and cheap to tell apart. */
class Interning {
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

  /** Parts are told apart by their numbers, so that a value of which only a part is new costs only that part. */
  #enter(value: object): { readonly number: number; readonly value: object } {
    const part = (of: unknown): string =>
      typeof of === 'object' && of !== null ? `#${this.numberOf(of)}` : JSON.stringify(of);
    const text = Array.isArray(value)
      ? `[${value.map(part).join()}`
      : `{${Object.entries(value)
          .filter(([, of]) => of !== undefined)
          .map(([name, of]) => `${JSON.stringify(name)}:${part(of)}`)
          .toSorted()
          .join()}`;
    const entry = this.#byText.get(text) ?? { number: this.#byText.size, value };
    this.#byText.set(text, entry);
    this.#numbers.set(value, entry.number);
    return entry;
  }
}

export const interning = new Interning();
