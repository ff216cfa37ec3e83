import type { Section } from '../persistence/journal';

/** SQS remembers a deduplication id for five minutes, whether or not the message was deleted meanwhile. */
const WINDOW_MS = 5 * 60_000;

export interface AcceptedMessage {
  readonly sent: { readonly messageId: string; readonly sequenceNumber: string };
  readonly acceptedMs: number;
}

/**
 * The deduplication window of one queue. Two maps take turns, so that forgetting costs nothing per message and nothing
 * is kept for longer than two windows.
 */
export class DeduplicationWindow {
  #current = new Map<string, AcceptedMessage>();
  #previous = new Map<string, AcceptedMessage>();
  #currentSinceMs = Number.NEGATIVE_INFINITY;
  readonly #kept: Section<AcceptedMessage> | undefined;

  /** @param kept notes what must outlive the process. */
  public constructor(kept?: Section<AcceptedMessage>) {
    this.#kept = kept;
  }

  /** The message accepted under this key within the last five minutes. */
  public find(key: string, nowMs: number): AcceptedMessage | undefined {
    const accepted = this.#current.get(key) ?? this.#previous.get(key);
    return accepted !== undefined && nowMs - accepted.acceptedMs < WINDOW_MS ? accepted : undefined;
  }

  public remember(key: string, accepted: AcceptedMessage): void {
    this.#enter(key, accepted);
    this.#kept?.put(key, accepted, accepted.acceptedMs + WINDOW_MS);
  }

  /** Puts back what an earlier process left, in the order of acceptance. */
  public restore(accepted: readonly (readonly [key: string, accepted: AcceptedMessage])[]): void {
    for (const [key, message] of accepted) this.#enter(key, message);
  }

  /** Forgets every message. */
  public clear(): void {
    this.#current.clear();
    this.#previous.clear();
    this.#kept?.clear();
  }

  #enter(key: string, accepted: AcceptedMessage): void {
    const ageMs = accepted.acceptedMs - this.#currentSinceMs;
    if (ageMs >= WINDOW_MS) {
      this.#previous = ageMs < 2 * WINDOW_MS ? this.#current : new Map();
      this.#current = new Map();
      this.#currentSinceMs = accepted.acceptedMs;
    }
    this.#current.set(key, accepted);
  }
}
