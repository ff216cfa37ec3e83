import { randomUUID } from 'node:crypto';
import Stripe from 'stripe';
import type { ApiKeySource } from './api-key';
import { GatewayConfigurationError, GatewayMisuseError, GatewayUnavailableError } from './gateway';
import { failureForLog, gatewayError, isUnexpectedState, refusalIn } from './stripe-errors';

/** The version of Stripe's API that requests, answers and the simulator follow (https://docs.stripe.com/changelog). */
const STRIPE_API_VERSION = '2026-10-28.endive';

/** What one request does. An operation of the port may take several. */
type GatewayOperation = 'open' | 'confirm' | 'read' | 'cancel' | 'refund';

/** One request to the gateway. `ok`: it answered (a decline is an answer); false: it was unavailable or refused. */
export interface MeasuredCall {
  readonly operation: GatewayOperation;
  readonly durationMs: number;
  readonly ok: boolean;
  /** Whether the gateway refused our request, key or account, whatever the order was. */
  readonly isOurFault: boolean;
  /** Of a call that is not ok, for the log alone: it may quote a merchant's settings. */
  readonly failure?: Readonly<Record<string, unknown>>;
}

export interface StripeClientOptions {
  readonly apiKey: ApiKeySource;
  /** Where the API is; Stripe's own unless given. */
  readonly url?: string | undefined;
  readonly onCall?: ((call: MeasuredCall) => void) | undefined;
}

/** Makes one request with the options that it is given. */
type Request<T> = (stripe: Stripe, options: Stripe.RequestOptions) => Promise<T>;

/** Sends a request of an operation, within `timeoutMs`. @throws StripeError, or GatewayUnavailableError. */
export type StripeClient = <T>(operation: GatewayOperation, timeoutMs: number, request: Request<T>) => Promise<T>;

/**
 * Sends requests to Stripe with the current key. It repeats no failed request (that is the queue's business), except that
 * the stripe package repeats once, under the same idempotency key, what a closed connection swallowed: a Lambda that
 * thaws finds its keep-alive connections dead. A key that Stripe refuses may have been rotated: it is read again, tried
 * with a request that changes nothing, and used if Stripe takes it.
 */
export const stripeClient = ({ apiKey, url, onCall }: StripeClientOptions): StripeClient => {
  const stripe = stripeAt(url);
  return async (operation, timeoutMs, request) => {
    const timeout = Math.max(1, Math.round(timeoutMs));
    const send = async (key: string) => {
      const startedMs = performance.now();
      const report = (ok: boolean, error?: unknown) =>
        onCall?.({
          operation,
          ok,
          durationMs: performance.now() - startedMs,
          isOurFault: !ok && isOurFault(error),
          ...(!ok && { failure: failureForLog(error) }),
        });
      try {
        const answer = await request(stripe, { apiKey: key, timeout, idempotencyKey: `${operation} ${randomUUID()}` });
        report(true);
        return answer;
      } catch (error) {
        report(refusalIn(error) !== undefined || isUnexpectedState(error), error);
        if (error instanceof Stripe.errors.StripeError) throw error;
        // The stripe package stumbles over bodies that are JSON and not Stripe's, such as `null`.
        const message = 'the answer of the gateway cannot be read';
        throw new GatewayUnavailableError('foreign_answer', message, { cause: error });
      }
    };
    const key = await apiKey();
    try {
      return await send(key);
    } catch (error) {
      if (!isKeyRefused(error)) throw error;
      const current = await apiKey({ fresh: true });
      await checkKey(stripe, current, timeout);
      return send(current);
    }
  };
};

const isOurFault = (error: unknown): boolean => {
  const meant = gatewayError(error);
  return meant instanceof GatewayMisuseError || meant instanceof GatewayConfigurationError;
};

const isKeyRefused = (error: unknown): boolean =>
  error instanceof Stripe.errors.StripeAuthenticationError ||
  (error instanceof Stripe.errors.StripePermissionError && error.param === undefined);

const CHECK_TIMEOUT_MS = 5_000;

/**
 * Asks Stripe whether it takes the current key.
 * @throws GatewayConfigurationError if it does not, or there is none; StripeError if Stripe cannot be asked.
 */
export const checkStripeKey = async ({ apiKey, url }: StripeClientOptions): Promise<void> =>
  checkKey(stripeAt(url), await apiKey({ fresh: true }), CHECK_TIMEOUT_MS);

const checkKey = async (stripe: Stripe, key: string, timeout: number): Promise<void> => {
  try {
    await stripe.balance.retrieve({}, { apiKey: key, timeout });
  } catch (error) {
    if (error instanceof Stripe.errors.StripeAuthenticationError)
      throw new GatewayConfigurationError('api_key_refused', 'the gateway does not accept our API key');
    // A restricted key may not read the balance; what it may do, its next request shows.
    if (!(error instanceof Stripe.errors.StripePermissionError)) throw error;
  }
};

const stripeAt = (url: string | undefined): Stripe =>
  new Stripe('given with each request', {
    apiVersion: STRIPE_API_VERSION,
    ...(url !== undefined && addressOf(url)),
    maxNetworkRetries: 0,
    telemetry: false,
  });

const addressOf = (url: string): { protocol: 'http' | 'https'; host: string; port: string } => {
  if (!URL.canParse(url)) throw new GatewayConfigurationError('invalid_url', `the gateway's URL is not one: ${url}`);
  const { protocol, hostname, port } = new URL(url);
  if (protocol !== 'http:' && protocol !== 'https:')
    throw new GatewayConfigurationError('invalid_url', `the gateway's URL must be http or https: ${url}`);
  return {
    protocol: protocol === 'http:' ? 'http' : 'https',
    host: hostname,
    port: port || (protocol === 'http:' ? '80' : '443'),
  };
};
