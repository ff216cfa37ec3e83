import type { OrderHistory } from '../../../../pipeline/orders/order-history';
import { audit, INVARIANTS } from '../../../../simulation/audit/audit';
import type { Evidence, Finding } from '../../../../simulation/audit/evidence';
import { failedOrder, finalEvent, fulfilledOrder, goodRun } from './runs';

type Change = (run: Evidence) => Evidence;

const found = (change: Change): Finding[] => [...audit(change(goodRun())).findings];
const names = (findings: readonly Finding[]): string[] =>
  [...new Set(findings.map(({ invariant }) => invariant))].sort();

const withOrder =
  (orderId: string, change: (order: OrderHistory) => OrderHistory): Change =>
  (run) => ({
    ...run,
    orders: run.orders.map((order) => (order.orderId === orderId ? change(order) : order)),
  });
const withoutOrderField = (orderId: string, field: keyof OrderHistory): Change =>
  withOrder(orderId, ({ [field]: _gone, ...order }) => order as OrderHistory);

describe('the audit of a good run', () => {
  test('finds nothing, and has checked every invariant', () => {
    const report = audit(goodRun());

    expect(report.findings).toEqual([]);
    expect(report.notCovered).toEqual([]);
    expect(Object.keys(report.invariants)).toEqual(Object.keys(INVARIANTS));
    expect(Object.values(report.invariants).every(Boolean)).toBe(true);
  });

  test('says what it could not check, and for lack of what', () => {
    const { ledger: _ledger, ...run } = goodRun();
    const report = audit(run);

    expect(report.notCovered).toEqual([
      { invariant: 'refundFailuresAnnounced', lacks: ['ledger'] },
      { invariant: 'disputesAnnounced', lacks: ['ledger'] },
      { invariant: 'ledgerMatchesOutcome', lacks: ['ledger'] },
      { invariant: 'neverTwoCaptures', lacks: ['ledger'] },
      { invariant: 'intentsSealed', lacks: ['ledger'] },
      { invariant: 'refusedBeforeCharge', lacks: ['ledger'] },
    ]);
    expect(report.invariants).not.toHaveProperty('ledgerMatchesOutcome');
  });

  test('of a ledger that holds only what orders stored, says what cannot be seen in it', () => {
    const ledgerGap = 'the gateway has no list';
    const report = audit({ ...goodRun(), ledgerGap });

    expect(report.notCovered).toEqual([
      { invariant: 'neverTwoCaptures', lacks: [ledgerGap] },
      { invariant: 'refusedBeforeCharge', lacks: [ledgerGap] },
    ]);
    expect(report.invariants).toMatchObject({ ledgerMatchesOutcome: true, intentsSealed: true });
    expect(report.ledgerGap).toBe(ledgerGap);
  });

  test('the same final event seen twice is one', () => {
    expect(
      found((run) => ({ ...run, events: [...(run.events ?? []), finalEvent('good-1', 'Order Fulfilled')] })),
    ).toEqual([]);
  });

  test('an order whose refund the gateway refuses for good is counted apart', () => {
    const findings = found((run) => {
      const refused: OrderHistory = { ...failedOrder('stuck'), owes: ['refund'] };
      delete (refused as { closed?: unknown }).closed;
      return {
        ...run,
        orders: [...run.orders, refused],
        ledger: [
          ...(run.ledger ?? []),
          { intentId: 'pi_stuck', orderId: 'stuck', type: 'captured', amount: 900, currency: 'USD' },
        ],
        deadLetters: [
          ...run.deadLetters,
          {
            queue: 'payment-dlq',
            messageId: 'm-9',
            body: '{"id":"e-9","detail":{"orderId":"stuck"}}',
            reason: 'refund refused',
          },
        ],
      };
    });

    expect(findings).toEqual([]);
  });
});

describe('the audit finds and names', () => {
  const cases: [what: string, change: Change, invariants: string[], detail: string][] = [
    [
      'an order that never ended',
      withoutOrderField('bad-1', 'outcome'),
      ['countersMatchOrders', 'exactlyOneOutcome'],
      'has not ended',
    ],
    [
      'an order that still owes',
      withOrder('bad-1', (order) => ({ ...order, owes: ['refund'] })),
      ['exactlyOneOutcome'],
      'is failed and still owes refund',
    ],
    [
      'an order that was never closed',
      withoutOrderField('bad-1', 'closed'),
      ['countersMatchOrders', 'exactlyOneOutcome'],
      'was never closed',
    ],
    [
      'a missing final event',
      (run) => ({
        ...run,
        events: run.events?.filter(({ detail }) => (detail as { orderId: string }).orderId !== 'bad-1') ?? [],
      }),
      ['oneFinalEvent'],
      'the bus saw no final event',
    ],
    [
      'a second final event',
      (run) => ({ ...run, events: [...(run.events ?? []), finalEvent('good-1', 'Order Failed')] }),
      ['oneFinalEvent'],
      'is fulfilled, the bus saw Order Fulfilled and Order Failed',
    ],
    [
      'a final event of an order that nobody knows',
      (run) => ({ ...run, events: [...(run.events ?? []), finalEvent('ghost', 'Order Failed')] }),
      ['oneFinalEvent'],
      'has a final event and is in no table',
    ],
    [
      'a charge that nobody was told about',
      (run) => ({ ...run, events: run.events?.filter(({ id }) => id !== 'bus-good-1-Payment Processed') ?? [] }),
      ['moneyAnnounced'],
      'was charged, the bus saw no Payment Processed',
    ],
    [
      'a refund that was announced too early',
      (run) => ({
        ...run,
        events: (run.events ?? []).map((event) =>
          event.id === 'bus-good-2-Payment Processed'
            ? { ...event, 'detail-type': 'Payment Refunded', detail: { ...(event.detail as object), orderId: 'bad-1' } }
            : event,
        ),
      }),
      ['moneyAnnounced', 'refundFailuresAnnounced'],
      'was not refunded, the bus saw Payment Refunded',
    ],
    [
      'a refund that was announced and did not take place',
      (run) => ({
        ...withOrder('bad-1', (order) => ({
          ...order,
          refunded: { at: 'now', causedBy: 'e', amount: 900, currency: 'USD' },
        }))(run),
        events: [
          ...(run.events ?? []),
          {
            id: 'bus-bad-1-Payment Refunded',
            'detail-type': 'Payment Refunded',
            source: 'somebody else',
            time: '2026-11-24T09:00:00Z',
            detail: { orderId: 'bad-1', metadata: { eventId: 'bad-1-Payment Refunded' } },
          },
        ],
        counters: { counts: { ...run.counters?.counts, payments_refunded: 1 }, reconciled: true },
      }),
      ['refundFailuresAnnounced'],
      'its money is not back, 1 refunds and 0 failures of them were announced',
    ],
    [
      'a dispute that nobody was told about',
      (run) => ({
        ...run,
        ledger: [
          ...(run.ledger ?? []),
          { intentId: 'pi_good-1', orderId: 'good-1', type: 'disputed', amount: 900, currency: 'USD' },
        ],
      }),
      ['disputesAnnounced'],
      'its dispute was opened, announced 0 times',
    ],
    [
      'a good order that was not fulfilled',
      (run) => ({
        ...run,
        expected: run.expected?.map((order) => ({ ...order, mayEnd: ['fulfilled' as const] })) ?? [],
      }),
      ['outcomeAsExpected'],
      'is failed, expected fulfilled',
    ],
    [
      'a ledger row with another amount',
      (run) => ({
        ...run,
        ledger: run.ledger?.map((entry) => (entry.orderId === 'good-1' ? { ...entry, amount: 899 } : entry)) ?? [],
      }),
      ['ledgerMatchesOutcome'],
      'is fulfilled: the ledger keeps 8.99 USD, due are 9.00 USD',
    ],
    [
      'a lost ledger row',
      (run) => ({
        ...run,
        ledger: run.ledger?.filter(({ orderId, type }) => orderId !== 'good-1' || type !== 'captured') ?? [],
      }),
      ['ledgerMatchesOutcome'],
      'the ledger keeps 0.00 USD, due are 9.00 USD',
    ],
    [
      'a charge in another currency',
      (run) => ({
        ...run,
        ledger: run.ledger?.map((entry) => (entry.orderId === 'good-1' ? { ...entry, currency: 'EUR' } : entry)) ?? [],
      }),
      ['ledgerMatchesOutcome'],
      'was charged in EUR, placed in USD',
    ],
    [
      'a charge of an order that nobody knows',
      (run) => ({
        ...run,
        ledger: [
          ...(run.ledger ?? []),
          { intentId: 'pi_x', orderId: 'ghost', type: 'opened', amount: 1, currency: 'USD' },
        ],
      }),
      ['ledgerMatchesOutcome'],
      'is in the ledger and in no table',
    ],
    [
      'a double charge, even refunded',
      (run) => ({
        ...run,
        ledger: [
          ...(run.ledger ?? []),
          { intentId: 'pi_2', orderId: 'good-1', type: 'captured', amount: 900, currency: 'USD' },
          { intentId: 'pi_2', orderId: 'good-1', type: 'refunded', amount: 900, currency: 'USD' },
        ],
      }),
      ['neverTwoCaptures', 'refundFailuresAnnounced'],
      'was charged 2 times: pi_good-1, pi_2',
    ],
    [
      'a failed order whose payment can still be charged',
      (run) => ({
        ...withOrder('bad-1', (order) => ({ ...order, payment: { intentId: 'pi_4' } }))(run),
        expected: run.expected?.filter(({ orderId }) => orderId !== 'bad-1') ?? [],
        ledger: [
          ...(run.ledger ?? []),
          { intentId: 'pi_4', orderId: 'bad-1', type: 'declined', amount: 900, currency: 'USD' },
        ],
      }),
      ['intentsSealed'],
      'is failed, and its payment pi_4 is only declined',
    ],
    [
      'an invalid order that reached the gateway',
      (run) => ({
        ...run,
        ledger: [
          ...(run.ledger ?? []),
          { intentId: 'pi_3', orderId: 'bad-1', type: 'opened', amount: 900, currency: 'USD' },
        ],
      }),
      ['refusedBeforeCharge'],
      'is invalid or free, and has a payment: opened pi_3',
    ],
    [
      'a payment that is still looked after',
      (run) => ({ ...run, checks: [{ orderId: 'good-1', waitingFor: 'processing' }] }),
      ['checksEnded'],
      'still has a check that waits for processing',
    ],
    [
      'a stock item that does not add up',
      (run) => ({ ...run, stock: run.stock.map((item) => ({ ...item, available: item.available + 1 })) }),
      ['stockConserved'],
      'stock#astoria#p1 does not add up: received 10, available 7, reserved 0, sold 4',
    ],
    [
      'an oversold product',
      (run) => ({ ...run, stock: run.stock.map((item) => ({ ...item, received: 3, available: -1 })) }),
      ['stockConserved'],
      'has a negative count',
    ],
    [
      'stock held for nobody',
      (run) => ({ ...run, stock: run.stock.map((item) => ({ ...item, available: item.available - 2, reserved: 2 })) }),
      ['nothingReserved'],
      'stock#astoria#p1 still has 2 reserved',
    ],
    [
      'stock sold twice',
      (run) => ({
        ...run,
        stock: run.stock.map((item) => ({ ...item, available: item.available - 2, sold: item.sold + 2 })),
      }),
      ['soldMatchesOrders'],
      'stock#astoria#p1 says 6 sold, fulfilled orders hold 4',
    ],
    [
      'a lost stock item',
      (run) => ({ ...run, stock: [] }),
      ['soldMatchesOrders'],
      'stock#astoria#p1 was sold and has no stock item',
    ],
    [
      'a doubled ticket',
      withOrder('good-2', (order) => ({
        ...order,
        scheduled: fulfilledOrder('good-1', 1).scheduled as NonNullable<OrderHistory['scheduled']>,
      })),
      ['ticketsWithoutGap'],
      'astoria on 2026-11-24: ticket 1 was given to good-1 and good-2',
    ],
    [
      'a gap in the tickets',
      withOrder('good-2', (order) => ({
        ...order,
        scheduled: fulfilledOrder('good-2', 3).scheduled as NonNullable<OrderHistory['scheduled']>,
      })),
      ['ticketsWithoutGap'],
      'ticket 2 of 3 was given to nobody',
    ],
    [
      'a ticket left in the kitchen',
      (run) => ({ ...run, kitchens: [{ shopId: 'astoria', openOrderIds: ['bad-1'] }] }),
      ['kitchenEmpty'],
      'still has a ticket in the kitchen of astoria',
    ],
    [
      'work left in a queue',
      (run) => ({
        ...run,
        queues: [{ queue: 'payment.fifo', visible: 0, inFlight: 1, delayed: 0, forDeadLetters: false }],
      }),
      ['queuesDrained'],
      'payment.fifo still holds 1 messages',
    ],
    [
      'a message that a queue lost',
      (run) => ({
        ...run,
        queues: run.queues.map((queue) =>
          queue.flow ? { ...queue, flow: { ...queue.flow, sent: queue.flow.sent + 1 } } : queue,
        ),
      }),
      ['queuesDrained'],
      'payment.fifo was sent 5 messages and accounts for 4',
    ],
    [
      'an order that vanished',
      (run) => ({ ...run, orders: run.orders.filter(({ orderId }) => orderId !== 'bad-1') }),
      ['countersMatchOrders', 'nothingLost', 'oneFinalEvent'],
      'was placed and is in no table and no dead-letter queue',
    ],
    [
      'an order of which only the confirmation arrived',
      withOrder('bad-1', () => ({ orderId: 'bad-1', version: 1, confirmed: { at: 'now', causedBy: 'e' } })),
      ['countersMatchOrders', 'exactlyOneOutcome', 'nothingLost'],
      'was placed and is in no table and no dead-letter queue',
    ],
    [
      'a malformed event that vanished',
      (run) => ({ ...run, deadLetters: [] }),
      ['nothingLost'],
      'the malformed event malformed-7-1- is in no dead-letter queue',
    ],
    [
      'an event that the bus swallowed',
      (run) => ({ ...run, publishedEventIds: [...(run.publishedEventIds ?? []), 'e-lost'] }),
      ['publishedEventsSeen'],
      'event e-lost was accepted by the bus and never seen on it',
    ],
    [
      'a dead letter without a reason',
      (run) => ({ ...run, deadLetters: run.deadLetters.map((letter) => ({ ...letter, reason: ' ' })) }),
      ['deadLettersHaveReasons'],
      'event e-bad in payment-dlq.fifo has no reason',
    ],
    [
      'an event of ours that breaks its contract',
      (run) => ({
        ...run,
        events: (run.events ?? []).map((event) =>
          event['detail-type'] === 'Order Fulfilled'
            ? { ...event, detail: { ...(event.detail as object), latencyMs: -1 } }
            : event,
        ),
      }),
      ['eventsMatchSchema'],
      'detail.latencyMs',
    ],
    [
      'a business counter that counted twice',
      (run) => ({ ...run, counters: { counts: { ...run.counters?.counts, orders_fulfilled: 3 }, reconciled: false } }),
      ['countersMatchOrders'],
      'orders_fulfilled counts 3, the orders table 2',
    ],
    [
      'a reconciled counter that still misses an order',
      (run) => ({ ...run, counters: { counts: { ...run.counters?.counts, orders_failed: 0 }, reconciled: true } }),
      ['countersMatchOrders'],
      'orders_failed counts 0, the orders table 1',
    ],
  ];

  test.each(cases)('%s', (_what, change, invariants, detail) => {
    const findings = found(change);

    expect(names(findings)).toEqual(invariants);
    expect(findings.map((finding) => finding.detail).join('\n')).toContain(detail);
  });

  test('every invariant has at least one such case', () => {
    expect(new Set(cases.flatMap(([, , invariants]) => invariants))).toEqual(new Set(Object.keys(INVARIANTS)));
  });

  test('unreconciled counters may miss a crashed batch', () => {
    expect(found((run) => ({ ...run, counters: { counts: {}, reconciled: false } }))).toEqual([]);
  });
});
