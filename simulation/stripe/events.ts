import type { Clock } from '@coffee-shop/aws-local/clock';
import { newId } from './ids';

/** The version of Stripe's API that the objects follow (https://docs.stripe.com/changelog). */
const API_VERSION = '2026-10-28.endive';

/** https://docs.stripe.com/api/events/types, those that the simulated account has. */
export type EventType =
  | 'payment_intent.succeeded'
  | 'payment_intent.payment_failed'
  | 'payment_intent.canceled'
  | 'payment_intent.processing'
  | 'payment_intent.requires_action'
  | 'refund.created'
  | 'refund.updated'
  | 'refund.failed'
  | 'charge.refunded'
  | 'charge.dispute.created'
  | 'charge.dispute.closed';

/** An event as Stripe shows it, with a snapshot of its object (https://docs.stripe.com/api/events/object). */
export interface StripeEvent {
  readonly id: string;
  readonly object: 'event';
  readonly api_version: string;
  /** Epoch seconds. */
  readonly created: number;
  readonly data: { readonly object: Readonly<Record<string, unknown>> };
  readonly livemode: boolean;
  readonly pending_webhooks: number;
  /** The request that caused it; null of what happened by itself. */
  readonly request: EventRequest | null;
  readonly type: EventType;
}

interface EventRequest {
  readonly id: string;
  readonly idempotency_key: string | null;
}

export type EventListener = (event: StripeEvent) => void;

/** Hands events to listeners in the order in which they occur. It delivers them nowhere. */
export class Events {
  readonly #clock: Clock;
  readonly #livemode: boolean;
  readonly #listeners = new Set<EventListener>();
  #request: EventRequest | null = null;

  public constructor(clock: Clock, livemode: boolean) {
    this.#clock = clock;
    this.#livemode = livemode;
  }

  /** @returns what ends the subscription. */
  public subscribe(listener: EventListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Runs an action whose events name the request that caused them. */
  public causedBy<T>(request: EventRequest, action: () => T): T {
    this.#request = request;
    try {
      return action();
    } finally {
      this.#request = null;
    }
  }

  /** @param object is only made if somebody listens. */
  public publish(type: EventType, object: () => Record<string, unknown>): void {
    if (this.#listeners.size === 0) return;
    const event: StripeEvent = {
      id: newId('evt'),
      object: 'event',
      api_version: API_VERSION,
      created: Math.floor(this.#clock.now() / 1000),
      data: { object: object() },
      livemode: this.#livemode,
      pending_webhooks: 0,
      request: this.#request,
      type,
    };
    for (const listener of this.#listeners) listener(event);
  }
}
