import { ledgerOfIntents } from '../../../../load-tests/load/ledger-of-intents';
import { anIntent } from '../../ops/payments/payments';

const types = (...[id, more]: Parameters<typeof anIntent>) =>
  ledgerOfIntents([anIntent(id, more)]).map(({ type }) => type);

test.each([
  ['unconfirmed', ['opened']],
  ['processing', ['opened']],
  ['captured', ['opened', 'captured']],
  ['declined', ['opened', 'declined', 'cancelled']],
  ['cancelled', ['opened', 'cancelled']],
] as const)('an intent that is %s was %j', (status, entries) => {
  expect(types('pi_1', { status })).toEqual(entries);
});

test('what was given back is an entry of its own amount', () => {
  expect(ledgerOfIntents([anIntent('pi_1', { refundedAmount: 250 })])).toEqual([
    { intentId: 'pi_1', orderId: 'o-1', type: 'opened', amount: 900, currency: 'USD' },
    { intentId: 'pi_1', orderId: 'o-1', type: 'captured', amount: 900, currency: 'USD' },
    { intentId: 'pi_1', orderId: 'o-1', type: 'refunded', amount: 250, currency: 'USD' },
  ]);
});
