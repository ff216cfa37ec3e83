import { AUTHENTICATION, BEHIND_IN_ONE_STEP, PROCESSING, SLOW_REFUND } from './pending-scenarios';
import { CANCELLED, expectOutcomes, type Scenario, withoutPauses } from './scenario';

withoutPauses();

/** Each with all the ways in which it may end. */
const PENDING: [string, Scenario, string[]][] = [
  ['an order whose customer has to authenticate', AUTHENTICATION, ['fulfilled', 'failed in payment']],
  ['an order whose bank takes its time', PROCESSING, ['fulfilled', 'failed in payment']],
  ['an order short of stock whose refund takes time', { ...SLOW_REFUND, stock: 1 }, ['failed in inventory']],
];

describe('payments that take time (every interleaving), for', () => {
  it.each(PENDING)('%s', (_, scenario, outcomes) => expectOutcomes(scenario, outcomes));

  it.each(PENDING)('%s, any event of which comes twice', (_, scenario, outcomes) =>
    expectOutcomes({ ...scenario, duplicates: 1 }, outcomes),
  );

  it.each(PENDING)('%s, cancelled at any moment', (_, scenario, outcomes) =>
    expectOutcomes({ ...scenario, ...CANCELLED, rules: BEHIND_IN_ONE_STEP }, [...outcomes, 'cancelled']),
  );

  it.each(PENDING)('%s, one of whose workers dies or loses an answer of the gateway', (_, scenario, outcomes) =>
    expectOutcomes({ ...scenario, crashes: 1, rules: BEHIND_IN_ONE_STEP }, outcomes),
  );

  it.each(PENDING)('%s, which two workers of a group handle at once', (_, scenario, outcomes) =>
    expectOutcomes({ ...scenario, rules: { ...BEHIND_IN_ONE_STEP, workersPerGroup: 2 } }, outcomes),
  );

  it('an order whose refund Powertools remembers, over the death of a worker', () =>
    expectOutcomes({ ...SLOW_REFUND, stock: 1, crashes: 1, rules: { powertools: true } }, ['failed in inventory']));
});
