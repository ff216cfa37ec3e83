import type { BreakerState } from './state';
import type { BreakerStore } from './store';

/** What became of a change: made by us, made by somebody else first, or not made because the store cannot be reached. */
export type Change = 'made' | 'lost' | 'unreachable';

export interface SharedStateOptions {
  readonly store: BreakerStore;
  readonly now: () => number;
  /** How long a state that was read is gone by, and how long a store in trouble is left alone. */
  readonly cacheMs: number;
  readonly onStoreFailure: (error: unknown) => void;
}

/** The shared state as one instance knows it. It never throws: without the store there is no state, and every failure is reported. */
export class SharedState {
  readonly #options: SharedStateOptions;
  #known: BreakerState | undefined;
  #validUntilMs = Number.NEGATIVE_INFINITY;
  #reading: Promise<BreakerState | undefined> | undefined;
  #changes = 0;

  constructor(options: SharedStateOptions) {
    this.#options = options;
  }

  /** The state as it was last seen. */
  get known(): BreakerState | undefined {
    return this.#known;
  }

  /**
   * The state, or undefined while the store cannot be reached.
   * @param fresh read it even if it is known. A store in trouble is still left alone, or each call would wait for it.
   */
  async current({ fresh }: { readonly fresh: boolean }): Promise<BreakerState | undefined> {
    const isValid = this.#options.now() < this.#validUntilMs;
    if (isValid && !(fresh && this.#known)) return this.#known;
    return this.#read();
  }

  /** Makes `next` the state, if nobody has changed it since. After a loss the state is read anew. */
  async change(next: BreakerState): Promise<Change> {
    try {
      if (await this.#options.store.write(next)) {
        this.#changes += 1;
        this.#learn(next);
        return 'made';
      }
    } catch (error) {
      this.#learn(undefined);
      this.#options.onStoreFailure(error);
      return 'unreachable';
    }
    await this.#read();
    return 'lost';
  }

  #read(): Promise<BreakerState | undefined> {
    this.#reading ??= this.#readStore().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  async #readStore(): Promise<BreakerState | undefined> {
    const changesBefore = this.#changes;
    try {
      const state = await this.#options.store.read();
      // A slow read must not undo what a change has taught meanwhile.
      if (changesBefore === this.#changes) this.#learn(state);
    } catch (error) {
      this.#learn(undefined);
      this.#options.onStoreFailure(error);
    }
    return this.#known;
  }

  #learn(state: BreakerState | undefined): void {
    const { now, cacheMs } = this.#options;
    this.#known = state;
    this.#validUntilMs = now() + cacheMs;
  }
}
