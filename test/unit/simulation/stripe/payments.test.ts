import type { Journal } from '@coffee-shop/aws-local';
import { Payments } from '../../../../simulation/stripe/payments';
import { handClock } from './hand-clock';

const books = () => {
  const clock = handClock();
  const payments = new Payments(clock);
  const open = (orderId = 'A') => payments.create({ amount: 480, currency: 'eur', metadata: { orderId } });
  const types = (orderId = 'A') => payments.ledger.entries(orderId).map(({ type }) => type);
  return { clock, payments, open, types };
};

describe('the simulated gateway’s books', () => {
  it('enter each step of an order’s money, with its time', () => {
    const { clock, payments, open } = books();
    const openedMs = clock.now();
    const { id } = open();
    clock.advance(1000);
    payments.confirm(id, 'pm_card_visa');
    payments.refund(id);

    const entry = { intentId: id, orderId: 'A', amount: 480, currency: 'EUR' };
    expect(payments.ledger.entries('A')).toEqual([
      { ...entry, type: 'opened', atMs: openedMs },
      { ...entry, type: 'captured', atMs: openedMs + 1000 },
      { ...entry, type: 'refunded', atMs: openedMs + 1000 },
    ]);
  });

  it('sum up what is left of each order’s charges', () => {
    const { payments, open } = books();
    payments.confirm(open('kept').id, 'pm_card_visa');
    const refunded = open('refunded');
    payments.confirm(refunded.id, 'pm_card_visa');
    payments.refund(refunded.id, 80);
    open('open');
    payments.confirm(open('twice').id, 'pm_card_visa');
    payments.confirm(open('twice').id, 'pm_card_visa');

    expect(payments.ledger.netByOrder()).toEqual({ kept: 480, refunded: 400, open: 0, twice: 960 });
    expect(payments.ledger.captures('twice')).toHaveLength(2);
  });

  it('let a declined intent be confirmed with another card, as Stripe does', () => {
    const { payments, open, types } = books();
    const { id } = open();

    expect(() => payments.confirm(id, 'pm_card_chargeDeclined')).toThrow('declined');
    payments.confirm(id, 'pm_card_visa');

    expect(types()).toEqual(['opened', 'declined', 'captured']);
  });

  it.each([
    ['pm_card_chargeDeclined', 'card_declined', 'generic_decline'],
    ['pm_card_chargeDeclinedInsufficientFunds', 'card_declined', 'insufficient_funds'],
    ['pm_card_chargeDeclinedExpiredCard', 'expired_card', undefined],
  ])('decline %s with Stripe’s codes', (token, code, decline_code) => {
    const { payments, open } = books();
    const { id } = open();

    expect(() => payments.confirm(id, token)).toThrow(
      expect.objectContaining({ status: 402, type: 'card_error', fields: expect.objectContaining({ code }) }),
    );
    expect(payments.get(id).lastError?.declineCode).toBe(decline_code);
  });

  it('charge a captured or cancelled intent no more', () => {
    const { payments, open, types } = books();
    const captured = open();
    payments.confirm(captured.id, 'pm_card_visa');
    const cancelled = open('B');
    payments.cancel(cancelled.id, null);

    expect(() => payments.confirm(captured.id, 'pm_card_visa')).toThrow('already succeeded');
    expect(() => payments.confirm(cancelled.id, 'pm_card_visa')).toThrow('status of canceled');
    expect(() => payments.cancel(captured.id, null)).toThrow('status of succeeded');
    expect(types()).toEqual(['opened', 'captured']);
    expect(types('B')).toEqual(['opened', 'cancelled']);
  });

  describe('of a card that asks for authentication', () => {
    it.each(['pm_card_authenticationRequired', 'pm_card_threeDSecureRequired'])(
      'wait for the customer: %s moves no money',
      (token) => {
        const { payments, open, types } = books();
        const { id } = open();

        expect(payments.confirm(id, token)).toMatchObject({ id, status: 'requires_action' });
        expect(payments.get(id).charge).toBeUndefined();
        expect(types()).toEqual(['opened']);
      },
    );

    it('refuse another confirm, also with a card that asks for nothing', () => {
      const { payments, open, types } = books();
      const { id } = open();
      payments.confirm(id, 'pm_card_authenticationRequired');

      expect(() => payments.confirm(id, 'pm_card_visa')).toThrow(
        expect.objectContaining({
          status: 400,
          fields: expect.objectContaining({ code: 'payment_intent_unexpected_state' }),
        }),
      );
      expect(() => payments.refund(id)).toThrow('does not have a successful charge');
      expect(types()).toEqual(['opened']);
    });

    it('can be cancelled', () => {
      const { payments, open, types } = books();
      const { id } = open();
      payments.confirm(id, 'pm_card_authenticationRequired');

      expect(payments.cancel(id, 'duplicate')).toMatchObject({ status: 'canceled', canceled: { reason: 'duplicate' } });
      expect(types()).toEqual(['opened', 'cancelled']);
    });

    it('are kept over a restart', () => {
      const kept = new Map<string, unknown>();
      const section = () => ({
        put: (key: string, value: unknown) => kept.set(key, structuredClone(value)),
        restored: () => [...kept],
      });
      const journal = { section } as unknown as Journal;
      const clock = handClock();
      const first = new Payments(clock, journal);
      const { id } = first.create({ amount: 480, currency: 'eur', metadata: { orderId: 'A' } });
      first.confirm(id, 'pm_card_authenticationRequired');

      expect(new Payments(clock, journal).get(id).status).toBe('requires_action');
    });

    it('forget the error of an earlier card', () => {
      const { payments, open } = books();
      const { id } = open();
      expect(() => payments.confirm(id, 'pm_card_chargeDeclined')).toThrow('declined');

      expect(payments.confirm(id, 'pm_card_authenticationRequired').lastError).toBeUndefined();
    });
  });

  it('refund no more than was charged', () => {
    const { payments, open, types } = books();
    const { id } = open();
    expect(() => payments.refund(id)).toThrow('does not have a successful charge');
    payments.confirm(id, 'pm_card_visa');
    expect(() => payments.refund(id, 481)).toThrow('greater than');
    payments.refund(id);

    expect(() => payments.refund(id)).toThrow('already been refunded');
    expect(types()).toEqual(['opened', 'captured', 'refunded']);
  });

  it('refuse the refund of a chosen order for good', () => {
    const { payments, open } = books();
    const { id } = open();
    payments.confirm(id, 'pm_card_visa');
    payments.refundsRefused.add('A');

    expect(() => payments.refund(id)).toThrow('charged back');
    expect(payments.ledger.netByOrder()).toEqual({ A: 480 });
  });

  it('keep no payment method', () => {
    const { payments, open } = books();
    const { id } = open();
    payments.confirm(id, 'pm_card_visa');

    expect(JSON.stringify([payments.get(id), payments.ledger.entries()])).not.toContain('pm_card_visa');
  });
});
