import {
  DISPUTED,
  DISPUTED_REJECTED,
  FAILED_LATE,
  FAILED_TWICE,
  RETRIED,
  RETRIED_DISPUTED,
  RETRIED_DISPUTED_SLOW,
  RETRIED_TWICE,
  WITH_HINTS,
  WITHOUT_HINTS,
} from './aftermath-scenarios';
import { everyOrderOf, expectOutcomes, type Scenario, withoutPauses } from './scenario';
import type { Rules } from './world';

withoutPauses();

const AGAIN = 'failed in inventory, refunded again';
/** A worker that died before it had recorded the refund asks for another, if that has failed meanwhile. */
const WITH_A_DEATH = [AGAIN, 'failed in inventory, refund failed'];

/** Each with all the ways in which it may end, and those with the death of a worker. */
const LATE: [string, Scenario, string[], string[]][] = [
  ['that nobody asks for again', FAILED_LATE, ['failed in inventory, refund failed'], WITH_A_DEATH],
  ['that the operator asks for again', RETRIED, [AGAIN], [AGAIN]],
  ['that the operator asks for twice', RETRIED_TWICE, [AGAIN], [AGAIN]],
  ['and again after the operator asked', FAILED_TWICE, ['failed in inventory, refund failed'], WITH_A_DEATH],
];

describe('a refund that fails after it had succeeded (every interleaving),', () => {
  it.each(LATE)('%s', (_, scenario, outcomes) => expectOutcomes({ ...scenario, ...WITH_HINTS }, outcomes));

  it.each(LATE)('%s, any event of which comes twice', (_, scenario, outcomes) =>
    expectOutcomes({ ...scenario, ...WITH_HINTS, duplicates: 1 }, outcomes),
  );

  it.each(LATE)('%s, while a worker dies or loses an answer of the gateway', (_, scenario, _outcomes, withDeath) =>
    expectOutcomes({ ...scenario, ...WITH_HINTS, crashes: 1 }, withDeath),
  );

  describe('of a charge that is disputed, before it is asked for again or after,', () => {
    const ways = [
      'failed in inventory, dispute lost',
      'failed in inventory, dispute lost, refund failed',
      'failed in inventory, dispute won, refund failed',
      'failed in inventory, dispute won, refunded again',
      AGAIN,
    ];

    it('heard by hints', () => expectOutcomes({ ...RETRIED_DISPUTED, ...WITH_HINTS }, ways));

    it('while the bank takes its time for each refund', () =>
      expectOutcomes({ ...RETRIED_DISPUTED_SLOW, ...WITHOUT_HINTS }, ways));

    it('any event of which comes twice', () =>
      expectOutcomes({ ...RETRIED_DISPUTED, ...WITHOUT_HINTS, duplicates: 1 }, ways));

    it('while a worker dies or loses an answer of the gateway', () =>
      expectOutcomes({ ...RETRIED_DISPUTED, ...WITHOUT_HINTS, crashes: 1 }, ways));
  });
});

describe('the explorer itself finds', () => {
  it.each<[string, Scenario, NonNullable<Rules['planted']>, string]>([
    ['a refund of a disputed charge', DISPUTED_REJECTED, 'gateway refunds disputed charges', 'although it is disputed'],
    ['a late failure that nobody hears of', FAILED_LATE, 'sweep sleeps', 'is owed, and nobody knows'],
    ['a refund that waits for a dispute without a check', DISPUTED_REJECTED, 'table loses checks', 'nobody knows'],
    ['a dispute of which neighbours are not told', DISPUTED, 'bus loses disputes', 'is announced to nobody'],
  ])('%s, and tells how it came about', async (_, scenario, planted, fault) => {
    const exploration = everyOrderOf({ ...scenario, rules: { ...WITH_HINTS.rules, planted } });

    await expect(exploration).rejects.toThrow(new RegExp(`${fault}[^]*\\nafter\\n {2}1\\. \\w+ < Order`));
  });
});
