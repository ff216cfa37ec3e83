import type http from 'node:http';
import type { Clock } from '@coffee-shop/aws-local/clock';
import {
  type Answer,
  errorAnswer,
  injectedAnswer,
  jsonAnswer,
  keyRefused,
  misuse,
  type Outcome,
  serverError,
  tooManyRequests,
  unavailable,
} from './answer';
import type { CallCounts } from './call-counts';
import { type Call, callOf, isBalance } from './endpoints';
import type { Fault, Faults } from './faults';
import type { IdempotencyKeys } from './idempotency-keys';
import { ObjectLocks } from './object-locks';
import type { Payments } from './payments';
import type { RateLimiter } from './rate-limits';
import { execute } from './stripe-api';
import { StripeApiError } from './stripe-error';

/** A request as it arrived, with the id that it got. */
export interface GatewayRequest {
  readonly id: string;
  readonly method: string;
  readonly url: URL;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

interface Parts {
  readonly clock: Clock;
  readonly random: () => number;
  readonly payments: Payments;
  readonly keys: IdempotencyKeys;
  readonly calls: CallCounts;
  readonly faults: Faults;
  readonly limiter: RateLimiter;
}

/** Answers requests to Stripe's API: outages and faults first, then key, limits, idempotency and the effect. */
export class Responder {
  public apiKey: string | undefined;
  public latency: { readonly latencyMs: number; readonly jitterMs?: number | undefined } = { latencyMs: 0 };
  readonly #parts: Parts;
  readonly #locks = new ObjectLocks();

  public constructor(parts: Parts) {
    this.#parts = parts;
  }

  public async respond(request: GatewayRequest): Promise<Outcome> {
    try {
      return await this.#respond(request);
    } catch (error) {
      if (error instanceof StripeApiError) return errorAnswer(error, request.id);
      throw error;
    }
  }

  async #respond(request: GatewayRequest): Promise<Outcome> {
    const { calls, faults, payments } = this.#parts;
    const { method, url, body } = request;
    const call = isBalance(method, url) ? undefined : callOf(method, url, body);
    if (call) calls.record(call.operation);
    if (faults.outage === 'refused') return 'reset';
    if (faults.outage === 'hanging') return 'silence';
    if (faults.outage === '503') throw unavailable();
    if (faults.outage === 'unauthorized') throw keyRefused();
    if (!call) {
      this.#authenticate(request.headers);
      return jsonAnswer({ object: 'balance', available: [], pending: [], livemode: payments.livemode });
    }
    if (faults.outage === 'misuse') throw misuse();
    return this.#faulty(request, call, faults.next(call.operation));
  }

  async #faulty(request: GatewayRequest, call: Call, fault: Fault | undefined): Promise<Outcome> {
    if (typeof fault === 'object') {
      if (fault.takesEffect) await this.#execution(request, call, undefined).catch(ignoreRefusal);
      return injectedAnswer(fault);
    }
    if (fault === 'reset-before-effect') return 'reset';
    if (fault === 'timeout-before-effect') return 'silence';
    if (fault === 'misuse') throw misuse();
    if (fault === 'rate-limited') throw tooManyRequests('global-rate');
    const execution = this.#execution(request, call, fault);
    if (fault !== 'reset-after-effect' && fault !== 'timeout-after-effect') return execution;
    await execution.catch(ignoreRefusal);
    return fault === 'reset-after-effect' ? 'reset' : 'silence';
  }

  async #execution(request: GatewayRequest, call: Call, fault: Fault | undefined): Promise<Answer> {
    this.#authenticate(request.headers);
    this.#parts.limiter.take(call);
    // Keys have no effect on GET (https://docs.stripe.com/api/idempotent_requests).
    if (request.method === 'GET') return this.#effect(request, call, fault);
    return this.#once(request, () => this.#locks.alone(call.intentId, () => this.#effect(request, call, fault)));
  }

  /** Runs a POST under its idempotency key: once, however often it is sent. */
  async #once(request: GatewayRequest, action: () => Promise<Answer>): Promise<Answer> {
    const { keys } = this.#parts;
    const key = keyOf(request.headers);
    if (key === undefined) return action();
    const saved = keys.claim(key, `${request.url.pathname} ${sameInAnyOrder(request.body)}`);
    if (saved) {
      await this.#delay();
      return saved;
    }
    let answer: Answer | undefined;
    try {
      answer = await action();
      return answer;
    } catch (error) {
      if (error instanceof StripeApiError && error.executed) answer = errorAnswer(error, request.id);
      throw error;
    } finally {
      if (answer) keys.save(key, answer);
      else keys.release(key);
    }
  }

  async #effect(request: GatewayRequest, call: Call, fault: Fault | undefined): Promise<Answer> {
    await this.#delay();
    if (fault === 'error-before-effect') throw serverError();
    const { payments } = this.#parts;
    const cause = { id: request.id, idempotency_key: keyOf(request.headers) ?? null };
    const body = payments.events.causedBy(cause, () => execute(payments, call));
    if (fault === 'error-after-effect') throw serverError();
    return jsonAnswer(body);
  }

  async #delay(): Promise<void> {
    const { latencyMs, jitterMs = 0 } = this.latency;
    const delayMs = latencyMs + (jitterMs > 0 ? this.#parts.random() * jitterMs : 0);
    if (delayMs > 0) await this.#parts.clock.sleep(delayMs);
  }

  #authenticate({ authorization }: http.IncomingHttpHeaders): void {
    const [, key] = authorization?.match(/^Bearer (.+)$/) ?? [];
    if (key === undefined || (this.apiKey !== undefined && key !== this.apiKey)) throw keyRefused();
  }
}

const keyOf = ({ 'idempotency-key': key }: http.IncomingHttpHeaders): string | undefined =>
  Array.isArray(key) ? key[0] : key;

/** Stripe compares parameters, not bytes. */
const sameInAnyOrder = (body: string): string => {
  const form = new URLSearchParams(body);
  form.sort();
  return form.toString();
};

/** For a call whose answer nobody gets. */
const ignoreRefusal = (error: unknown): void => {
  if (!(error instanceof StripeApiError)) throw error;
};
