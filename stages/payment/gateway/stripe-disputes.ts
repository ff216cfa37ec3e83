import type Stripe from 'stripe';
import { GatewayUnavailableError, type PaymentDispute, type PaymentGateway } from './gateway';
import type { StripeClient } from './stripe-client';
import { isUnknownEndpoint } from './stripe-errors';

/**
 * What the statuses of disputes come to (https://docs.stripe.com/api/disputes/object#dispute_object-status). Those of
 * inquiries (`warning_…`) and of disputes that were prevented are missing: no money is withdrawn for them.
 */
const STATUS: Readonly<Record<string, PaymentDispute['status']>> = {
  needs_response: 'opened',
  under_review: 'opened',
  appeal_needs_response: 'opened',
  appeal_under_review: 'opened',
  won: 'won',
  lost: 'lost',
};

/** @returns undefined for one that takes no money, or whose intent is of another environment. */
const disputeOf = (
  { id, status, created, payment_intent: intent }: Stripe.Dispute,
  environment: string,
): PaymentDispute | undefined => {
  const meaning = Object.hasOwn(STATUS, status) ? STATUS[status] : undefined;
  const metadata = typeof intent === 'object' ? intent?.metadata : undefined;
  if (!meaning || metadata?.environment !== environment) return undefined;
  return { id, status: meaning, openedAt: new Date(created * 1_000).toISOString(), orderId: metadata.orderId ?? '' };
};

/** The port's disputes as requests to Stripe (https://docs.stripe.com/api/disputes/list, the newest first). */
export const stripeDisputes = (
  client: StripeClient,
  environment: string,
  timeoutMs: number,
): Pick<PaymentGateway, 'readDispute'> => ({
  async readDispute(intentId) {
    try {
      const { data } = await client('read', timeoutMs, (stripe, { idempotencyKey: _, ...options }) =>
        stripe.disputes.list({ payment_intent: intentId, expand: ['data.payment_intent'] }, options),
      );
      if (Array.isArray(data))
        return data.map((dispute) => disputeOf(dispute, environment)).find((dispute) => dispute !== undefined);
    } catch (error) {
      // A gateway that knows no disputes.
      if (isUnknownEndpoint(error)) return undefined;
      throw error;
    }
    throw new GatewayUnavailableError('foreign_answer', 'the answer is no list of Stripe’s');
  },
});
