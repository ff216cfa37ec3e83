import { type StripeClientOptions, stripeClient } from './stripe-client';
import { gatewayError } from './stripe-errors';

/** A refund of the account, whosever payment it is of. */
export interface ListedRefund {
  readonly id: string;
  /** Undefined for a refund of a charge that has no intent. */
  readonly paymentId: string | undefined;
  /** https://docs.stripe.com/api/refunds/object#refund_object-status */
  readonly status: string | null;
}

/** When refunds were created, epoch milliseconds of whole seconds. */
export interface CreatedRange {
  readonly fromMs: number;
  /** Not included; no end unless given. */
  readonly toMs?: number | undefined;
}

interface RefundPage {
  /** Newest first. */
  readonly refunds: readonly ListedRefund[];
  /** Where the next page begins; undefined on the last page. */
  readonly next: string | undefined;
}

/** Reads one page of a list. @param after `next` of the page before. @throws GatewayError if the gateway cannot tell. */
export type ReadRefundPage = (created: CreatedRange, after?: string) => Promise<RefundPage>;

/** The most that Stripe lists at once (https://docs.stripe.com/api/pagination). */
const PAGE_SIZE = 100;

const seconds = (ms: number): number => Math.floor(ms / 1000);

/**
 * Lists the refunds of the account (https://docs.stripe.com/api/refunds/list). Call it once per process.
 * @param timeoutMs bounds each wait.
 */
export const refundPages = (options: StripeClientOptions, timeoutMs: number): ReadRefundPage => {
  const client = stripeClient(options);
  return async ({ fromMs, toMs }, after) => {
    const created = { gte: seconds(fromMs), ...(toMs !== undefined && { lt: seconds(toMs) }) };
    const page = { created, limit: PAGE_SIZE, ...(after !== undefined && { starting_after: after }) };
    try {
      const { data, has_more: hasMore } = await client('read', timeoutMs, (stripe, { idempotencyKey: _, ...request }) =>
        stripe.refunds.list(page, request),
      );
      const refunds = data.map(({ id, payment_intent: intent, status }) => ({
        id,
        paymentId: (typeof intent === 'string' ? intent : intent?.id) ?? undefined,
        status,
      }));
      return { refunds, next: hasMore ? refunds.at(-1)?.id : undefined };
    } catch (error) {
      throw gatewayError(error) ?? error;
    }
  };
};
