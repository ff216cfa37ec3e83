/** Distinct values that a bucket keeps exactly; beyond, values are kept to three significant digits, of which there are 900 in a decade. */
const MOST_EXACT_VALUES = 100;
const SIGNIFICANT_DIGITS = 3;

/** What was measured in a minute: enough for every statistic. */
export class Bucket {
  public sum = 0;
  public count = 0;
  public min = Number.POSITIVE_INFINITY;
  public max = Number.NEGATIVE_INFINITY;
  /** How often each value came; missing while there is but one value. */
  #values: Map<number, number> | undefined;
  #exact = true;

  /** @param times how often the value was measured. */
  public add(value: number, times = 1): void {
    if (this.count > 0 && value !== this.min && this.#values === undefined) {
      this.#values = new Map([[this.min, this.count]]);
    }
    this.sum += value * times;
    this.count += times;
    if (value < this.min) this.min = value;
    if (value > this.max) this.max = value;
    if (this.#values) this.#count(this.#values, value, times);
  }

  /** Every value with how often it came. */
  public values(): Iterable<readonly [value: number, times: number]> {
    if (this.#values) return this.#values;
    return this.count === 0 ? [] : [[this.min, this.count]];
  }

  #count(values: Map<number, number>, value: number, times: number): void {
    const kept = this.#exact ? value : rounded(value);
    values.set(kept, (values.get(kept) ?? 0) + times);
    if (!this.#exact || values.size <= MOST_EXACT_VALUES) return;
    this.#exact = false;
    const all = [...values];
    values.clear();
    for (const [each, count] of all) values.set(rounded(each), (values.get(rounded(each)) ?? 0) + count);
  }
}

const rounded = (value: number): number => Number(value.toPrecision(SIGNIFICANT_DIGITS));
