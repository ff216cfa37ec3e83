import type { Clock } from '@coffee-shop/aws-local/clock';
import type { Random } from '../random';
import type { EventListener, StripeEvent } from './events';

/** What a partner puts on its event bus (https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutPartnerEvents.html). */
export interface PartnerEventEntry {
  readonly Source: string;
  readonly DetailType: string;
  readonly Detail: string;
}

/**
 * An event as Stripe sends it to Amazon EventBridge: its type as the detail-type, and itself as the detail
 * (https://docs.stripe.com/event-destinations/eventbridge).
 * @param source name of the partner event source, which is that of the bus.
 */
export const partnerEventEntry = (event: StripeEvent, source: string): PartnerEventEntry => ({
  Source: source,
  DetailType: event.type,
  Detail: JSON.stringify(event),
});

interface EventDestinationOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** Name of the partner event source. */
  readonly source: string;
  readonly put: (entry: PartnerEventEntry) => void;
}

interface EventDestination {
  readonly listener: EventListener;
  /** Drops what is under way. */
  close(): void;
}

/** Of the events that come twice; chosen for the tests. */
const REPEATED_SHARE = 0.25;
/** How late an event may come, in milliseconds of the clock; chosen for the tests. */
export const MAX_EVENT_DELAY_MS = 2_000;

/**
 * Sends events on as Stripe does: each at least once, some twice, and in any order
 * (https://docs.stripe.com/webhooks#event-ordering, https://docs.stripe.com/webhooks#handle-duplicate-events).
 */
export const eventDestination = ({ clock, random, source, put }: EventDestinationOptions): EventDestination => {
  const underWay = new Set<() => void>();
  const deliver = (event: StripeEvent): void => {
    const cancel = clock.schedule(Math.floor(random.next() * MAX_EVENT_DELAY_MS), () => {
      underWay.delete(cancel);
      put(partnerEventEntry(event, source));
    });
    underWay.add(cancel);
  };
  return {
    listener(event) {
      deliver(event);
      if (random.next() < REPEATED_SHARE) deliver(event);
    },
    close() {
      for (const cancel of underWay) cancel();
      underWay.clear();
    },
  };
};
