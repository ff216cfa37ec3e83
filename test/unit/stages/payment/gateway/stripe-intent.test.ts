import type Stripe from 'stripe';
import { AUTHENTICATION_REASON, intentOf } from '../../../../../stages/payment/gateway/stripe-answers';

type Charge = Pick<Stripe.Charge, 'amount_refunded' | 'failure_code' | 'failure_message'> & {
  outcome: { reason: string | null } | null;
};

const charge = (facts: Partial<Charge> = {}): Charge => ({
  amount_refunded: 0,
  failure_code: null,
  failure_message: null,
  outcome: null,
  ...facts,
});

const stripeIntent = (facts: Record<string, unknown>) =>
  ({
    id: 'pi_1',
    amount: 480,
    currency: 'eur',
    status: 'requires_payment_method',
    cancellation_reason: null,
    last_payment_error: null,
    latest_charge: null,
    ...facts,
  }) as Stripe.PaymentIntent;

describe('an intent of Stripe’s', () => {
  it.each([
    ['requires_payment_method', 'unconfirmed'],
    ['requires_confirmation', 'unconfirmed'],
    ['requires_action', 'unconfirmed'],
    ['processing', 'processing'],
    ['requires_capture', 'processing'],
    ['succeeded', 'captured'],
    ['canceled', 'cancelled'],
  ])('that is %s is %s', (status, expected) => {
    expect(intentOf(stripeIntent({ status })).status).toBe(expected);
  });

  it('that was declined and may still be confirmed again counts as unconfirmed', () => {
    const intent = intentOf(stripeIntent({ last_payment_error: { code: 'card_declined' } }));

    expect(intent.status).toBe('unconfirmed');
    expect(intent).not.toHaveProperty('decline');
  });

  it('gives its currency in upper case and what was refunded', () => {
    const intent = intentOf(stripeIntent({ status: 'succeeded', latest_charge: charge({ amount_refunded: 480 }) }));

    expect(intent).toEqual({
      id: 'pi_1',
      status: 'captured',
      money: { amount: 480, currency: 'EUR' },
      refundedAmount: 480,
    });
  });

  it('counts nothing as refunded when the charge was not expanded', () => {
    expect(intentOf(stripeIntent({ status: 'succeeded', latest_charge: 'ch_1' })).refundedAmount).toBe(0);
  });

  describe('that was cancelled after a decline is declined', () => {
    const declined = (facts: Record<string, unknown>) =>
      intentOf(stripeIntent({ status: 'canceled', cancellation_reason: 'abandoned', ...facts })).decline;

    it('for the reason of its last error', () => {
      const last_payment_error = { code: 'card_declined', decline_code: 'do_not_honor', message: 'Declined.' };

      expect(declined({ last_payment_error })).toEqual({ code: 'do_not_honor', message: 'Declined.' });
    });

    it('for the reason of its failed charge once the error is cleared', () => {
      const latest_charge = charge({
        failure_code: 'card_declined',
        failure_message: 'No funds.',
        outcome: { reason: 'insufficient_funds' },
      });

      expect(declined({ latest_charge })).toEqual({ code: 'insufficient_funds', message: 'No funds.' });
    });

    it('for the charge’s failure when the issuer gave no reason', () => {
      const latest_charge = charge({ failure_code: 'expired_card', failure_message: 'Expired.' });

      expect(declined({ latest_charge })).toEqual({ code: 'expired_card', message: 'Expired.' });
    });

    it('for an unnamed reason when nothing is on record', () => {
      expect(declined({})).toEqual({ code: 'card_declined', message: 'Your card was declined.' });
    });
  });

  it('that was cancelled because its card asks for authentication is declined for that, whatever else is on record', () => {
    const latest_charge = charge({ failure_code: 'card_declined', failure_message: 'No funds.' });

    const intent = intentOf(
      stripeIntent({ status: 'canceled', cancellation_reason: AUTHENTICATION_REASON, latest_charge }),
    );

    expect(intent).toMatchObject({
      status: 'declined',
      decline: {
        code: 'authentication_required',
        message: 'The card asks for authentication, which was not completed. Please use another card.',
      },
    });
  });

  it.each([null, 'requested_by_customer', 'fraudulent', 'automatic', 'expired'])(
    'that was cancelled for another reason (%s) is cancelled',
    (cancellation_reason) => {
      const intent = intentOf(stripeIntent({ status: 'canceled', cancellation_reason }));

      expect(intent.status).toBe('cancelled');
      expect(intent).not.toHaveProperty('decline');
    },
  );
});
