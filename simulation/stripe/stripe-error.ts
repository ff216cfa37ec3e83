import { ACCOUNT_ID } from './ids';
import { docUrlOf } from './payment-error-object';

interface ErrorDetails {
  readonly executed?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
  readonly [field: string]: unknown;
}

/** An error that answers a client in the shape of Stripe's API (docs.stripe.com/api/errors). */
export class StripeApiError extends Error {
  public readonly status: number;
  public readonly type: string;
  public readonly fields: Readonly<Record<string, unknown>>;
  /** Stripe saves an answer for its idempotency key only once the endpoint began to execute, so neither a bad request nor
   * a collision is saved (docs.stripe.com/api/idempotent_requests). */
  public readonly executed: boolean;
  public readonly headers: Readonly<Record<string, string>>;
  #intent: Readonly<Record<string, unknown>> | undefined;

  public constructor(
    status: number,
    type: string,
    message: string,
    { executed = false, headers = {}, ...fields }: ErrorDetails = {},
  ) {
    super(message);
    this.name = 'StripeApiError';
    this.status = status;
    this.type = type;
    this.executed = executed;
    this.headers = headers;
    this.fields = fields;
  }

  /** Adds the intent that the request was about, whole and with its client secret, as Stripe does. */
  public about(intent: Readonly<Record<string, unknown>>): this {
    this.#intent = intent;
    return this;
  }

  /** @param requestId of the request that failed, which the body links in the account's log. */
  public bodyOf(requestId: string): { error: Record<string, unknown> } {
    const { code } = this.fields;
    return {
      error: {
        ...this.fields,
        ...(typeof code === 'string' && { doc_url: docUrlOf(code) }),
        message: this.message,
        ...(this.#intent && { payment_intent: this.#intent }),
        ...(this.status !== 401 && {
          request_log_url: `https://dashboard.stripe.com/${ACCOUNT_ID}/workbench/logs?object=${requestId}`,
        }),
        type: this.type,
      },
    };
  }
}

/** 400 or 404 for a request that can never succeed as it is. */
export const invalidRequest = (message: string, fields: Record<string, unknown>, status = 400): StripeApiError =>
  new StripeApiError(status, 'invalid_request_error', message, fields);
