import pLimit from 'p-limit';
import type Stripe from 'stripe';
import {
  type Decline,
  type Gateway,
  type GatewayAccess,
  GatewayRefusedError,
  type PaymentGateway,
  type PaymentIntent,
} from './gateway';
import { pacing } from './pacing';
import { permitted } from './permitted';
import {
  AUTHENTICATION_REASON,
  AUTHENTICATION_REQUIRED,
  DECLINED_REASON,
  intentOf,
  isUntried,
  recordedDecline,
  STILL_PROCESSING,
} from './stripe-answers';
import { type StripeClient, type StripeClientOptions, stripeClient } from './stripe-client';
import {
  INVALID_PAYMENT_METHOD,
  isKeyReused,
  isRefundRefused,
  isSavedFailure,
  isUnexpectedState,
  refusalIn,
} from './stripe-errors';
import { EXPANDED, openKey, openParameters, paymentMethodParameters } from './stripe-requests';

export interface StripeGatewayOptions extends StripeClientOptions {
  /** Names this deployment among all that share the Stripe account; part of idempotency keys and metadata. */
  readonly environment: string;
  /** Operations under way at once, of this process. */
  readonly callsAtOnce: number;
  /** Calls per second of each operation, of this process. */
  readonly callsPerSecond: number;
}

/** How many keys one order may burn: each is used only when Stripe saved a server error for the one before. */
const OPEN_KEYS = 5;

/** The payment gateway on Stripe's payment intents. Call it once per process. */
export const stripeGateway = (options: StripeGatewayOptions): Gateway => {
  const { environment, callsAtOnce, callsPerSecond } = options;
  const client = stripeClient(options);
  const limits = { limit: pLimit(callsAtOnce), turn: pacing(callsPerSecond) };
  return (access) => permitted(access, limits, stripeIntents(client, environment, access));
};

type CancellationReason = Stripe.PaymentIntentCancelParams.CancellationReason;

/** The port's operations as requests to Stripe; they throw what the stripe package throws. */
const stripeIntents = (
  client: StripeClient,
  environment: string,
  { timeoutMs }: Pick<GatewayAccess, 'timeoutMs'>,
): PaymentGateway => {
  const retrieve = (id: string): Promise<Stripe.PaymentIntent> =>
    client('read', timeoutMs, (stripe, { idempotencyKey: _, ...options }) =>
      stripe.paymentIntents.retrieve(id, { expand: EXPANDED }, options),
    );

  const read = async (id: string): Promise<PaymentIntent> => intentOf(await retrieve(id));

  /** Cancels an intent, or answers its state if it is past that. */
  const cancel = async (id: string, cancellation_reason: CancellationReason): Promise<PaymentIntent> => {
    try {
      return intentOf(
        await client('cancel', timeoutMs, (stripe, options) =>
          stripe.paymentIntents.cancel(id, { cancellation_reason, expand: EXPANDED }, options),
        ),
      );
    } catch (error) {
      if (isUnexpectedState(error)) return read(id);
      throw error;
    }
  };

  /**
   * Makes a decline final: Stripe would let a declined intent be confirmed again, and a confirm whose answer was lost may
   * still be under way. If that one came first, the intent is answered as captured.
   */
  const seal = async (id: string, reason: CancellationReason, decline: Decline): Promise<PaymentIntent> => {
    const sealed = await cancel(id, reason);
    return sealed.status === 'declined' ? { ...sealed, decline } : sealed;
  };

  /** What an intent comes to that cannot be confirmed, or not again. */
  const settle = (intent: Stripe.PaymentIntent): Promise<PaymentIntent> | PaymentIntent => {
    if (intent.status === 'requires_action') return seal(intent.id, AUTHENTICATION_REASON, AUTHENTICATION_REQUIRED);
    // Nothing here asks for a capture of its own; an account's settings may.
    if (intent.status === 'processing' || intent.status === 'requires_capture')
      return seal(intent.id, DECLINED_REASON, STILL_PROCESSING);
    const known = intentOf(intent);
    const decline = known.status === 'unconfirmed' ? recordedDecline(intent) : undefined;
    return decline ? seal(intent.id, DECLINED_REASON, decline) : known;
  };

  const confirm = async (id: string, token: string): Promise<PaymentIntent> => {
    const paymentMethod = paymentMethodParameters(token);
    if (!paymentMethod) return seal(id, DECLINED_REASON, INVALID_PAYMENT_METHOD);
    let intent: Stripe.PaymentIntent;
    try {
      intent = await client('confirm', timeoutMs, (stripe, options) =>
        stripe.paymentIntents.confirm(id, { ...paymentMethod, expand: EXPANDED }, options),
      );
    } catch (error) {
      const refusal = refusalIn(error);
      if (refusal) return seal(id, DECLINED_REASON, refusal);
      if (!isUnexpectedState(error)) throw error;
      intent = await retrieve(id);
    }
    return settle(intent);
  };

  return {
    async open(order) {
      const parameters = openParameters(order, environment);
      for (let attempt = 1; ; attempt++) {
        const idempotencyKey = openKey(environment, order.orderId, parameters, attempt);
        try {
          return intentOf(
            await client('open', timeoutMs, (stripe, options) =>
              stripe.paymentIntents.create(parameters, { ...options, idempotencyKey }),
            ),
          );
        } catch (error) {
          if (attempt === OPEN_KEYS || !(isSavedFailure(error) || isKeyReused(error))) throw error;
        }
      }
    },

    confirm,

    async resume(id, token) {
      const intent = await retrieve(id);
      return isUntried(intent) ? confirm(id, token) : settle(intent);
    },

    read,

    cancel: (id) => cancel(id, 'requested_by_customer'),

    async refund(id) {
      try {
        const { status } = await client('refund', timeoutMs, (stripe, options) =>
          stripe.refunds.create({ payment_intent: id }, options),
        );
        if (status === 'failed' || status === 'canceled')
          throw new GatewayRefusedError('refund_failed', `the refund of ${id} ended ${status}`);
      } catch (error) {
        if (!isRefundRefused(error)) throw error;
        // Refused: because nothing is left to refund, or for good?
        const intent = await read(id);
        if (intent.status === 'captured' && intent.refundedAmount < intent.money.amount)
          throw new GatewayRefusedError(error.code ?? 'refund_refused', `the gateway refuses to refund ${id}`);
        return intent;
      }
      return read(id);
    },
  };
};
