import type { Books } from './books';
import type { CardDecline, FinalAnswer } from './cards';
import type { Disputes } from './disputes';
import { newId } from './ids';
import type { Payment } from './payment';
import { methodObject } from './payment-error-object';
import { StripeApiError } from './stripe-error';

/** What becomes of an intent whose payment method was charged: its new state, kept, in the ledger and published. */
export class Charging {
  readonly #books: Books;
  readonly #disputes: Disputes;

  public constructor(books: Books, disputes: Disputes) {
    this.#books = books;
    this.#disputes = disputes;
  }

  /** Applies what a payment method answers that asks for nothing more. */
  public charge(payment: Payment, answer: FinalAnswer): Payment {
    switch (answer.result) {
      case 'declined':
        this.decline(payment, answer);
        return payment;
      case 'processing':
        payment.processing = answer;
        return this.wait(payment, 'processing');
      case 'approved':
        return this.#succeed(payment, answer);
    }
  }

  /** For the customer, or for the bank. */
  public wait(payment: Payment, status: 'requires_action' | 'processing'): Payment {
    payment.status = status;
    delete payment.lastError;
    this.#books.keep(payment);
    this.#books.publishIntent(`payment_intent.${status}`, payment);
    return payment;
  }

  /** @param charged whether the card was charged at all, which leaves a failed charge. */
  public decline(payment: Payment, failure: CardDecline, charged = true): void {
    if (charged) payment.charge = { id: newId('ch'), createdMs: this.#books.now(), refundedAmount: 0, failure };
    if (payment.methodId !== undefined) payment.failedMethodId = payment.methodId;
    delete payment.methodId;
    payment.status = 'requires_payment_method';
    payment.lastError = failure;
    this.#books.enter(payment, 'declined');
    this.#books.publishIntent('payment_intent.payment_failed', payment);
  }

  #succeed(payment: Payment, { refunds, disputedAs }: Extract<FinalAnswer, { result: 'approved' }>): Payment {
    payment.status = 'succeeded';
    payment.charge = {
      id: newId('ch'),
      createdMs: this.#books.now(),
      refundedAmount: 0,
      ...(refunds !== undefined && { refunds }),
    };
    delete payment.lastError;
    this.#books.enter(payment, 'captured');
    this.#books.publishIntent('payment_intent.succeeded', payment);
    if (disputedAs !== undefined) this.#disputes.open(payment.id, disputedAs);
    return payment;
  }
}

/** What a confirm answers whose payment was declined (https://docs.stripe.com/error-handling#payment-errors). */
export const declined = (payment: Payment, failure: CardDecline): StripeApiError =>
  new StripeApiError(402, 'card_error', failure.message, {
    executed: true,
    code: failure.code,
    ...(failure.declineCode !== undefined && { decline_code: failure.declineCode }),
    charge: payment.charge?.id,
    payment_method: methodObject(payment.failedMethodId ?? '', payment),
  });
