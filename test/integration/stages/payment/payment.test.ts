import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { failureClassOf } from '../../../../pipeline/batch/failure-class';
import { cancelled, confirmed } from '../../../stages/events';
import { COUNTERS, ORDERS } from '../../tables';
import { created, handedOn, outcomes, published, type Stages, startStages, types } from '../kit';

const TOKEN = 'pm_card_mastercard';
let stages: Stages;

beforeAll(async () => {
  // Some answers never come: long enough for a machine that does much else, and no longer.
  stages = await startStages({ paymentTimeoutMs: 2_000 });
});
afterAll(() => stages.stop());

const payment = { token: TOKEN };

describe('charge', () => {
  test('opens an intent, stores it, captures it, and a second delivery does nothing but publish again', async () => {
    const orderId = 'charged';

    const first = await stages.pay(created({ orderId, payment }));
    const second = await stages.pay(created({ orderId, payment }));

    expect(types(first)).toEqual(['Payment Processed']);
    expect(published(second)).toEqual(published(first));
    expect(second).toMatchObject([{ replay: true, counts: {} }]);
    expect(stages.ledger(orderId)).toEqual(['opened', 'captured']);
    const [intent] = stages.simulator.ledger.entries(orderId);
    expect(await stages.history(orderId)).toMatchObject({
      payment: { intentId: intent?.intentId },
      charged: { amount: 900, currency: 'USD' },
    });
  });

  test('keeps its idempotency record with the order, and the card token nowhere', async () => {
    const orderId = 'collection';
    await stages.pay(created({ orderId, payment }));

    const Key = { PK: `order#${orderId}`, SK: 'op#payment.charge' };
    const { Item } = await stages.documents.send(new GetCommand({ TableName: ORDERS, Key }));
    expect(Item).toMatchObject({ status: 'COMPLETED', data: { status: 'captured' } });
    const everything = JSON.stringify([await stages.items(ORDERS), await stages.items(COUNTERS)]);
    expect(everything).toContain(orderId);
    expect(everything).not.toContain(TOKEN);
  });

  test('of a declined card ends the order and never captures', async () => {
    const orderId = 'declined';

    const result = await stages.pay(created({ orderId, payment: { token: 'pm_card_chargeDeclinedExpiredCard' } }));

    expect(types(result)).toEqual(['Payment Failed', 'Order Failed']);
    expect(stages.ledger(orderId)).not.toContain('captured');
    expect(await stages.history(orderId)).toMatchObject({ outcome: 'failed', owes: [] });
  });

  describe('of a card that asks for authentication', () => {
    const card = { token: 'pm_card_authenticationRequired' };
    const expectFailed = async (orderId: string, results: Awaited<ReturnType<Stages['pay']>>): Promise<void> => {
      expect(types(results)).toEqual(['Payment Failed', 'Order Failed']);
      expect(handedOn(results, 'Payment Failed').detail).toMatchObject({
        code: 'AUTHENTICATION_REQUIRED',
        message: 'The card asks for authentication, which was not completed. Please use another card.',
      });
      expect(stages.ledger(orderId)).toEqual(['opened', 'cancelled']);
      expect(await stages.history(orderId)).toMatchObject({ outcome: 'failed', owes: [] });
    };

    test('ends the order, cancels the intent and charges nothing; a second delivery publishes the same', async () => {
      const orderId = 'authentication';

      const first = await stages.pay(created({ orderId, payment: card }));
      const second = await stages.pay(created({ orderId, payment: card }));

      await expectFailed(orderId, first);
      expect(published(second)).toEqual(published(first));
    });

    test.each([
      ['the answer to the confirm is lost', 'timeout-after-effect', 'confirm'],
      ['the cancellation fails', 'error-before-effect', 'cancel'],
      ['the answer to the cancellation is lost', 'error-after-effect', 'cancel'],
    ] as const)('ends the same way when %s and the order is delivered again', async (_, kind, operation) => {
      const orderId = `authentication-${operation}-${kind}`;
      stages.simulator.faults.failNext({ kind, operation });

      const [interrupted] = await stages.pay(created({ orderId, payment: card }));
      expect(interrupted?.status === 'failed' && failureClassOf(interrupted.error)).toBe('dependency');

      await expectFailed(orderId, await stages.pay(created({ orderId, payment: card })));
    });

    test('lets the order be cancelled when the charge was interrupted', async () => {
      const orderId = 'authentication-order-cancelled';
      stages.simulator.faults.failNext({ kind: 'error-before-effect', operation: 'cancel' });
      await stages.pay(created({ orderId, payment: card }));

      expect(outcomes(await stages.pay(cancelled({ orderId })))).toEqual(['payment cancelled']);
      expect(outcomes(await stages.pay(created({ orderId, payment: card })))).toEqual(['order is cancelled']);
      expect(stages.ledger(orderId)).toEqual(['opened', 'cancelled']);
    });
  });

  test('whose answer is lost after it took effect is found out by the next delivery', async () => {
    const orderId = 'lost-answer';
    stages.simulator.faults.failNext({ kind: 'timeout-after-effect', operation: 'confirm' });
    stages.simulator.faults.failNext({ kind: 'error-before-effect', operation: 'read' });

    const [lost] = await stages.pay(created({ orderId, payment }));
    expect(lost?.status === 'failed' && failureClassOf(lost.error)).toBe('dependency');
    stages.simulator.faults.clear();
    const again = await stages.pay(created({ orderId, payment }));

    expect(outcomes(again)).toEqual(['charged']);
    expect(stages.ledger(orderId)).toEqual(['opened', 'captured']);
  });

  test('of an order that is cancelled between read and commit captures nothing', async () => {
    const orderId = 'cancelled-meanwhile';
    stages.betweenReadAndWrite(() => stages.pay(cancelled({ orderId })));

    const result = await stages.pay(created({ orderId, payment }));

    expect(outcomes(result)).toEqual(['order is cancelled']);
    expect(stages.ledger(orderId)).not.toContain('captured');
  });

  test('and confirmation by two workers at once publish Payment Validated exactly once', async () => {
    const orderId = 'two-workers';
    let other: Awaited<ReturnType<Stages['pay']>> = [];
    stages.betweenReadAndWrite(async () => {
      other = await stages.pay(confirmed({ orderId }));
    });

    const mine = await stages.pay(created({ orderId, payment }));

    expect([...types(mine), ...types(other)].filter((type) => type === 'Payment Validated')).toHaveLength(1);
    expect(stages.ledger(orderId)).toEqual(['opened', 'captured']);
  });
});

describe('validate', () => {
  test('hands the order on once it is both paid and confirmed, whichever came first', async () => {
    expect(types(await stages.pay(created({ orderId: 'paid-first' }), confirmed({ orderId: 'paid-first' })))).toEqual([
      'Payment Processed',
      'Payment Validated',
    ]);
    expect(outcomes(await stages.pay(confirmed({ orderId: 'confirmed-first' })))).toEqual(['remembered']);
    const later = await stages.pay(created({ orderId: 'confirmed-first' }));
    expect(types(later)).toEqual(['Payment Processed', 'Payment Validated']);
    expect(handedOn(later, 'Payment Validated').detail).toMatchObject({
      customerId: 'c-1',
      items: [{ productId: 'latte', quantity: 2, unitPrice: 450 }],
      total: 900,
    });
  });

  test('together with the charge is stored with it, and both can be delivered again, together or one alone', async () => {
    const orderId = 'confirmed-at-once';
    const [charge, confirmation] = [created({ orderId }), confirmed({ orderId })];
    const first = await stages.pay(charge, confirmation);
    const { version } = await stages.orders.readOne(orderId);

    const together = await stages.pay(charge, confirmation);
    const alone = [await stages.pay(confirmation), await stages.pay(charge)];

    // The intent, then everything else.
    expect(version).toBe(2);
    expect(outcomes(first)).toEqual(['charged', 'validated']);
    expect(published(together)).toEqual(published(first));
    expect(alone.flatMap(published).toReversed()).toEqual(published(first));
    expect(stages.ledger(orderId)).toEqual(['opened', 'captured']);
  });

  test('together with a charge that is declined has nothing to confirm', async () => {
    const orderId = 'declined-at-once';
    const token = 'pm_card_chargeDeclinedExpiredCard';
    const results = await stages.pay(created({ orderId, payment: { token } }), confirmed({ orderId }));
    expect(outcomes(results)).toEqual(['expired_card', 'order is failed']);
    expect(types(results)).toEqual(['Payment Failed', 'Order Failed']);
  });

  test('in the name of another shop is refused by itself', async () => {
    const orderId = 'confirmed-elsewhere';
    const [charge, confirmation] = await stages.pay(
      created({ orderId }),
      confirmed({ orderId, shopId: 'another-shop' }),
    );
    expect(charge).toMatchObject({ status: 'done', outcome: 'charged' });
    expect(confirmation?.status === 'failed' && failureClassOf(confirmation.error)).toBe('permanent');
  });

  test('is a replay the second time', async () => {
    const orderId = 'confirmed-twice';
    const [, first] = await stages.pay(created({ orderId }), confirmed({ orderId }));
    const [second] = await stages.pay(confirmed({ orderId }));
    expect(second).toMatchObject({ status: 'done', replay: true, events: first?.status === 'done' && first.events });
  });
});

describe('refund', () => {
  test('gives the money of a rejected order back once, and publishes its end', async () => {
    const orderId = 'refunded';
    const shopId = 'empty-shop';
    const paid = await stages.pay(created({ orderId, shopId }), confirmed({ orderId, shopId }));
    const rejected = await stages.stock(handedOn(paid, 'Payment Validated'));

    const first = await stages.pay(handedOn(rejected, 'Inventory Rejected'));
    const second = await stages.pay(handedOn(rejected, 'Inventory Rejected'));

    expect(types(first)).toEqual(['Payment Refunded', 'Order Failed']);
    expect(published(second)).toEqual(published(first));
    expect(stages.ledger(orderId)).toEqual(['opened', 'captured', 'refunded']);
    expect(await stages.history(orderId)).toMatchObject({ refunded: { amount: 900 }, owes: [], closed: {} });
  });

  test('that the gateway answers with an error is tried again, and pays back once', async () => {
    const orderId = 'refund-retried';
    await stages.pay(created({ orderId }));
    stages.simulator.faults.failNext({ kind: 'error-after-effect', operation: 'refund' });
    stages.simulator.faults.failNext({ kind: 'error-before-effect', operation: 'read' });

    await stages.pay(cancelled({ orderId }));
    stages.simulator.faults.clear();
    const again = await stages.pay(cancelled({ orderId }));

    expect(types(again)).toEqual(['Payment Refunded']);
    expect(stages.ledger(orderId)).toEqual(['opened', 'captured', 'refunded']);
  });
});
