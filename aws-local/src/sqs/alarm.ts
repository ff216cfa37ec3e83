import type { Clock } from '../clock/clock';

/** One timer for many due moments: it is set again only when an earlier moment turns up, or when it has rung. */
export class Alarm {
  readonly #clock: Clock;
  readonly #ring: () => void;
  #dueMs = Number.POSITIVE_INFINITY;
  #cancel: (() => void) | undefined;

  public constructor(clock: Clock, ring: () => void) {
    this.#clock = clock;
    this.#ring = ring;
  }

  /** Rings at `dueMs` at the latest; it may ring earlier, so the listener looks what is really due. */
  public setAtTheLatest(dueMs: number): void {
    if (dueMs >= this.#dueMs) return;
    this.#cancel?.();
    this.#dueMs = dueMs;
    this.#cancel = this.#clock.schedule(Math.max(0, dueMs - this.#clock.now()), () => {
      this.#dueMs = Number.POSITIVE_INFINITY;
      this.#ring();
    });
  }

  public cancel(): void {
    this.#cancel?.();
    this.#dueMs = Number.POSITIVE_INFINITY;
  }
}
