import pLimit from 'p-limit';
import type Stripe from 'stripe';
import type { Decline, Gateway, GatewayAccess, PaymentGateway, PaymentIntent } from './gateway';
import { pacing } from './pacing';
import { permitted } from './permitted';
import {
  AUTHENTICATION_REASON,
  AUTHENTICATION_REQUIRED,
  DECLINED_REASON,
  intentOf,
  isUntried,
  NEVER_CAPTURED,
  recordedDecline,
} from './stripe-answers';
import { type StripeClient, type StripeClientOptions, stripeClient } from './stripe-client';
import { stripeDisputes } from './stripe-disputes';
import { INVALID_PAYMENT_METHOD, isUnexpectedState, refusalIn } from './stripe-errors';
import { underFreshKey } from './stripe-keys';
import { stripeRefunds } from './stripe-refunds';
import { EXPANDED, openKey, openParameters, paymentMethodParameters } from './stripe-requests';

export interface StripeGatewayOptions extends StripeClientOptions {
  /** Names this deployment among all that share the Stripe account; part of idempotency keys and metadata. */
  readonly environment: string;
  /** Operations under way at once, of this process. */
  readonly callsAtOnce: number;
  /** Calls per second of each operation, of this process. */
  readonly callsPerSecond: number;
}

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
  const settled = (intent: Stripe.PaymentIntent): Promise<PaymentIntent> | PaymentIntent => {
    if (intent.status === 'requires_capture') return seal(intent.id, DECLINED_REASON, NEVER_CAPTURED);
    const known = intentOf(intent);
    if (known.status !== 'unconfirmed') return known;
    // Without a return URL nobody here can authenticate.
    if (intent.status === 'requires_action') return seal(intent.id, AUTHENTICATION_REASON, AUTHENTICATION_REQUIRED);
    const decline = recordedDecline(intent);
    return decline ? seal(intent.id, DECLINED_REASON, decline) : known;
  };

  const confirm = async (id: string, token: string, returnUrl?: string): Promise<PaymentIntent> => {
    const paymentMethod = paymentMethodParameters(token);
    if (!paymentMethod) return seal(id, DECLINED_REASON, INVALID_PAYMENT_METHOD);
    const parameters = {
      ...paymentMethod,
      ...(returnUrl !== undefined && { return_url: returnUrl }),
      expand: EXPANDED,
    };
    let intent: Stripe.PaymentIntent;
    try {
      intent = await client('confirm', timeoutMs, (stripe, options) =>
        stripe.paymentIntents.confirm(id, parameters, options),
      );
    } catch (error) {
      const refusal = refusalIn(error);
      if (refusal) return seal(id, DECLINED_REASON, refusal);
      if (!isUnexpectedState(error)) throw error;
      intent = await retrieve(id);
    }
    return settled(intent);
  };

  return {
    async open(order) {
      const parameters = openParameters(order, environment);
      return underFreshKey(async (attempt) => {
        const idempotencyKey = openKey(environment, order.orderId, parameters, attempt);
        const intent = await client('open', timeoutMs, (stripe, options) =>
          stripe.paymentIntents.create(parameters, { ...options, idempotencyKey }),
        );
        return intentOf(intent);
      });
    },

    confirm,

    async resume(id, token, returnUrl) {
      const intent = await retrieve(id);
      return isUntried(intent) ? confirm(id, token, returnUrl) : settled(intent);
    },

    read,

    settle: async (id) => settled(await retrieve(id)),

    abandon: (id) => seal(id, AUTHENTICATION_REASON, AUTHENTICATION_REQUIRED),

    cancel: (id) => cancel(id, 'requested_by_customer'),

    ...stripeRefunds(client, environment, timeoutMs),
    ...stripeDisputes(client, environment, timeoutMs),
  };
};
