import type { CompiledCode, LoadOrder } from './worker/protocol';

/** Gives the environment's own code if the order wants it; undefined if it cannot be shared. */
type Load = (order: LoadOrder) => Promise<CompiledCode | undefined>;

/**
 * A function's code as V8 compiled it. The first execution environment makes it for all later ones, which then start with half of the work and two
 * thirds of the memory; those that start at the same moment wait for it.
 */
export class SharedCompiledCode {
  #made: Promise<CompiledCode | undefined> | undefined;

  /**
   * Loads a function in one of its execution environments.
   * @throws what `load` throws. The next environment makes the code then.
   */
  public async load(load: Load): Promise<void> {
    if (this.#made === undefined) return this.#make(load);
    const code = await this.#made.catch(() => undefined);
    // Not made: the first of those that waited makes it.
    if (this.#made === undefined) return this.#make(load);
    await load({ ...(code && { code }), makesCode: false });
  }

  async #make(load: Load): Promise<void> {
    const made = load({ makesCode: true });
    this.#made = made;
    made.catch(() => {
      this.#made = undefined;
    });
    await made;
  }
}
