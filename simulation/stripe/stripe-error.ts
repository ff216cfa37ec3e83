/** An error that answers a client in the shape of Stripe's API (docs.stripe.com/api/errors). */
export class StripeApiError extends Error {
  public readonly status: number;
  public readonly type: string;
  public readonly fields: Readonly<Record<string, unknown>>;
  /** Stripe saves an answer for its idempotency key only once the endpoint began to execute, so neither a bad request nor
   * a collision is saved (docs.stripe.com/api/idempotent_requests). */
  public readonly executed: boolean;

  public constructor(
    status: number,
    type: string,
    message: string,
    { executed = false, ...fields }: { executed?: boolean; [field: string]: unknown } = {},
  ) {
    super(message);
    this.name = 'StripeApiError';
    this.status = status;
    this.type = type;
    this.executed = executed;
    this.fields = fields;
  }

  public get body(): { error: Record<string, unknown> } {
    return { error: { type: this.type, message: this.message, ...this.fields } };
  }
}

/** 400 or 404 for a request that can never succeed as it is. */
export const invalidRequest = (message: string, fields: Record<string, unknown>, status = 400): StripeApiError =>
  new StripeApiError(status, 'invalid_request_error', message, fields);
