import type { Journal } from '@coffee-shop/aws-local';
import type { Clock } from '@coffee-shop/aws-local/clock';
import { Books } from './books';
import { AUTHENTICATION_FAILED, AUTHENTICATION_REQUIRED, cardAnswer } from './cards';
import { Charging, declined } from './charging';
import { Disputes } from './disputes';
import type { Events } from './events';
import { newId } from './ids';
import { checkCancel, checkConfirm, checkMethodAllowed, methodTypeOf, unexpectedState } from './intent-rules';
import type { Ledger } from './ledger';
import { returnAddress } from './next-action';
import type { CancellationReason, Payment, PaymentTerms } from './payment';
import type { Refund } from './refund';
import { Refunds, type RefundTerms } from './refunds';
import { invalidRequest } from './stripe-error';

export interface Confirmation {
  readonly returnUrl?: string;
  /** The customer is not there to authenticate. */
  readonly offSession?: boolean;
  readonly receiptEmail?: string;
}

/** The state machine of payment intents, with their refunds and disputes. Each method takes effect at once, or throws. */
export class Payments {
  public readonly ledger: Ledger;
  public readonly events: Events;
  public readonly refunds: Refunds;
  public readonly disputes: Disputes;
  /** Orders whose refund is refused for good. */
  public readonly refundsRefused = new Set<string>();
  public readonly livemode: boolean;
  readonly #books: Books;
  readonly #charging: Charging;

  /** @param journal keeps payments, refunds, disputes and ledger over restarts. */
  public constructor(clock: Clock, journal?: Journal, livemode = false) {
    this.livemode = livemode;
    this.#books = new Books(clock, journal, livemode);
    this.ledger = this.#books.ledger;
    this.events = this.#books.events;
    this.refunds = new Refunds(this.#books, journal);
    this.disputes = new Disputes(this.#books, this.refunds, journal);
    this.#charging = new Charging(this.#books, this.disputes);
  }

  public create(terms: PaymentTerms): Payment {
    const payment: Payment = {
      id: newId('pi'),
      createdMs: this.#books.now(),
      status: 'requires_payment_method',
      livemode: this.#books.livemode,
      ...terms,
    };
    this.#books.enter(payment, 'opened');
    return payment;
  }

  /** @throws StripeApiError (404) if there is no such intent. */
  public get(id: string): Payment {
    return this.#books.get(id);
  }

  public find(id: string): Payment | undefined {
    return this.#books.find(id);
  }

  /** Forgets what was to happen later. */
  public close(): void {
    this.#books.close();
  }

  /** Forgets every payment with its refunds and disputes; the ledger stays. */
  public forget(): void {
    this.#books.forget();
    this.refunds.forget();
    this.disputes.forget();
    this.refundsRefused.clear();
  }

  public newestFirst(): Payment[] {
    return this.#books.newestFirst();
  }

  /**
   * Charges the card. A declined intent keeps waiting for a payment method, and can be confirmed again. An intent whose
   * card asks for authentication waits for the customer (https://docs.stripe.com/payments/paymentintents/lifecycle).
   */
  public confirm(id: string, paymentMethod: string, how: Confirmation = {}): Payment {
    const payment = this.get(id);
    checkConfirm(payment, how);
    const answer = cardAnswer(paymentMethod);
    if (!answer)
      throw invalidRequest(`No such PaymentMethod: '${paymentMethod}'`, {
        code: 'resource_missing',
        param: 'payment_method',
      });
    const methodType = methodTypeOf(answer);
    checkMethodAllowed(payment, methodType);
    if (how.receiptEmail !== undefined) payment.receiptEmail = how.receiptEmail;
    payment.methodId = newId('pm');
    payment.methodType = methodType;
    if (answer.result === 'authentication required' && !how.offSession) {
      payment.action = {
        afterwards: answer.afterwards,
        ...(how.returnUrl !== undefined && { returnUrl: how.returnUrl }),
      };
      return this.#charging.wait(payment, 'requires_action');
    }
    const outcome = answer.result === 'authentication required' ? AUTHENTICATION_REQUIRED : answer;
    this.#charging.charge(payment, outcome);
    if (outcome.result === 'declined') throw declined(payment, outcome);
    return payment;
  }

  /** @throws StripeApiError if the intent's status does not allow it (https://docs.stripe.com/api/payment_intents/cancel). */
  public cancel(id: string, reason: CancellationReason | null): Payment {
    const payment = this.get(id);
    checkCancel(payment);
    payment.status = 'canceled';
    payment.canceled = { atMs: this.#books.now(), reason };
    delete payment.lastError;
    this.#books.enter(payment, 'cancelled');
    this.#books.publishIntent('payment_intent.canceled', payment);
    return payment;
  }

  /**
   * The customer does what the intent asks for, or fails to.
   * @returns where the customer comes back to; undefined if the intent was confirmed without a `return_url`.
   */
  public authenticate(id: string, succeed: boolean): string | undefined {
    const payment = this.get(id);
    if (payment.status !== 'requires_action') throw unexpectedState(`There is nothing to authenticate: ${id}`);
    const { afterwards, returnUrl }: NonNullable<Payment['action']> = payment.action ?? NOTHING_ASKED;
    delete payment.action;
    if (succeed) this.#charging.charge(payment, afterwards);
    else this.#charging.decline(payment, AUTHENTICATION_FAILED, false);
    return returnAddress(payment, returnUrl);
  }

  /** The bank answers a payment that is in processing. */
  public settle(id: string, succeed: boolean): Payment {
    const payment = this.get(id);
    if (payment.status !== 'processing') throw unexpectedState(`The payment is not in processing: ${id}`);
    const failure = payment.processing?.failure ?? { code: 'payment_method_provider_decline', message: BANK_DECLINE };
    delete payment.processing;
    if (succeed) this.#charging.charge(payment, { result: 'approved' });
    else this.#charging.decline(payment, failure);
    return payment;
  }

  /** Refunds an amount in Stripe's unit, all that is left unless given. */
  public refund(id: string, amount?: number, terms: Omit<RefundTerms, 'amount'> = {}): Refund {
    return this.refunds.create(id, { ...terms, amount }, (orderId) => this.refundsRefused.has(orderId));
  }
}

/** Of an intent that an earlier release of the simulator kept. */
const NOTHING_ASKED = { afterwards: { result: 'approved' } } as const;

/** https://docs.stripe.com/error-codes#payment-method-provider-decline */
const BANK_DECLINE = 'The payment was declined by the bank.';
