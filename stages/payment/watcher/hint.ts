import type { SQSRecord } from 'aws-lambda';
import * as z from 'zod/mini';
import { id } from '../../../contracts/events/fields';
import type { OrderOfIntent } from './order-of-intent';

/** Ids out of an event of Stripe, as the rules of cdk/constructs/stripe-events.ts pass them on. It only ever causes a check. */
export interface Hint {
  /** Of the queue's message. */
  readonly messageId: string;
  /** Id of Stripe's event. */
  readonly eventId: string;
  /** Stripe's type, `refund.updated`. */
  readonly type: string;
  /** The intent. */
  readonly paymentId: string;
  /** Whose payment it is, where Stripe's event says so: those of intents do, those of refunds and disputes do not. */
  readonly order?: OrderOfIntent;
}

const name = z.string().check(z.minLength(1), z.maxLength(255));

const hintSchema = z.object({
  event: name,
  type: name,
  payment: z.string().check(z.regex(/^pi_\w+$/)),
  orderId: z.optional(id),
  shopId: z.optional(id),
});

/** @throws Error if a message is no hint. */
export const parseHint = ({ messageId, body }: SQSRecord): Hint => {
  const { event, type, payment, orderId, shopId } = hintSchema.parse(JSON.parse(body));
  return {
    messageId,
    eventId: event,
    type,
    paymentId: payment,
    ...(orderId !== undefined && shopId !== undefined && { order: { orderId, shopId } }),
  };
};
