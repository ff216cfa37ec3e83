import type { BusEvent } from '@coffee-shop/aws-local';

/** Stripe's events come onto the partner event bus of this name, as in a deployment with `-c stripeEventBus`. */
export const STRIPE_EVENT_BUS = 'aws.partner/stripe.com/ed_chaos';
/** For the CDK app. */
export const CONTEXT = { stripeEventBus: STRIPE_EVENT_BUS };

/** How bus deliveries and entries of PutEvents are disturbed; replaced per run. */
export interface BusFaults {
  rejectEntry(source: string, type: string, detail: string): { code: string; message: string } | undefined;
  deliver(event: BusEvent, deliverNow: () => void): void;
}

export const NO_BUS_FAULTS: BusFaults = { rejectEntry: () => undefined, deliver: (_event, deliverNow) => deliverNow() };

/** A bus that loses what the gateway tells of refunds. */
export const withoutRefundEvents = (faults: BusFaults): BusFaults => ({
  ...faults,
  deliver: (event, deliverNow) => {
    const isOfRefund = event.source === STRIPE_EVENT_BUS && event['detail-type'].startsWith('refund.');
    if (!isOfRefund) faults.deliver(event, deliverNow);
  },
});
