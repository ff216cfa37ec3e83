import { locked } from './answer';

/** Stripe lets one request at a time change an object, and answers the others with 429 after a while. */
export class ObjectLocks {
  readonly #locked = new Set<string>();

  /** @throws StripeApiError (429) while another request works on the object. @param id none: nothing is locked. */
  public async alone<T>(id: string | undefined, action: () => Promise<T>): Promise<T> {
    if (id === undefined) return action();
    if (this.#locked.has(id)) throw locked();
    this.#locked.add(id);
    try {
      return await action();
    } finally {
      this.#locked.delete(id);
    }
  }
}
