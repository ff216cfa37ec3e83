import { BEHIND_IN_ONE_STEP, PROCESSING, SLOW_REFUND } from './pending-scenarios';
import { CANCELLED, everyOrderOf, expectOutcomes, type Scenario, withoutPauses } from './scenario';
import type { Rules } from './world';

withoutPauses();

const CANCELLING: [string, Scenario, string[]][] = [
  ['whose bank takes its time', { ...PROCESSING, ...CANCELLED, isMade: false }, ['cancelled', 'failed in payment']],
  ['whose refund takes time', { ...SLOW_REFUND, ...CANCELLED }, ['cancelled']],
];

describe('a cancelled order (every interleaving)', () => {
  it.each(CANCELLING)('%s, any event of which comes twice', (_, scenario, outcomes) =>
    expectOutcomes({ ...scenario, duplicates: 1, rules: BEHIND_IN_ONE_STEP }, outcomes),
  );

  it.each(CANCELLING)('%s, while a worker dies or loses an answer of the gateway', (_, scenario, outcomes) =>
    expectOutcomes({ ...scenario, refundFailures: 0, crashes: 1, rules: BEHIND_IN_ONE_STEP }, outcomes),
  );

  it.each(CANCELLING)('%s, which two workers of a group handle at once', (_, scenario, outcomes) =>
    expectOutcomes({ ...scenario, rules: { ...BEHIND_IN_ONE_STEP, workersPerGroup: 2 } }, outcomes),
  );
});

describe('a zombie and its successor, either of which may be the faster one (every interleaving), at', () => {
  const rules = { ...BEHIND_IN_ONE_STEP, workersPerGroup: 2 };

  it('a charge that the bank takes its time for', () =>
    expectOutcomes({ ...PROCESSING, duplicates: 1, rules }, ['fulfilled', 'failed in payment']));

  it('a refund that the bank takes its time for', () =>
    expectOutcomes({ ...SLOW_REFUND, stock: 1, duplicates: 1, rules }, ['failed in inventory']));
});

describe('the explorer itself finds', () => {
  const refund: Scenario = { ...SLOW_REFUND, stock: 1 };

  it.each<[string, Scenario, NonNullable<Rules['planted']>, string]>([
    ['a refund announced before it succeeded', refund, 'gateway takes a pending refund for done', 'are announced'],
    ['a second refund for one debt', refund, 'gateway refunds again', 'is refunded 2 times'],
    ['a pending payment without a check', PROCESSING, 'table loses checks', 'its check for nothing'],
    ['a check that nobody asks for', PROCESSING, 'watcher sleeps', 'has no outcome'],
  ])('%s, and tells how it came about', async (_, scenario, planted, fault) => {
    const exploration = everyOrderOf({ ...scenario, rules: { planted } });

    await expect(exploration).rejects.toThrow(new RegExp(`${fault}[^]*\\nafter\\n {2}1\\. \\w+ < Order`));
  });
});
