import type Stripe from 'stripe';
import type { PaymentIntent } from './gateway';
import { intentOf } from './stripe-answers';
import { type StripeClientOptions, stripeClient } from './stripe-client';
import { gatewayError, isUnknownEndpoint, isUnknownIntent } from './stripe-errors';
import { EXPANDED } from './stripe-requests';

/** A payment intent, and the order that its metadata names. */
export interface OrderIntent extends PaymentIntent {
  /** Empty if the metadata names none. */
  readonly orderId: string;
  /** Epoch milliseconds, whole seconds. */
  readonly createdMs: number;
}

/** Reads what the gateway knows of intents, for comparison. It changes nothing there. */
export interface IntentReader {
  /**
   * Lists the intents of this environment, newest first.
   * @param sinceMs only those created since, epoch milliseconds.
   * @throws ListingUnsupportedError, or what the port of the payment stage throws.
   */
  createdSince(sinceMs: number): Promise<OrderIntent[]>;
  /** @returns one intent, whatever environment it is of; undefined if the gateway does not know it. */
  read(intentId: string): Promise<OrderIntent | undefined>;
}

/** The gateway has no list of payment intents: it is a stand-in for Stripe. */
export class ListingUnsupportedError extends Error {
  override readonly name = 'ListingUnsupportedError';
}

export interface IntentReaderOptions extends StripeClientOptions {
  /** Names this deployment among all that share the Stripe account, as in the intents' metadata. */
  readonly environment: string;
}

/** The most that Stripe lists at once (https://docs.stripe.com/api/pagination). */
const PAGE = 100;
const TIMEOUT_MS = 30_000;

const withOrder = (intent: Stripe.PaymentIntent): OrderIntent => ({
  ...intentOf(intent),
  orderId: intent.metadata?.orderId ?? '',
  createdMs: (intent.created ?? 0) * 1000,
});

/**
 * Makes the reader of Stripe's payment intents. It pages through the list and filters by metadata itself. Stripe's search
 * would filter, but new and changed objects reach it after a minute, or an hour during outages
 * (https://docs.stripe.com/search#data-freshness): a charge that is missing there proves nothing.
 */
export const intentReader = ({ environment, ...options }: IntentReaderOptions): IntentReader => {
  const client = stripeClient(options);

  const page = (sinceMs: number, after: string | undefined): Promise<Stripe.ApiList<Stripe.PaymentIntent>> =>
    client('read', TIMEOUT_MS, (stripe, { idempotencyKey: _, ...request }) =>
      stripe.paymentIntents.list(
        {
          created: { gte: Math.floor(sinceMs / 1000) },
          limit: PAGE,
          expand: EXPANDED.map((field) => `data.${field}`),
          ...(after !== undefined && { starting_after: after }),
        },
        request,
      ),
    ).catch((error: unknown) => {
      if (after === undefined && isUnknownEndpoint(error))
        throw new ListingUnsupportedError('the gateway has no list of payment intents (GET /v1/payment_intents)');
      throw gatewayError(error) ?? error;
    });

  return {
    async createdSince(sinceMs) {
      const found: OrderIntent[] = [];
      for (let after: string | undefined; ; ) {
        const { data, has_more: hasMore } = await page(sinceMs, after);
        // Another program's intents may be in any currency: they are left out before anything is made of them.
        found.push(...data.filter(({ metadata }) => metadata?.environment === environment).map(withOrder));
        after = data.at(-1)?.id;
        if (!hasMore || after === undefined) return found;
      }
    },

    async read(intentId) {
      try {
        return withOrder(
          await client('read', TIMEOUT_MS, (stripe, { idempotencyKey: _, ...request }) =>
            stripe.paymentIntents.retrieve(intentId, { expand: EXPANDED }, request),
          ),
        );
      } catch (error) {
        if (isUnknownIntent(error)) return undefined;
        throw gatewayError(error) ?? error;
      }
    },
  };
};
