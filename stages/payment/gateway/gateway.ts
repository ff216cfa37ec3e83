/** An amount in minor units (integer) of a currency (ISO 4217, upper case). */
export interface Money {
  readonly amount: number;
  readonly currency: string;
}

/**
 * - `unconfirmed`: opened, no money has moved, and it can be cancelled: not confirmed yet, or the confirm was interrupted
 *   after the card was declined or asked for authentication.
 * - `processing`: confirmed, the gateway has not decided yet; read it again later.
 * - `captured`: the customer was charged (it stays `captured` when refunded; see `refundedAmount`).
 * - `declined`: the card was declined, or asks for authentication. Final: the intent can never be confirmed again.
 * - `cancelled`: given up before any money moved. Final.
 */
export type IntentStatus = 'unconfirmed' | 'processing' | 'captured' | 'declined' | 'cancelled';

export interface Decline {
  /** The gateway's reason, such as `insufficient_funds`. */
  readonly code: string;
  /** For the customer's eyes; holds no card data. */
  readonly message: string;
}

/** What the gateway knows of one attempt to charge one order. */
export interface PaymentIntent {
  readonly id: string;
  readonly status: IntentStatus;
  readonly money: Money;
  /** Minor units given back so far; equal to `money.amount` when nothing of the charge is left. */
  readonly refundedAmount: number;
  /** Present when, and only when, `status` is `declined`. */
  readonly decline?: Decline;
}

/**
 * What the payment stage needs of a payment gateway. The gateway's own state machine makes it safe to repeat any call at
 * any later time: an intent can be captured once and refunded to zero once.
 *
 * Every method throws the errors of `errors.ts`: GatewayUnavailableError (ambiguous: it may have taken effect; repeat it),
 * GatewayBusyError (another call works on the same intent; repeat it), GatewayRefusedError (for good),
 * GatewayConfigurationError (our key is wrong).
 */
export interface PaymentGateway {
  /** Opens an intent, which moves no money. The same order gives the same intent, as it was when it was opened, for as
   * long as the gateway keeps its idempotency keys (Stripe: a day); the same orderId with other money or shop is refused.
   * After that a second intent is opened, so the caller stores the id before it confirms. */
  open(order: { readonly orderId: string; readonly shopId: string; readonly money: Money }): Promise<PaymentIntent>;
  /** Charges an intent with the customer's payment token. A declined card is an answer (`declined`), not an error; so is a
   * card that asks for the customer's authentication (code `authentication_required`), whose intent is cancelled. An
   * intent that is past confirming (captured, declined, cancelled, processing) answers its state and nothing happens. */
  confirm(intentId: string, token: string): Promise<PaymentIntent>;
  /** The intent as the gateway sees it now. */
  read(intentId: string): Promise<PaymentIntent>;
  /** Makes sure that an intent is never charged. One that was captured already (or is processing) answers its state
   * unchanged, and the caller refunds; `cancelled` and `declined` both mean that no money will ever move. */
  cancel(intentId: string): Promise<PaymentIntent>;
  /** Gives back whatever is left of a captured intent; already refunded is success. One that was never captured answers
   * its state unchanged. */
  refund(intentId: string): Promise<PaymentIntent>;
}
