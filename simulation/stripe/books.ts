import type { Journal, Section } from '@coffee-shop/aws-local';
import type { Clock } from '@coffee-shop/aws-local/clock';
import { inMinorUnits } from './currencies';
import { Events, type EventType } from './events';
import { paymentIntentObject } from './intent-object';
import { Ledger, type LedgerEntryType } from './ledger';
import type { Payment } from './payment';
import { invalidRequest } from './stripe-error';

/** The account's payments, its ledger and its events: what intents, refunds and disputes share. */
export class Books {
  public readonly ledger: Ledger;
  public readonly events: Events;
  public readonly livemode: boolean;
  readonly #clock: Clock;
  readonly #payments: Map<string, Payment>;
  readonly #kept: Section<Payment> | undefined;
  readonly #scheduled = new Set<() => void>();

  /** @param journal keeps payments and ledger over restarts. */
  public constructor(clock: Clock, journal: Journal | undefined, livemode: boolean) {
    this.livemode = livemode;
    this.#clock = clock;
    this.#kept = journal?.section('payments');
    this.#payments = new Map(this.#kept?.restored());
    this.ledger = new Ledger(journal?.section('ledger'));
    this.events = new Events(clock, livemode);
  }

  public now(): number {
    return this.#clock.now();
  }

  /** Does something later, unless the simulator is closed by then; a restart forgets it. */
  public later(delayMs: number, action: () => void): void {
    const cancel = this.#clock.schedule(delayMs, () => {
      this.#scheduled.delete(cancel);
      action();
    });
    this.#scheduled.add(cancel);
  }

  public close(): void {
    for (const cancel of this.#scheduled) cancel();
    this.#scheduled.clear();
  }

  /** Forgets every payment and what was to happen later. The ledger stays. */
  public forget(): void {
    this.close();
    this.#payments.clear();
    this.#kept?.clear();
  }

  public find(id: string): Payment | undefined {
    return this.#payments.get(id);
  }

  public newestFirst(): Payment[] {
    // Of two that were created in the same millisecond, the one that came later is the newer one.
    return [...this.#payments.values()].reverse().sort((one, other) => other.createdMs - one.createdMs);
  }

  /** @throws StripeApiError (404) if there is no such intent. @param param names where the id came from. */
  public get(id: string, param = 'intent'): Payment {
    const payment = this.#payments.get(id);
    if (payment) return payment;
    throw invalidRequest(`No such payment_intent: '${id}'`, { code: 'resource_missing', param }, 404);
  }

  public keep(payment: Payment): void {
    this.#payments.set(payment.id, payment);
    this.#kept?.put(payment.id, payment);
  }

  /** Keeps the payment, and enters what happened to its money into the ledger. @param amount in Stripe's unit. */
  public enter(payment: Payment, type: LedgerEntryType, amount = payment.amount): void {
    this.keep(payment);
    this.ledger.append({
      intentId: payment.id,
      orderId: payment.metadata.orderId ?? '',
      type,
      amount: inMinorUnits(amount, payment.currency),
      currency: payment.currency.toUpperCase(),
      atMs: this.now(),
    });
  }

  /** Publishes an event about an intent, as it is now. */
  public publishIntent(type: EventType, payment: Payment): void {
    this.events.publish(type, () => paymentIntentObject(payment));
  }
}
