import type { Clock } from '@coffee-shop/aws-local/clock';
import { tooManyRequests } from './answer';
import type { Call } from './endpoints';

/** How many requests an account may make (https://docs.stripe.com/rate-limits). */
export interface RateLimits {
  /** Of all kinds, per second. */
  readonly perSecond: number;
  /** Of one endpoint, per second. */
  readonly perEndpointPerSecond: number;
  /** That change one payment intent, per hour. */
  readonly updatesPerIntentPerHour: number;
}

/** In live mode. A sandbox has 25 requests per second in all. */
export const LIVE_RATE_LIMITS: RateLimits = {
  perSecond: 100,
  perEndpointPerSecond: 25,
  updatesPerIntentPerHour: 1_000,
};

const SECOND_MS = 1_000;
const HOUR_MS = 3_600_000;

/**
 * Counts requests over the last second and hour of environment time. A refused request is not counted; how Stripe measures
 * is not documented.
 */
export class RateLimiter {
  public limits: RateLimits | undefined;
  /** Requests that were refused. */
  public refused = 0;
  readonly #clock: Clock;
  readonly #takenMs = new Map<string, number[]>();

  /** @param limits none unless given. */
  public constructor(clock: Clock, limits?: RateLimits) {
    this.#clock = clock;
    this.limits = limits;
  }

  /** @throws StripeApiError (429) when a limit is reached, with the reason in a header. */
  public take({ endpoint, intentId }: Call): void {
    if (!this.limits) return;
    const { perSecond, perEndpointPerSecond, updatesPerIntentPerHour } = this.limits;
    const isUpdate = intentId !== undefined && (endpoint === 'confirm' || endpoint === 'cancel');
    const account = this.#recent('account', SECOND_MS);
    const ofEndpoint = this.#recent(endpoint, SECOND_MS);
    const ofIntent = isUpdate ? this.#recent(intentId, HOUR_MS) : [];
    const refuse = (reason: Parameters<typeof tooManyRequests>[0]): never => {
      this.refused += 1;
      throw tooManyRequests(reason);
    };
    if (account.length >= perSecond) refuse('global-rate');
    if (ofEndpoint.length >= perEndpointPerSecond) refuse('endpoint-rate');
    if (ofIntent.length >= updatesPerIntentPerHour) refuse('resource-specific');
    for (const taken of [account, ofEndpoint, ofIntent]) taken.push(this.#clock.now());
  }

  /** Times of what was taken of a limit and still counts, which may be added to. */
  #recent(name: string, windowMs: number): number[] {
    const fromMs = this.#clock.now() - windowMs;
    const recent = (this.#takenMs.get(name) ?? []).filter((atMs) => atMs > fromMs);
    this.#takenMs.set(name, recent);
    return recent;
  }
}
