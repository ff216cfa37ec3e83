import type Stripe from 'stripe';
import type { Money } from '../../../pipeline/orders/order-history';
import { fromStripeAmount } from './amounts';
import { GatewayRefusedError, GatewayUnavailableError, type PaymentGateway, type PaymentRefund } from './gateway';
import type { StripeClient } from './stripe-client';
import { isAlreadyRefunded, isRefundRefused, isSavedFailure, isSavedRefusal, isUnknownEndpoint } from './stripe-errors';
import { underFreshKey } from './stripe-keys';
import { refundKey } from './stripe-requests';

/** More than an intent can have: a refund is made by us or, in part, by a person. */
const MOST_REFUNDS = 100;

/** Whether the refund gives money back, or may. One that succeeded may still fail (https://docs.stripe.com/refunds#failed-refunds). */
const isLive = ({ status }: Stripe.Refund): boolean => status !== 'failed' && status !== 'canceled';

/** @param money the whole, which a refund that names no amount is. */
const amountOf = ({ amount }: Stripe.Refund, money: Money): number => {
  if (typeof amount !== 'number') return money.amount;
  const converted = fromStripeAmount(amount, money.currency);
  if ('amount' in converted) return converted.amount;
  throw new GatewayUnavailableError('foreign_answer', 'the answer is no refund of Stripe’s');
};

/** What refunds come to, the newest first. `amount_refunded` of a charge may lag behind them, so it decides nothing. */
const summaryOf = (refunds: readonly Stripe.Refund[], money: Money): PaymentRefund => {
  const live = refunds.filter(isLive);
  const amount = live.reduce((sum, refund) => sum + amountOf(refund, money), 0);
  const refundId = (live[0] ?? refunds[0])?.id;
  const isDue = amount < money.amount;
  return {
    status: isDue ? 'due' : live.every(({ status }) => status === 'succeeded') ? 'succeeded' : 'pending',
    amount,
    ...(refundId !== undefined && { refundId }),
  };
};

/** The refund of all that was captured, as far as a gateway tells that lists none. */
const ALL_OF_IT = { status: 'succeeded' } as Stripe.Refund;

/** The port's refunds as requests to Stripe; they throw what the stripe package throws. */
export const stripeRefunds = (
  client: StripeClient,
  environment: string,
  timeoutMs: number,
): Pick<PaymentGateway, 'readRefund' | 'refund'> => {
  /** @param unlisted what there is at a gateway that has no list of refunds, as stand-ins for Stripe may not. */
  const list = async (intentId: string, unlisted: Stripe.Refund[]): Promise<Stripe.Refund[]> => {
    try {
      const { data } = await client('read', timeoutMs, (stripe, { idempotencyKey: _, ...options }) =>
        stripe.refunds.list({ payment_intent: intentId, limit: MOST_REFUNDS }, options),
      );
      if (Array.isArray(data)) return data;
    } catch (error) {
      if (isUnknownEndpoint(error)) return unlisted;
      throw error;
    }
    throw new GatewayUnavailableError('foreign_answer', 'the answer is no list of Stripe’s');
  };

  /** @returns the refunds after one more was asked for. */
  const create = async (
    intentId: string,
    refunds: readonly Stripe.Refund[],
    attempt: number,
  ): Promise<Stripe.Refund[]> => {
    const idempotencyKey = refundKey(environment, intentId, refunds.length, attempt);
    try {
      const created = await client('refund', timeoutMs, (stripe, options) =>
        stripe.refunds.create({ payment_intent: intentId }, { ...options, idempotencyKey }),
      );
      return [created, ...refunds];
    } catch (error) {
      if (isAlreadyRefunded(error)) return list(intentId, [ALL_OF_IT]);
      throw error;
    }
  };

  return {
    readRefund: async (intentId, money) => summaryOf(await list(intentId, [ALL_OF_IT]), money),

    async refund(intentId, money) {
      try {
        // Listed for each key: a request whose saved answer is a server error may have taken effect.
        return await underFreshKey(
          async (attempt) => {
            const refunds = await list(intentId, []);
            const known = summaryOf(refunds, money);
            if (known.status !== 'due') return known;
            return summaryOf(await create(intentId, refunds, attempt), money);
          },
          (error) => isSavedFailure(error) || isSavedRefusal(error),
        );
      } catch (error) {
        if (!isRefundRefused(error)) throw error;
        throw new GatewayRefusedError(error.code ?? 'refund_refused', `the gateway refuses to refund ${intentId}`);
      }
    },
  };
};
