import { createHash } from 'node:crypto';
import type { Section } from '@coffee-shop/aws-local';
import type { Clock } from '@coffee-shop/aws-local/clock';
import type { Answer } from './answer';
import { invalidRequest, StripeApiError } from './stripe-error';

const LONGEST_KEY = 255;

/** Stripe prunes keys once they are at least this old (docs.stripe.com/api/idempotent_requests). */
export const KEY_LIFETIME_MS = 24 * 60 * 60_000;

export interface Key {
  readonly fingerprint: string;
  readonly usedMs: number;
  answer?: Answer;
}

/** Remembers the first answer to each idempotency key, 500s included, and gives it again for a day. */
export class IdempotencyKeys {
  readonly #clock: Clock;
  readonly #keys: Map<string, Key>;
  readonly #kept: Section<Key> | undefined;

  /** @param kept notes what must outlive the process: a request that got no answer is forgotten with it. */
  public constructor(clock: Clock, kept?: Section<Key>) {
    this.#clock = clock;
    this.#kept = kept;
    this.#keys = new Map(kept?.restored());
  }

  /**
   * Claims a key for a request, or gives the answer that was saved for it.
   * @throws StripeApiError when the key was used for another request, or another request under it is still running.
   */
  public claim(key: string, request: string): Answer | undefined {
    if (key.length > LONGEST_KEY)
      throw invalidRequest(`The Idempotency-Key can be at most ${LONGEST_KEY} characters long.`, {});
    this.#prune();
    // A digest, because the request may hold a payment token.
    const fingerprint = createHash('sha256').update(request).digest('base64');
    const known = this.#keys.get(key);
    if (known === undefined) {
      this.#keys.set(key, { fingerprint, usedMs: this.#clock.now() });
      return undefined;
    }
    if (known.fingerprint !== fingerprint)
      throw new StripeApiError(
        400,
        'idempotency_error',
        `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`,
      );
    if (known.answer === undefined)
      throw new StripeApiError(
        409,
        'idempotency_error',
        `There is currently another in-progress request using this Idempotent Key (that probably means you submitted twice, and the other request is still going through): ${key}`,
        { code: 'idempotency_key_in_use' },
      );
    return { ...known.answer, replayed: true };
  }

  public save(key: string, answer: Answer): void {
    const known = this.#keys.get(key);
    if (known === undefined) return;
    known.answer = answer;
    this.#kept?.put(key, known, known.usedMs + KEY_LIFETIME_MS);
  }

  /** Gives a claimed key back: its request was never executed. */
  public release(key: string): void {
    this.#keys.delete(key);
  }

  public forget(): void {
    this.#keys.clear();
    this.#kept?.clear();
  }

  /** A map keeps its keys in the order in which they were first used. */
  #prune(): void {
    const dueMs = this.#clock.now() - KEY_LIFETIME_MS;
    for (const [key, { usedMs }] of this.#keys) {
      if (usedMs > dueMs) return;
      this.#keys.delete(key);
    }
  }
}
