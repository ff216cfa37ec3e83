import type { InjectedAnswer } from './faults';
import { invalidRequest, StripeApiError } from './stripe-error';

/** An answer as it goes over the wire. */
export interface Answer {
  readonly status: number;
  readonly body: string;
  /** It was given before, for the same idempotency key. */
  readonly replayed?: boolean;
  /** In place of the usual ones, or besides. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** What a request comes to: an answer, silence, or a cut connection. */
export type Outcome = Answer | 'silence' | 'reset';

export const jsonAnswer = (body: unknown): Answer => ({ status: 200, body: JSON.stringify(body) });

/** @param requestId of the request that failed. */
export const errorAnswer = (error: StripeApiError, requestId: string): Answer => ({
  status: error.status,
  body: JSON.stringify(error.bodyOf(requestId)),
  headers: error.headers,
});

export const injectedAnswer = ({ status, body, headers }: InjectedAnswer): Answer => ({
  status,
  body: body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body),
  headers: { 'content-type': typeof body === 'string' ? 'text/html' : 'application/json', ...headers },
});

export const keyRefused = () => new StripeApiError(401, 'invalid_request_error', 'Invalid API Key provided.');

/** What Stripe answers a release that sends what it does not know. */
export const misuse = () =>
  invalidRequest('Received unknown parameter: foo', { code: 'parameter_unknown', param: 'foo' });

export const serverError = () => new StripeApiError(500, 'api_error', 'An unknown error occurred', { executed: true });

export const unavailable = () => new StripeApiError(503, 'api_error', 'Service unavailable.');

/** https://docs.stripe.com/rate-limits#handling-limiting-gracefully @param reason why, as Stripe's header says it. */
export const tooManyRequests = (reason: string) =>
  new StripeApiError(
    429,
    'invalid_request_error',
    'Request rate limit exceeded. Learn more about rate limits here https://stripe.com/docs/rate-limits.',
    { code: 'rate_limit', headers: { 'stripe-rate-limited-reason': reason } },
  );

/** https://docs.stripe.com/rate-limits#object-lock-timeouts */
export const locked = () =>
  new StripeApiError(
    429,
    'invalid_request_error',
    'This object cannot be accessed right now because another API request or Stripe process is currently accessing it.',
    { code: 'lock_timeout' },
  );
