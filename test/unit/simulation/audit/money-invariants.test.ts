import { audit } from '../../../../simulation/audit/audit';
import type { Evidence, Finding, LedgerEntry } from '../../../../simulation/audit/evidence';
import { failedOrder, finalEvent, goodRun } from './runs';

type Type = LedgerEntry['type'];

/** What the audit says of the money itself; whether people were told is for aftermath.test.ts. */
const moneyFindings = (run: Evidence): Finding[] =>
  audit(run).findings.filter(({ invariant }) => invariant === 'ledgerMatchesOutcome' || invariant === 'intentsSealed');

const entriesOf = (orderId: string, types: readonly Type[]): LedgerEntry[] =>
  types.map((type) => ({ intentId: `pi_${orderId}`, orderId, type, amount: 900, currency: 'USD' }));

/** Findings of a good run in which an order was cancelled, and the gateway did this with its money. */
const ofCancelledOrder = (...types: Type[]): readonly Finding[] => {
  const run = goodRun();
  const order = { ...failedOrder('given-up'), payment: { intentId: 'pi_given-up' } };
  const changed: Evidence = {
    ...run,
    orders: [...run.orders, order],
    events: [...(run.events ?? []), finalEvent('given-up', 'Order Failed')],
    ledger: [...(run.ledger ?? []), ...entriesOf('given-up', types)],
  };
  return moneyFindings(changed).filter(({ orderId }) => orderId === 'given-up');
};

describe('the money of an order that was cancelled', () => {
  it.each<[string, Type[]]>([
    ['was refunded at once', ['opened', 'captured', 'refunded']],
    ['was refunded in the end', ['opened', 'captured', 'refund-pending', 'refunded']],
    ['was refunded again after a failure', ['opened', 'captured', 'refunded', 'refund-failed', 'refunded']],
    ['was taken back by a dispute', ['opened', 'captured', 'disputed', 'dispute-lost']],
  ])('is right if it %s', (_, types) => {
    expect(ofCancelledOrder(...types)).toEqual([]);
  });

  it.each<[string, Type[]]>([
    ['its refund is pending', ['opened', 'captured', 'refund-pending']],
    ['its refund failed', ['opened', 'captured', 'refunded', 'refund-failed']],
    ['its dispute was won', ['opened', 'captured', 'disputed', 'dispute-won']],
  ])('is still owed if %s', (_, types) => {
    expect(ofCancelledOrder(...types)).toMatchObject([
      { invariant: 'ledgerMatchesOutcome', detail: expect.stringContaining('the ledger keeps 9.00 USD') },
      { invariant: 'intentsSealed', detail: expect.stringContaining(`is only ${types.at(-1)}`) },
    ]);
  });
});

it.each<[string, Type[]]>([
  ['lost', ['disputed', 'dispute-lost']],
  ['won', ['disputed', 'dispute-won']],
  ['open', ['disputed']],
])('a dispute that is %s is no fault of the service’s in a fulfilled order', (_, types) => {
  const run = goodRun();

  expect(moneyFindings({ ...run, ledger: [...(run.ledger ?? []), ...entriesOf('good-1', types)] })).toEqual([]);
});

it('a fulfilled order that was refunded, and whose refund failed, is paid', () => {
  const run = goodRun();
  const moved = entriesOf('good-1', ['refunded', 'refund-failed']);

  expect(moneyFindings({ ...run, ledger: [...(run.ledger ?? []), ...moved] })).toEqual([]);
});
