import type { OrderHistory } from '../../../../pipeline/orders/order-history';
import { audit } from '../../../../simulation/audit/audit';
import type { Evidence, LedgerEntry, SeenEvent } from '../../../../simulation/audit/evidence';
import { failedOrder, finalEvent, goodRun } from './runs';

const AT = '2026-11-24T09:00:00.000Z';
const done = { at: AT, causedBy: 'event' };
const money = { ...done, amount: 900, currency: 'USD' };

/** Told of an order that was paid and failed; `occasion` tells apart events of one type. */
const told = (type: string, occasion: string, body: object = {}): SeenEvent => ({
  id: `bus-${type}-${occasion}`,
  'detail-type': type,
  source: 'coffee-shop.order-processor',
  time: '2026-11-24T09:00:00Z',
  detail: {
    orderId: 'given-up',
    shopId: 'astoria',
    timestamp: AT,
    metadata: { eventId: `${type} ${occasion}`, schemaVersion: 1 },
    paymentId: 'pi_given-up',
    ...body,
  },
});
const processed = told('Payment Processed', '1', { status: 'PAID', amount: 900, currency: 'USD' });
const refunded = (refundId: string) => told('Payment Refunded', refundId, { amount: 900, currency: 'USD' });
const refundFailed = (refundId: string, occasion = refundId) =>
  told('Payment Refund Failed', occasion, { refundId, status: 'failed' });
const disputed = (status: string, occasion = status) =>
  told('Payment Disputed', occasion, { disputeId: 'du_1', status });

interface Aftermath {
  readonly ledger: readonly LedgerEntry['type'][];
  readonly events: readonly SeenEvent[];
  readonly order: Partial<OrderHistory>;
  readonly isOpen?: boolean;
  readonly checks?: Evidence['checks'];
}

/** Findings about an order that was paid and failed, in an otherwise good run. */
const findings = ({ ledger, events, order, isOpen = false, checks = [] }: Aftermath) => {
  const run = goodRun();
  const paid: OrderHistory = { ...failedOrder('given-up'), payment: { intentId: 'pi_given-up' }, charged: money };
  const { closed: _, ...unclosed } = paid;
  const entry = { intentId: 'pi_given-up', orderId: 'given-up', amount: 900, currency: 'USD' };
  const evidence: Evidence = {
    ...run,
    orders: [...run.orders, { ...(isOpen ? unclosed : paid), ...order }],
    checks: [...run.checks, ...checks],
    ledger: [
      ...(run.ledger ?? []),
      ...(['opened', 'captured', ...ledger] as const).map((type) => ({ ...entry, type })),
    ],
    events: [...(run.events ?? []), processed, ...events, ...(isOpen ? [] : [finalEvent('given-up', 'Order Failed')])],
  };
  return audit(evidence).findings.filter(({ orderId }) => orderId === 'given-up');
};
const names = (aftermath: Aftermath) => [...new Set(findings(aftermath).map(({ invariant }) => invariant))];

describe('a refund that failed late', () => {
  const failedLate: Aftermath = {
    ledger: ['refunded', 'refund-failed'],
    events: [refunded('re_1'), refundFailed('re_1')],
    order: { refunded: { ...money, refundId: 're_1' }, refundFailed: { ...done, refundId: 're_1', status: 'failed' } },
  };
  const again: Aftermath = {
    ledger: ['refunded', 'refund-failed', 'refunded'],
    events: [refunded('re_1'), refundFailed('re_1'), refunded('re_2')],
    order: { refunded: { ...money, refundId: 're_2' }, refundFailed: { ...done, refundId: 're_1', status: 'failed' } },
  };

  it.each<[string, Aftermath]>([
    ['is told and recorded', failedLate],
    ['is told twice as the same event', { ...failedLate, events: [...failedLate.events, refundFailed('re_1')] }],
    ['was asked for again', again],
    [
      'failed before it was recorded, and was asked for again by itself',
      {
        ledger: again.ledger,
        events: [refunded('re_2')],
        order: { refunded: { ...money, refundId: 're_2' } },
      },
    ],
  ])('is right if it %s', (_, aftermath) => {
    expect(findings(aftermath)).toEqual([]);
  });

  it.each<[string, Aftermath, string[]]>([
    [
      'nobody noticed',
      { ...failedLate, events: [refunded('re_1')], order: { refunded: { ...money, refundId: 're_1' } } },
      ['refundFailuresAnnounced', 'ledgerMatchesOutcome', 'intentsSealed'],
    ],
    ['it was recorded and not told', { ...failedLate, events: [refunded('re_1')] }, ['refundFailuresAnnounced']],
    [
      'it was told and not recorded',
      { ...failedLate, order: { refunded: { ...money, refundId: 're_1' } } },
      ['refundFailuresAnnounced', 'ledgerMatchesOutcome', 'intentsSealed'],
    ],
    [
      'it was told as two events',
      { ...failedLate, events: [...failedLate.events, refundFailed('re_1', 'again')] },
      ['refundFailuresAnnounced'],
    ],
    [
      'it was told as refunded and never succeeded',
      { ...failedLate, ledger: ['refund-pending'] },
      ['refundFailuresAnnounced', 'intentsSealed'],
    ],
    ['the refund stands', { ...failedLate, ledger: ['refunded'] }, ['refundFailuresAnnounced', 'ledgerMatchesOutcome']],
    ['the second refund was not told', { ...again, events: failedLate.events }, ['refundFailuresAnnounced']],
    [
      'the second refund failed, too',
      { ...again, ledger: [...again.ledger, 'refund-failed'] },
      ['refundFailuresAnnounced', 'ledgerMatchesOutcome', 'intentsSealed'],
    ],
  ])('is found if %s', (_, aftermath, invariants) => {
    expect(names(aftermath).sort()).toEqual([...invariants].sort());
  });
});

describe('a dispute', () => {
  const lost: Aftermath = {
    ledger: ['disputed', 'dispute-lost'],
    events: [disputed('opened'), disputed('lost')],
    order: { disputed: { ...done, disputeId: 'du_1', status: 'lost' } },
  };
  const open: Aftermath = {
    ledger: ['disputed'],
    events: [disputed('opened')],
    order: { disputed: { ...done, disputeId: 'du_1', status: 'opened' }, owes: ['refund'] },
    checks: [{ orderId: 'given-up', waitingFor: 'dispute' }],
    isOpen: true,
  };
  const opened = { disputed: { ...done, disputeId: 'du_1', status: 'opened' as const } };

  it.each<[string, Aftermath]>([
    ['lost', lost],
    ['lost, and told again', { ...lost, events: [...lost.events, disputed('lost')] }],
    ['open, while the refund waits for it', open],
    [
      'won, and the order refunded',
      {
        ledger: ['disputed', 'dispute-won', 'refunded'],
        events: [disputed('opened'), disputed('won'), refunded('re_1')],
        order: {
          disputed: { ...done, disputeId: 'du_1', status: 'won' },
          refunded: { ...money, refundId: 're_1' },
        },
      },
    ],
  ])('is right if it is %s', (_, aftermath) => {
    expect(findings(aftermath)).toEqual([]);
  });

  it.each<[string, Aftermath, string[]]>([
    ['nobody noticed it', { ...lost, events: [], order: {} }, ['disputesAnnounced']],
    ['one status was not told', { ...lost, events: [disputed('lost')] }, ['disputesAnnounced']],
    [
      'a status was told as two events',
      { ...lost, events: [...lost.events, disputed('lost', 'again')] },
      ['disputesAnnounced'],
    ],
    ['the end was not recorded', { ...lost, order: opened }, ['disputesAnnounced']],
    [
      'it was won, and told as lost',
      { ...lost, ledger: ['disputed', 'dispute-won', 'refunded'] },
      ['disputesAnnounced', 'refundFailuresAnnounced'],
    ],
    ['there was none', { ...lost, ledger: ['refunded'] }, ['disputesAnnounced', 'refundFailuresAnnounced']],
    [
      'it was lost, and the money refunded on top',
      {
        ledger: [...lost.ledger, 'refunded'],
        events: [...lost.events, refunded('re_1')],
        order: { ...lost.order, refunded: { ...money, refundId: 're_1' } },
      },
      ['ledgerMatchesOutcome'],
    ],
    [
      'it was lost, and a refund was told',
      { ...lost, events: [...lost.events, refunded('re_1')] },
      ['moneyAnnounced', 'refundFailuresAnnounced'],
    ],
    [
      'it is open, and no check looks after the refund',
      { ...open, checks: [] },
      ['exactlyOneOutcome', 'oneFinalEvent'],
    ],
    [
      'it is open, and the order owes more',
      { ...open, order: { ...open.order, owes: ['refund', 'ticket'] } },
      ['exactlyOneOutcome'],
    ],
    [
      'it is open, and the order was told as ended',
      { ...open, events: [...open.events, finalEvent('given-up', 'Order Failed')] },
      ['oneFinalEvent'],
    ],
    [
      'it is decided, and a check waits for it all the same',
      { ...open, ledger: lost.ledger, events: lost.events },
      ['checksEnded', 'disputesAnnounced', 'exactlyOneOutcome', 'oneFinalEvent'],
    ],
  ])('is found if %s', (_, aftermath, invariants) => {
    expect(names(aftermath).sort()).toEqual([...invariants].sort());
  });
});
