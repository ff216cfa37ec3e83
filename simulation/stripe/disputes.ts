import type { Journal, Section } from '@coffee-shop/aws-local';
import type { Books } from './books';
import type { EventType } from './events';
import { newId } from './ids';
import { paymentIntentObject } from './intent-object';
import type { Payment } from './payment';
import type { Refunds } from './refunds';
import { invalidRequest } from './stripe-error';

/** Those of https://docs.stripe.com/api/disputes/object#dispute_object-status that are simulated. */
type DisputeStatus = 'needs_response' | 'won' | 'lost';

export interface Dispute {
  readonly id: string;
  readonly paymentId: string;
  readonly chargeId: string;
  /** Stripe's unit. */
  readonly amount: number;
  readonly reason: string;
  readonly createdMs: number;
  status: DisputeStatus;
}

/** The disputes of the account, by the intent whose charge is disputed. */
export class Disputes {
  readonly #books: Books;
  readonly #refunds: Refunds;
  readonly #disputes: Map<string, Dispute>;
  readonly #kept: Section<Dispute> | undefined;

  public constructor(books: Books, refunds: Refunds, journal: Journal | undefined) {
    this.#books = books;
    this.#refunds = refunds;
    this.#kept = journal?.section('disputes');
    this.#disputes = new Map(this.#kept?.restored());
  }

  /**
   * The cardholder disputes what was not refunded. Stripe withdraws the money at once, and a refund that is pending fails
   * (https://docs.stripe.com/disputes/how-disputes-work, https://docs.stripe.com/refunds#failed-refunds).
   * @throws StripeApiError if nothing is left to dispute, or it is disputed already.
   */
  public open(paymentId: string, reason: string): void {
    const payment = this.#books.get(paymentId);
    const pending = this.#refunds
      .newestFirst()
      .filter((refund) => refund.paymentId === paymentId && refund.status === 'pending');
    for (const { id } of pending) this.#refunds.settle(id, 'failed', 'charge_for_pending_refund_disputed');
    const { charge } = payment;
    const amount = payment.amount - (charge?.refundedAmount ?? 0);
    if (payment.status !== 'succeeded' || !charge || charge.disputed || amount === 0)
      throw invalidRequest(`The PaymentIntent ${paymentId} has no charge that can be disputed.`, { param: 'intentId' });
    charge.disputed = true;
    const dispute: Dispute = {
      id: newId('du'),
      paymentId,
      chargeId: charge.id,
      amount,
      reason,
      createdMs: this.#books.now(),
      status: 'needs_response',
    };
    this.#keep(dispute);
    this.#books.enter(payment, 'disputed', amount);
    this.#publish('charge.dispute.created', dispute, payment);
  }

  /** Won, the money comes back; lost, it stays with the cardholder. @throws StripeApiError if none is open. */
  public close(paymentId: string, outcome: 'won' | 'lost'): void {
    const dispute = this.#disputes.get(paymentId);
    if (dispute?.status !== 'needs_response')
      throw invalidRequest(`The PaymentIntent ${paymentId} has no open dispute.`, { param: 'intentId' });
    const payment = this.#books.get(paymentId);
    dispute.status = outcome;
    this.#keep(dispute);
    if (payment.charge && outcome === 'won') payment.charge.disputeWon = true;
    this.#books.enter(payment, `dispute-${outcome}`, outcome === 'won' ? dispute.amount : 0);
    this.#publish('charge.dispute.closed', dispute, payment);
  }

  public forget(): void {
    this.#disputes.clear();
    this.#kept?.clear();
  }

  public newestFirst(): Dispute[] {
    return [...this.#disputes.values()].reverse();
  }

  #keep(dispute: Dispute): void {
    this.#disputes.set(dispute.paymentId, dispute);
    this.#kept?.put(dispute.paymentId, dispute);
  }

  #publish(type: EventType, dispute: Dispute, payment: Payment): void {
    this.#books.events.publish(type, () => disputeObject(dispute, payment));
  }
}

/** A dispute as Stripe's API shows it (https://docs.stripe.com/api/disputes/object). */
export const disputeObject = (
  { id, paymentId, chargeId, amount, reason, createdMs, status }: Dispute,
  payment: Payment,
  isExpanded = false,
) => ({
  id,
  object: 'dispute',
  amount,
  charge: chargeId,
  created: Math.floor(createdMs / 1000),
  currency: payment.currency,
  is_charge_refundable: status === 'won',
  livemode: payment.livemode ?? false,
  metadata: {},
  payment_intent: isExpanded ? paymentIntentObject(payment) : paymentId,
  reason,
  status,
});
