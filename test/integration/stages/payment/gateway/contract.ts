import { randomUUID } from 'node:crypto';
import type { Money } from '../../../../../pipeline/orders/order-history';
import type { PaymentGateway, PaymentIntent } from '../../../../../stages/payment/gateway/gateway';
import {
  GatewayBusyError,
  GatewayMisuseError,
  GatewayRefusedError,
} from '../../../../../stages/payment/gateway/gateway';

/** A gateway, and what the contract needs to know to charge with it. */
export interface GatewayUnderTest {
  readonly gateway: PaymentGateway;
  readonly tokens: {
    readonly approved: string;
    readonly declined: string;
    /** A card that asks for the customer's authentication. */
    readonly authentication: string;
    readonly unknown: string;
  };
  close(): Promise<void>;
}

export const money: Money = { amount: 1250, currency: 'EUR' };

/** An order that no gateway has seen before. */
export const newOrder = (terms: Partial<{ orderId: string; shopId: string; money: Money }> = {}) => ({
  orderId: `order-${randomUUID()}`,
  shopId: 'shop-1',
  customerId: 'customer-1',
  money,
  ...terms,
});

/** The promises of the port (gateway.ts) that hold in good weather. Any gateway can be run through them. */
export const describeGatewayContract = (name: string, makeGateway: () => Promise<GatewayUnderTest>): void => {
  describe(`${name} keeps the gateway's contract`, () => {
    let underTest: GatewayUnderTest;
    let gateway: PaymentGateway;
    let tokens: GatewayUnderTest['tokens'];
    const captured = async (order = newOrder()): Promise<PaymentIntent> =>
      gateway.confirm((await gateway.open(order)).id, tokens.approved);

    beforeAll(async () => {
      underTest = await makeGateway();
      ({ gateway, tokens } = underTest);
    });
    afterAll(() => underTest.close());

    describe('opening', () => {
      it('moves no money', async () => {
        const { id } = await gateway.open(newOrder());

        expect(await gateway.read(id)).toEqual({ id, status: 'unconfirmed', money, refundedAmount: 0 });
      });

      it('gives an order that is opened twice one intent', async () => {
        const order = newOrder();

        const first = await gateway.open(order);
        const second = await gateway.open(order);

        expect(second.id).toBe(first.id);
      });

      it('gives two orders two intents', async () => {
        const first = await gateway.open(newOrder());
        const second = await gateway.open(newOrder());

        expect(second.id).not.toBe(first.id);
      });

      it('opens another intent for the same order with another amount', async () => {
        const order = newOrder();
        const first = await gateway.open(order);

        const second = await gateway.open({ ...order, money: { ...money, amount: 9900 } });

        expect(second).toMatchObject({ money: { amount: 9900 }, status: 'unconfirmed' });
        expect(second.id).not.toBe(first.id);
      });

      it('takes a currency without minor units as it is', async () => {
        const yen = { amount: 640, currency: 'JPY' };

        expect((await captured(newOrder({ money: yen }))).money).toEqual(yen);
      });
    });

    describe('confirming', () => {
      it('charges the customer', async () => {
        const intent = await captured();

        expect(intent).toEqual({ id: intent.id, status: 'captured', money, refundedAmount: 0 });
        expect(await gateway.read(intent.id)).toEqual(intent);
      });

      it('answers a captured intent that is confirmed again with its state', async () => {
        const intent = await captured();

        expect(await gateway.confirm(intent.id, tokens.approved)).toEqual(intent);
      });

      it('lets one of two that confirm at once charge, and the other one see it', async () => {
        const { id } = await gateway.open(newOrder());
        const confirm = () => gateway.confirm(id, tokens.approved).catch((error: unknown) => error);

        const answers = await Promise.all([confirm(), confirm()]);

        for (const answer of answers)
          if (!(answer instanceof GatewayBusyError)) expect(answer).toMatchObject({ status: 'captured' });
        expect(await gateway.read(id)).toMatchObject({ status: 'captured', money });
      });

      it('reports a declined card as an answer, with the reason', async () => {
        const { id } = await gateway.open(newOrder());

        const intent = await gateway.confirm(id, tokens.declined);

        expect(intent.status).toBe('declined');
        expect(intent.decline?.code).toMatch(/^[a-z_]+$/);
        expect(intent.decline?.message).not.toBe('');
      });

      it('keeps a decline: a good card does not revive the intent', async () => {
        const { id } = await gateway.open(newOrder());
        const declined = await gateway.confirm(id, tokens.declined);

        const again = await gateway.confirm(id, tokens.approved);

        expect(again.status).toBe('declined');
        expect(again.decline?.code).toBe(declined.decline?.code);
        expect((await gateway.read(id)).status).toBe('declined');
      });

      it('declines a card that asks for authentication, with the same reason at once and later', async () => {
        const { id } = await gateway.open(newOrder());

        const intent = await gateway.confirm(id, tokens.authentication);

        expect(intent).toEqual({
          id,
          status: 'declined',
          money,
          refundedAmount: 0,
          decline: { code: 'authentication_required', message: expect.stringContaining('another card') },
        });
        expect(await gateway.confirm(id, tokens.authentication)).toEqual(intent);
        expect(await gateway.confirm(id, tokens.approved)).toEqual(intent);
        expect(await gateway.cancel(id)).toEqual(intent);
        expect(await gateway.read(id)).toEqual(intent);
      });

      it('declines a token that names no payment method, and does not repeat the token', async () => {
        const { id } = await gateway.open(newOrder());

        const intent = await gateway.confirm(id, tokens.unknown);

        expect(intent.status).toBe('declined');
        expect(JSON.stringify(intent)).not.toContain(tokens.unknown);
      });

      it('does not charge a cancelled intent', async () => {
        const { id } = await gateway.open(newOrder());
        await gateway.cancel(id);

        expect((await gateway.confirm(id, tokens.approved)).status).toBe('cancelled');
      });

      it('takes an intent that does not exist for our fault: the key may be that of another account', async () => {
        await expect(gateway.confirm('pi_none', tokens.approved)).rejects.toThrow(GatewayMisuseError);
        await expect(gateway.resume('pi_none', tokens.approved)).rejects.toThrow(GatewayMisuseError);
        await expect(gateway.read('pi_none')).rejects.toThrow(GatewayMisuseError);
      });
    });

    describe('resuming', () => {
      it('charges an intent that was never confirmed', async () => {
        const { id } = await gateway.open(newOrder());

        expect(await gateway.resume(id, tokens.approved)).toMatchObject({ status: 'captured', money });
      });

      it.each(['approved', 'declined', 'authentication'] as const)(
        'answers the state of an intent that was confirmed before (%s)',
        async (token) => {
          const { id } = await gateway.open(newOrder());
          const before = await gateway.confirm(id, tokens[token]);

          expect(await gateway.resume(id, tokens.approved)).toEqual(before);
        },
      );

      it('answers the state of a cancelled intent', async () => {
        const { id } = await gateway.open(newOrder());
        await gateway.cancel(id);

        expect((await gateway.resume(id, tokens.approved)).status).toBe('cancelled');
      });
    });

    describe('cancelling', () => {
      it('gives up an unconfirmed intent, also when asked twice', async () => {
        const { id } = await gateway.open(newOrder());

        expect((await gateway.cancel(id)).status).toBe('cancelled');
        expect((await gateway.cancel(id)).status).toBe('cancelled');
      });

      it('leaves a captured intent captured', async () => {
        const intent = await captured();

        expect(await gateway.cancel(intent.id)).toEqual(intent);
      });

      it('leaves a declined intent declined', async () => {
        const { id } = await gateway.open(newOrder());
        await gateway.confirm(id, tokens.declined);

        expect((await gateway.cancel(id)).status).toBe('declined');
      });
    });

    describe('refunding', () => {
      it('gives the whole charge back, and takes a second refund for done', async () => {
        const intent = await captured();
        expect(await gateway.readRefund(intent.id, money)).toEqual({ status: 'due', amount: 0 });

        const refund = await gateway.refund(intent.id, money);

        expect(refund).toEqual({ status: 'succeeded', amount: money.amount, refundId: expect.any(String) });
        expect(await gateway.refund(intent.id, money)).toEqual(refund);
        expect(await gateway.readRefund(intent.id, money)).toEqual(refund);
        expect(await gateway.read(intent.id)).toEqual({ ...intent, refundedAmount: money.amount });
      });

      it('of an intent that was never captured are refused', async () => {
        const { id } = await gateway.open(newOrder());

        await expect(gateway.refund(id, money)).rejects.toThrow(GatewayRefusedError);
      });
    });
  });
};
