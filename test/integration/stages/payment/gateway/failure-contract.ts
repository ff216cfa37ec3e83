import type { PaymentGateway } from '../../../../../stages/payment/gateway/gateway';
import {
  GatewayBusyError,
  GatewayConfigurationError,
  GatewayRefusedError,
  GatewayUnavailableError,
} from '../../../../../stages/payment/gateway/gateway';
import { type GatewayUnderTest, money, newOrder } from './contract';

type Operation = keyof PaymentGateway;
export type Disturbance =
  | 'timeout after effect'
  | 'timeout before effect'
  | 'server error before effect'
  | 'server error after effect'
  | 'rate limit';

/** A gateway that limits our rate is busy; what else disturbs a call makes it unavailable. */
const failureOf = (how: Disturbance) => (how === 'rate limit' ? GatewayBusyError : GatewayUnavailableError);

/** A gateway that can be made to fail, and whose own books can be read. */
export interface BreakableGateway extends GatewayUnderTest {
  /** The next call of the operation fails so. */
  disturb(operation: Operation, how: Disturbance): void;
  /** The gateway forgets its idempotency keys, as Stripe does after a day. */
  forgetKeys(): void;
  refuseRefundOf(orderId: string): void;
  /** Gives our API key up for another one, which the gateway's client is not told of. */
  rotateApiKey(): void;
  /** As the gateway's ledger has it: how often the order was charged, and what is left of it in minor units. */
  charged(orderId: string): { readonly captures: number; readonly net: number };
}

/** The promises of the port that hold when the gateway fails. */
export const describeGatewayFailureContract = (name: string, makeGateway: () => Promise<BreakableGateway>): void => {
  describe(`${name} keeps the gateway's contract when the gateway fails`, () => {
    let underTest: BreakableGateway;
    let gateway: PaymentGateway;
    let tokens: GatewayUnderTest['tokens'];

    beforeEach(async () => {
      underTest = await makeGateway();
      ({ gateway, tokens } = underTest);
    });
    afterEach(() => underTest.close());

    const once = { captures: 1, net: money.amount };
    const never = { captures: 0, net: 0 };

    it.each<Disturbance>([
      'timeout after effect',
      'timeout before effect',
      'server error before effect',
      'server error after effect',
      'rate limit',
    ] as const)('charges an order once although its confirm met a %s', async (how) => {
      const order = newOrder();
      const { id } = await gateway.open(order);
      underTest.disturb('confirm', how);

      await expect(gateway.confirm(id, tokens.approved)).rejects.toThrow(failureOf(how));
      const repeated = await gateway.resume(id, tokens.approved);

      expect(repeated.status).toBe('captured');
      expect(underTest.charged(order.orderId)).toEqual(once);
    });

    it('shows a charge whose answer was lost', async () => {
      const { id } = await gateway.open(newOrder());
      underTest.disturb('confirm', 'timeout after effect');
      await expect(gateway.confirm(id, tokens.approved)).rejects.toThrow(GatewayUnavailableError);

      expect((await gateway.read(id)).status).toBe('captured');
    });

    it('opens one intent although the answer to the first opening was lost', async () => {
      const order = newOrder();
      underTest.disturb('open', 'timeout after effect');
      await expect(gateway.open(order)).rejects.toThrow(GatewayUnavailableError);

      const second = await gateway.open(order);
      const third = await gateway.open(order);

      expect(third.id).toBe(second.id);
    });

    it.each<Disturbance>(['server error before effect', 'server error after effect'])(
      'opens an order although the gateway saved a %s for it',
      async (how) => {
        const order = newOrder();
        underTest.disturb('open', how);
        await expect(gateway.open(order)).rejects.toThrow(GatewayUnavailableError);

        const second = await gateway.open(order);
        const third = await gateway.open(order);

        expect(second.status).toBe('unconfirmed');
        expect(third.id).toBe(second.id);
      },
    );

    it('opens another intent once the keys are forgotten, and charges only the one that is confirmed', async () => {
      const order = newOrder();
      const stored = await gateway.open(order);
      underTest.forgetKeys();
      const late = await gateway.open(order);

      await gateway.confirm(stored.id, tokens.approved);

      expect(late.id).not.toBe(stored.id);
      expect((await gateway.read(late.id)).status).toBe('unconfirmed');
      expect(underTest.charged(order.orderId)).toEqual(once);
    });

    it('charges once although the repeated confirm comes after the keys are forgotten', async () => {
      const order = newOrder();
      const { id } = await gateway.open(order);
      underTest.disturb('confirm', 'timeout after effect');
      await expect(gateway.confirm(id, tokens.approved)).rejects.toThrow(GatewayUnavailableError);
      underTest.forgetKeys();

      expect((await gateway.confirm(id, tokens.approved)).status).toBe('captured');
      expect(underTest.charged(order.orderId)).toEqual(once);
    });

    it('does not call a card declined before the decline is final', async () => {
      const order = newOrder();
      const { id } = await gateway.open(order);
      underTest.disturb('cancel', 'server error before effect');

      await expect(gateway.confirm(id, tokens.declined)).rejects.toThrow(GatewayUnavailableError);

      expect((await gateway.read(id)).status).toBe('unconfirmed');
      expect((await gateway.confirm(id, tokens.declined)).status).toBe('declined');
      expect(underTest.charged(order.orderId)).toEqual(never);
    });

    it('lets a worker whose card was declined see that another one charged in the meantime', async () => {
      const order = newOrder();
      const { id } = await gateway.open(order);
      underTest.disturb('cancel', 'timeout before effect');
      const slow = gateway.confirm(id, tokens.declined);
      await expect(slow).rejects.toThrow(GatewayUnavailableError);
      await gateway.confirm(id, tokens.approved);

      expect((await gateway.confirm(id, tokens.declined)).status).toBe('captured');
      expect(underTest.charged(order.orderId)).toEqual(once);
    });

    it.each<['confirm' | 'cancel', Disturbance]>([
      ['confirm', 'timeout before effect'],
      ['confirm', 'timeout after effect'],
      ['confirm', 'server error after effect'],
      ['cancel', 'timeout before effect'],
      ['cancel', 'timeout after effect'],
      ['cancel', 'server error before effect'],
      ['cancel', 'server error after effect'],
      ['cancel', 'rate limit'],
    ])('declines a card that asks for authentication although the %s met a %s', async (operation, how) => {
      const order = newOrder();
      const { id } = await gateway.open(order);
      underTest.disturb(operation, how);
      await expect(gateway.confirm(id, tokens.authentication)).rejects.toThrow(failureOf(how));

      const repeated = await gateway.resume(id, tokens.authentication);

      expect(repeated).toMatchObject({ status: 'declined', decline: { code: 'authentication_required' } });
      expect(await gateway.read(id)).toEqual(repeated);
      expect(underTest.charged(order.orderId)).toEqual(never);
    });

    it('cancels an intent that was left waiting for authentication', async () => {
      const order = newOrder();
      const { id } = await gateway.open(order);
      underTest.disturb('cancel', 'server error before effect');
      await expect(gateway.confirm(id, tokens.authentication)).rejects.toThrow(GatewayUnavailableError);

      expect((await gateway.cancel(id)).status).toBe('cancelled');
      expect((await gateway.confirm(id, tokens.approved)).status).toBe('cancelled');
      expect(underTest.charged(order.orderId)).toEqual(never);
    });

    it.each<Disturbance>(['timeout after effect', 'server error before effect', 'server error after effect'])(
      'refunds a charge once although the first refund met a %s',
      async (how) => {
        const order = newOrder();
        const { id } = await gateway.confirm((await gateway.open(order)).id, tokens.approved);
        underTest.disturb('refund', how);
        await expect(gateway.refund(id, money)).rejects.toThrow(GatewayUnavailableError);

        expect(await gateway.refund(id, money)).toMatchObject({ status: 'succeeded', amount: money.amount });
        expect(underTest.charged(order.orderId)).toEqual({ captures: 1, net: 0 });
      },
    );

    it('cancels an intent although the first cancellation was lost', async () => {
      const { id } = await gateway.open(newOrder());
      underTest.disturb('cancel', 'timeout after effect');
      await expect(gateway.cancel(id)).rejects.toThrow(GatewayUnavailableError);

      expect((await gateway.cancel(id)).status).toBe('cancelled');
    });

    it('says that a refund is refused for good', async () => {
      const order = newOrder();
      const { id } = await gateway.confirm((await gateway.open(order)).id, tokens.approved);
      underTest.refuseRefundOf(order.orderId);

      await expect(gateway.refund(id, money)).rejects.toThrow(GatewayRefusedError);
      await expect(gateway.refund(id, money)).rejects.toThrow(GatewayRefusedError);
      expect(underTest.charged(order.orderId)).toEqual(once);
    });

    it('says that our API key is wrong, and does not quote it', async () => {
      underTest.rotateApiKey();

      const failure = await gateway.open(newOrder()).catch((error: unknown) => error);

      expect(failure).toBeInstanceOf(GatewayConfigurationError);
      expect(String(failure)).not.toMatch(/sk_test/);
    });
  });
};
