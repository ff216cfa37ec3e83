import type { Journal, Section } from '@coffee-shop/aws-local';
import type { Books } from './books';
import { chargeObject } from './charge-object';
import type { EventType } from './events';
import { newId } from './ids';
import type { Charge, Payment } from './payment';
import {
  type PendingReason,
  type Refund,
  type RefundFailure,
  type RefundReason,
  type RefundStatus,
  refundObject,
} from './refund';
import { refundableCharge } from './refund-rules';
import { invalidRequest } from './stripe-error';

/** "Some time later" (https://docs.stripe.com/testing#refunds). */
const FAILS_AFTER_MS = 5 * 60_000;

/** How the next refunds begin, for payment methods whose refunds are not done at once. */
export interface PlannedRefunds {
  readonly status: 'pending' | 'requires_action';
  /** Of a pending refund; `processing` unless given. */
  readonly pendingReason?: PendingReason | undefined;
  /** How many refunds begin so; 1 unless given. */
  readonly count?: number | undefined;
}

export interface RefundTerms {
  /** Stripe's unit; all that is left unless given. */
  readonly amount?: number | undefined;
  readonly reason?: RefundReason | undefined;
  readonly metadata?: Readonly<Record<string, string>>;
}

/** What a refund may become; a succeeded one can still fail (https://docs.stripe.com/refunds#failed-refunds). */
const NEXT: Readonly<Record<RefundStatus, readonly RefundStatus[]>> = {
  pending: ['succeeded', 'failed', 'canceled'],
  requires_action: ['succeeded', 'failed', 'canceled'],
  succeeded: ['failed'],
  failed: [],
  canceled: [],
};

/** The refunds of the account. Each method takes effect at once, or throws. */
export class Refunds {
  readonly #books: Books;
  readonly #refunds: Map<string, Refund>;
  readonly #kept: Section<Refund> | undefined;
  #planned: { begin: PlannedRefunds; left: number }[] = [];

  public constructor(books: Books, journal: Journal | undefined) {
    this.#books = books;
    this.#kept = journal?.section('refunds');
    this.#refunds = new Map(this.#kept?.restored());
  }

  /** All refunds, newest first, as Stripe lists them. */
  public newestFirst(): Refund[] {
    return [...this.#refunds.values()].reverse();
  }

  /** @throws StripeApiError (404) */
  public get(id: string): Refund {
    const refund = this.#refunds.get(id);
    if (refund) return refund;
    throw invalidRequest(`No such refund: '${id}'`, { code: 'resource_missing', param: 'id' }, 404);
  }

  public forget(): void {
    this.#refunds.clear();
    this.#kept?.clear();
    this.#planned = [];
  }

  public paymentOf({ paymentId }: Refund): Payment {
    return this.#books.get(paymentId);
  }

  public planNext(begin: PlannedRefunds): void {
    this.#planned.push({ begin, left: begin.count ?? 1 });
  }

  /** @param refusedFor is asked whether every refund of an order is refused. @throws StripeApiError */
  public create(paymentId: string, terms: RefundTerms, refusedFor: (orderId: string) => boolean): Refund {
    const payment = this.#books.get(paymentId, 'payment_intent');
    const { charge, amount } = refundableCharge(payment, terms.amount, refusedFor);
    const refund: Refund = {
      id: newId('re'),
      paymentId,
      chargeId: charge.id,
      amount,
      createdMs: this.#books.now(),
      reason: terms.reason ?? null,
      metadata: terms.metadata ?? {},
      ...this.#beginning(charge),
    };
    charge.refundedAmount += amount;
    this.#keep(refund);
    this.#books.enter(payment, refund.status === 'succeeded' ? 'refunded' : 'refund-pending', amount);
    this.#publish('refund.created', refund, payment);
    if (charge.refunds === 'fails later')
      this.#books.later(FAILS_AFTER_MS, () => {
        if (refund.status === 'succeeded') this.settle(refund.id, 'failed', 'expired_or_canceled_card');
      });
    // It occurs for partial refunds too, and may be all that a synchronous card refund fires.
    this.#books.events.publish('charge.refunded', () => chargeObject(payment, charge));
    return refund;
  }

  /** Ends a refund that is not done yet, or lets a succeeded one fail. @throws StripeApiError */
  public settle(id: string, status: RefundStatus, failureReason: RefundFailure = 'unknown'): Refund {
    const refund = this.get(id);
    if (!NEXT[refund.status].includes(status))
      throw invalidRequest(`The refund ${id} is ${refund.status} and cannot become ${status}.`, { param: 'status' });
    const payment = this.paymentOf(refund);
    const wasSucceeded = refund.status === 'succeeded';
    refund.status = status;
    delete refund.pendingReason;
    if (status === 'failed') refund.failureReason = failureReason;
    if (status !== 'succeeded' && payment.charge) payment.charge.refundedAmount -= refund.amount;
    this.#keep(refund);
    if (status === 'succeeded') this.#books.enter(payment, 'refunded', refund.amount);
    else this.#books.enter(payment, 'refund-failed', wasSucceeded ? refund.amount : 0);
    this.#publish('refund.updated', refund, payment);
    if (status === 'failed') this.#publish('refund.failed', refund, payment);
    return refund;
  }

  #beginning({ refunds }: Charge): Pick<Refund, 'status' | 'pendingReason'> {
    const planned = this.#planned[0];
    if (planned) {
      planned.left -= 1;
      if (planned.left <= 0) this.#planned = this.#planned.slice(1);
    }
    const begin = planned?.begin ?? (refunds === 'pending' ? { status: 'pending' as const } : undefined);
    if (begin?.status !== 'pending') return { status: begin?.status ?? 'succeeded' };
    return { status: 'pending', pendingReason: begin.pendingReason ?? 'processing' };
  }

  #keep(refund: Refund): void {
    this.#refunds.set(refund.id, refund);
    this.#kept?.put(refund.id, refund);
  }

  #publish(type: EventType, refund: Refund, payment: Payment): void {
    this.#books.events.publish(type, () => refundObject(refund, payment));
  }
}
