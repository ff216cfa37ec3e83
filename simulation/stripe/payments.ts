import { randomBytes } from 'node:crypto';
import type { Journal, Section } from '@coffee-shop/aws-local';
import type { Clock } from '@coffee-shop/aws-local/clock';
import { type CardDecline, cardAnswer } from './cards';
import { inMinorUnits } from './currencies';
import { Ledger, type LedgerEntryType } from './ledger';
import { invalidRequest, StripeApiError } from './stripe-error';

type PaymentStatus = 'requires_payment_method' | 'requires_action' | 'succeeded' | 'canceled';
export type CancellationReason = 'abandoned' | 'duplicate' | 'fraudulent' | 'requested_by_customer';

export interface Charge {
  readonly id: string;
  readonly createdMs: number;
  readonly failure?: CardDecline;
  refundedAmount: number;
}

/** One payment intent as the simulated Stripe keeps it. No payment method is kept: the charge's outcome is all it needs. */
export interface Payment {
  readonly id: string;
  readonly createdMs: number;
  readonly amount: number;
  readonly currency: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly customer?: string;
  status: PaymentStatus;
  charge?: Charge;
  /** Cleared by any later change, as Stripe does. */
  lastError?: CardDecline;
  canceled?: { readonly atMs: number; readonly reason: CancellationReason | null };
}

export interface Refund {
  readonly id: string;
  readonly amount: number;
  readonly createdMs: number;
  readonly payment: Payment;
}

const newId = (prefix: string) => `${prefix}_${randomBytes(12).toString('hex')}`;

/** The state machine of payment intents, and the ledger of what it did. Each method takes effect at once, or throws. */
export class Payments {
  public readonly ledger: Ledger;
  /** Orders whose refund is refused for good. */
  public readonly refundsRefused = new Set<string>();
  readonly #clock: Clock;
  readonly #payments: Map<string, Payment>;
  readonly #kept: Section<Payment> | undefined;

  /** @param journal keeps payments and ledger over restarts. */
  public constructor(clock: Clock, journal?: Journal) {
    this.#clock = clock;
    this.#kept = journal?.section('payments');
    this.#payments = new Map(this.#kept?.restored());
    this.ledger = new Ledger(journal?.section('ledger'));
  }

  public create(terms: {
    amount: number;
    currency: string;
    metadata: Record<string, string>;
    customer?: string;
  }): Payment {
    const payment: Payment = {
      id: newId('pi'),
      createdMs: this.#clock.now(),
      status: 'requires_payment_method',
      ...terms,
    };
    this.#payments.set(payment.id, payment);
    this.#enter(payment, 'opened');
    return payment;
  }

  public get(id: string): Payment {
    const payment = this.#payments.get(id);
    if (payment) return payment;
    throw invalidRequest(`No such payment_intent: '${id}'`, { code: 'resource_missing', param: 'intent' }, 404);
  }

  /** Every payment, in the order in which they were made. */
  public all(): Payment[] {
    return [...this.#payments.values()];
  }

  /**
   * Charges the card. A declined intent keeps waiting for a payment method, and can be confirmed again. An intent whose
   * card asks for authentication waits for the customer (https://docs.stripe.com/payments/paymentintents/lifecycle) and
   * cannot be confirmed again (https://github.com/woocommerce/woocommerce-gateway-stripe/issues/2950).
   */
  public confirm(id: string, paymentMethod: string): Payment {
    const payment = this.get(id);
    if (payment.status !== 'requires_payment_method')
      throw unexpectedState(
        payment,
        payment.status === 'succeeded'
          ? 'You cannot confirm this PaymentIntent because it has already succeeded after being previously confirmed.'
          : `You cannot confirm this PaymentIntent because it has a status of ${payment.status}.`,
      );
    const answer = cardAnswer(paymentMethod);
    if (!answer)
      throw invalidRequest(`No such PaymentMethod: '${paymentMethod}'`, {
        code: 'resource_missing',
        param: 'payment_method',
      });
    const charge = { id: newId('ch'), createdMs: this.#clock.now(), refundedAmount: 0 };
    switch (answer.result) {
      case 'approved':
        payment.status = 'succeeded';
        payment.charge = charge;
        delete payment.lastError;
        this.#enter(payment, 'captured');
        return payment;
      case 'authentication required':
        payment.status = 'requires_action';
        delete payment.lastError;
        this.#keep(payment);
        return payment;
      case 'declined':
        payment.lastError = answer;
        payment.charge = { ...charge, failure: answer };
        this.#enter(payment, 'declined');
        throw new StripeApiError(402, 'card_error', answer.message, {
          executed: true,
          code: answer.code,
          ...(answer.declineCode !== undefined && { decline_code: answer.declineCode }),
          charge: charge.id,
        });
    }
  }

  /** Possible in `requires_payment_method` and `requires_action` (https://docs.stripe.com/api/payment_intents/cancel). */
  public cancel(id: string, reason: CancellationReason | null): Payment {
    const payment = this.get(id);
    if (payment.status !== 'requires_payment_method' && payment.status !== 'requires_action')
      throw unexpectedState(
        payment,
        `You cannot cancel this PaymentIntent because it has a status of ${payment.status}.`,
      );
    payment.status = 'canceled';
    payment.canceled = { atMs: this.#clock.now(), reason };
    delete payment.lastError;
    this.#enter(payment, 'cancelled');
    return payment;
  }

  /** Refunds `amount` minor units, all that is left unless given. */
  public refund(id: string, amount?: number): Refund {
    const payment = this.get(id);
    const charge = payment.charge;
    if (payment.status !== 'succeeded' || !charge)
      throw invalidRequest(`This PaymentIntent (${id}) does not have a successful charge to refund.`, {
        executed: true,
        param: 'payment_intent',
      });
    const left = payment.amount - charge.refundedAmount;
    if (left === 0)
      throw invalidRequest(`Charge ${charge.id} has already been refunded.`, {
        executed: true,
        code: 'charge_already_refunded',
      });
    if (this.refundsRefused.has(payment.metadata.orderId ?? ''))
      throw invalidRequest(`Charge ${charge.id} has been charged back; cannot issue a refund.`, {
        executed: true,
        code: 'charge_disputed',
      });
    const refunded = amount ?? left;
    if (refunded > left)
      throw invalidRequest(`Refund amount (${refunded}) is greater than unrefunded amount on charge (${left})`, {
        executed: true,
        param: 'amount',
      });
    charge.refundedAmount += refunded;
    this.#enter(payment, 'refunded', refunded);
    return { id: newId('re'), amount: refunded, createdMs: this.#clock.now(), payment };
  }

  #keep(payment: Payment): void {
    this.#kept?.put(payment.id, payment);
  }

  /** Keeps the payment, and enters what happened to its money into the ledger. */
  #enter(payment: Payment, type: LedgerEntryType, amount = payment.amount): void {
    this.#keep(payment);
    this.ledger.append({
      intentId: payment.id,
      orderId: payment.metadata.orderId ?? '',
      type,
      amount: inMinorUnits(amount, payment.currency),
      currency: payment.currency.toUpperCase(),
      atMs: this.#clock.now(),
    });
  }
}

const unexpectedState = (payment: Payment, message: string): StripeApiError =>
  invalidRequest(message, {
    executed: true,
    code: 'payment_intent_unexpected_state',
    payment_intent: { id: payment.id, object: 'payment_intent', status: payment.status },
  });
