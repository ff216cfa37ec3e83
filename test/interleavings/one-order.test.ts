import { DECLINED_TOKEN } from '../stages/gateway';
import { CANCELLED, expectOutcomes, type Scenario, UNCONFIRMED, withoutPauses } from './scenario';

withoutPauses();

/** No payment goes with it; the gateway of these worlds throws if it is asked to charge nothing. */
const FREE = { adjustments: [{ type: 'discount' as const, amount: -900 }], total: 0, payment: undefined };

/** Each with all the ways in which it may end. */
const ONE_ORDER: [string, Scenario, string[]][] = [
  ['an ordinary order', {}, ['fulfilled']],
  ['an order that needs no confirmation', UNCONFIRMED, ['fulfilled']],
  ['an order whose card is declined', { token: DECLINED_TOKEN }, ['failed in payment']],
  ['an order that costs nothing', { order: FREE }, ['fulfilled']],
  ['an order to a closed shop', { settings: { storeOpen: false } }, ['failed in payment']],
  ['an order that is short of stock', { stock: 1 }, ['failed in inventory']],
  ['an order to a full kitchen', { settings: { maxOrdersInQueue: 0 } }, ['failed in fulfillment']],
];

describe('one outcome, one final event, money and stock exact (every interleaving), for', () => {
  it.each(ONE_ORDER)('%s', (_, scenario, outcomes) => expectOutcomes(scenario, outcomes));

  it.each(ONE_ORDER)('%s, any event of which comes twice', (_, scenario, outcomes) =>
    expectOutcomes({ ...scenario, duplicates: 1 }, outcomes),
  );

  it.each(ONE_ORDER)('%s, cancelled at any moment', (_, scenario, outcomes) =>
    expectOutcomes({ ...scenario, ...CANCELLED }, [...outcomes, 'cancelled']),
  );

  it.each(ONE_ORDER)('%s, one of whose workers dies or loses an answer of the gateway', (_, scenario, outcomes) =>
    expectOutcomes({ ...scenario, crashes: 1 }, outcomes),
  );

  it.each(ONE_ORDER)('%s, whose events come in batches of two while a worker dies', (_, scenario, outcomes) =>
    expectOutcomes({ ...scenario, crashes: 1, rules: { batchSize: 2 } }, outcomes),
  );

  it.each(ONE_ORDER)('%s, which two workers of a group handle at once, each event twice', (_, scenario, outcomes) =>
    expectOutcomes({ ...scenario, duplicates: 1, rules: { workersPerGroup: 2 } }, outcomes),
  );
});
