import { randomUUID } from 'node:crypto';
import pLimit from 'p-limit';
import Stripe from 'stripe';
import type { ApiKeySource } from './api-key';
import {
  type Gateway,
  type GatewayAccess,
  GatewayConfigurationError,
  GatewayRefusedError,
  type PaymentGateway,
  type PaymentIntent,
} from './gateway';
import { permitted } from './permitted';
import {
  AUTHENTICATION_REASON,
  DECLINED_REASON,
  declineReported,
  EXPANDED,
  intentOf,
  isSavedFailure,
  isUnexpectedState,
} from './stripe-answers';

type GatewayOperation = keyof PaymentGateway;

/** One request to the gateway. `ok`: it answered (a decline is an answer); false: it was unavailable or refused. */
export interface MeasuredCall {
  readonly operation: GatewayOperation;
  readonly durationMs: number;
  readonly ok: boolean;
}

export interface StripeGatewayOptions {
  readonly apiKey: ApiKeySource;
  /** Operations under way at once, of this process. */
  readonly callsAtOnce: number;
  /** Where the API is; Stripe's own unless given. */
  readonly url?: string | undefined;
  readonly onCall?: ((call: MeasuredCall) => void) | undefined;
}

/** How many keys one order may burn: each is used only when Stripe saved a server error for the one before. */
const OPEN_KEYS = 5;

/**
 * The payment gateway on Stripe's payment intents. It repeats no failed request (that is the queue's business), except
 * that the stripe package repeats once, under the same key, what a closed connection swallowed: a Lambda that thaws finds
 * its keep-alive connections dead.
 */
export const stripeGateway = ({ apiKey, callsAtOnce, url, onCall }: StripeGatewayOptions): Gateway => {
  const stripe = new Stripe('given with each request', {
    ...(url !== undefined && addressOf(url)),
    maxNetworkRetries: 0,
    telemetry: false,
  });
  const limit = pLimit(callsAtOnce);
  return (access) => permitted(access, limit, stripeIntents({ stripe, apiKey, onCall }, access));
};

interface Account extends Pick<StripeGatewayOptions, 'apiKey' | 'onCall'> {
  readonly stripe: Stripe;
}

/** The port's operations as requests to Stripe; they throw what the stripe package throws. */
const stripeIntents = (
  { stripe, apiKey, onCall }: Account,
  { timeoutMs }: Pick<GatewayAccess, 'timeoutMs'>,
): PaymentGateway => {
  type Request<T> = (options: Stripe.RequestOptions) => Promise<T>;

  const timed = async <T>(operation: GatewayOperation, key: string, request: Request<T>): Promise<T> => {
    const timeout = Math.max(1, Math.round(timeoutMs));
    const startedMs = performance.now();
    const report = (ok: boolean) => onCall?.({ operation, ok, durationMs: performance.now() - startedMs });
    try {
      const answer = await request({ apiKey: key, timeout, idempotencyKey: `${operation}:${randomUUID()}` });
      report(true);
      return answer;
    } catch (error) {
      report(declineReported(error) !== undefined || isUnexpectedState(error));
      throw error;
    }
  };

  /** A key that Stripe does not know may have been rotated since it was cached: it is read again, once. */
  const call = async <T>(operation: GatewayOperation, request: Request<T>): Promise<T> => {
    const key = await apiKey();
    try {
      return await timed(operation, key, request);
    } catch (error) {
      if (!(error instanceof Stripe.errors.StripeAuthenticationError)) throw error;
      const current = await apiKey({ fresh: true });
      if (current === key) throw error;
      return timed(operation, current, request);
    }
  };

  const retrieve = (id: string): Promise<Stripe.PaymentIntent> =>
    call('read', ({ idempotencyKey: _, ...options }) =>
      stripe.paymentIntents.retrieve(id, { expand: EXPANDED }, options),
    );

  const read = async (id: string): Promise<PaymentIntent> => intentOf(await retrieve(id));

  const cancel = async (
    id: string,
    cancellation_reason: Stripe.PaymentIntentCancelParams.CancellationReason,
  ): Promise<PaymentIntent> => {
    try {
      return intentOf(
        await call('cancel', (options) =>
          stripe.paymentIntents.cancel(id, { cancellation_reason, expand: EXPANDED }, options),
        ),
      );
    } catch (error) {
      if (isUnexpectedState(error)) return read(id);
      throw error;
    }
  };

  /**
   * Stripe would let a declined intent be confirmed again. Cancelling it makes the decline final: of two workers at the
   * same intent, either the other one's charge came first, and this answers `captured`, or it comes too late.
   * @throws the failure of the confirm itself, unless it reports a decline.
   */
  const sealDecline = async (id: string, failure: unknown): Promise<PaymentIntent> => {
    const decline = declineReported(failure);
    if (!decline) throw failure;
    const sealed = await cancel(id, DECLINED_REASON);
    return sealed.status === 'declined' ? { ...sealed, decline } : sealed;
  };

  return {
    async open({ orderId, shopId, money }) {
      for (let attempt = 1; ; attempt++) {
        // A colon cannot be part of an orderId, so no two orders share a key.
        const idempotencyKey = attempt === 1 ? `open:${orderId}` : `open:${orderId}:${attempt}`;
        try {
          const intent = await call('open', (options) =>
            stripe.paymentIntents.create(
              {
                amount: money.amount,
                currency: money.currency.toLowerCase(),
                automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
                capture_method: 'automatic',
                confirm: false,
                metadata: { orderId, shopId },
                expand: EXPANDED,
              },
              { ...options, idempotencyKey },
            ),
          );
          return intentOf(intent);
        } catch (error) {
          if (attempt === OPEN_KEYS || !isSavedFailure(error)) throw error;
        }
      }
    },

    async confirm(id, token) {
      let intent: Stripe.PaymentIntent;
      try {
        intent = await call('confirm', (options) =>
          stripe.paymentIntents.confirm(id, { payment_method: token, expand: EXPANDED }, options),
        );
      } catch (error) {
        if (!isUnexpectedState(error)) return sealDecline(id, error);
        intent = await retrieve(id);
      }
      // The card asks for authentication, which is not supported: in answer to this confirm, or to an earlier one that was
      // interrupted. The intent cannot be confirmed again; it can be cancelled (https://docs.stripe.com/api/payment_intents/cancel).
      return intent.status === 'requires_action' ? cancel(id, AUTHENTICATION_REASON) : intentOf(intent);
    },

    read,

    cancel: (id) => cancel(id, 'requested_by_customer'),

    async refund(id) {
      try {
        const { status } = await call('refund', (options) => stripe.refunds.create({ payment_intent: id }, options));
        if (status === 'failed' || status === 'canceled')
          throw new GatewayRefusedError('refund_failed', `the refund of ${id} ended ${status}`);
      } catch (error) {
        if (!(error instanceof Stripe.errors.StripeInvalidRequestError)) throw error;
        // Refused: because nothing is left to refund, or for good?
        const intent = await read(id);
        if (intent.status === 'captured' && intent.refundedAmount < intent.money.amount) throw error;
        return intent;
      }
      return read(id);
    },
  };
};

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
