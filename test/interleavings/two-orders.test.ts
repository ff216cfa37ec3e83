import { CANCELLED, everyOrderOf, expectOutcomes, type Scenario, UNCONFIRMED, withoutPauses } from './scenario';
import type { Rules } from './world';

withoutPauses();

describe('two orders (every interleaving)', () => {
  const two: Scenario = { orderIds: ['o-1', 'o-2'], ...UNCONFIRMED, rules: { inOneStep: ['payment'] } };
  const lastPiece: Scenario = { ...two, stock: 3 };
  const eitherGetsIt = ['fulfilled, failed in inventory', 'failed in inventory, fulfilled'];
  const bothOrEither = ['fulfilled, fulfilled', 'fulfilled, failed in fulfillment', 'failed in fulfillment, fulfilled'];

  it('that compete for the last piece', () => expectOutcomes(lastPiece, eitherGetsIt));

  it('that compete for the last piece in one batch', () =>
    expectOutcomes({ ...lastPiece, rules: { ...two.rules, batchSize: 2 } }, eitherGetsIt));

  it('that compete for the last piece before two workers at once', () =>
    expectOutcomes({ ...lastPiece, rules: { ...two.rules, workersPerGroup: 2 } }, eitherGetsIt));

  it('that compete for the last piece, one of them cancelled, whose piece the other may get', () =>
    expectOutcomes({ ...lastPiece, ...CANCELLED }, [
      ...eitherGetsIt,
      'cancelled, fulfilled',
      'cancelled, failed in inventory',
    ]));

  it('that compete for the last place in the kitchen', () =>
    expectOutcomes({ ...two, settings: { requireConfirmation: false, maxOrdersInQueue: 1 } }, bothOrEither));

  it('of one customer who may have one at a time', () =>
    expectOutcomes({ ...two, settings: { requireConfirmation: false, maxOrdersPerUser: 1 } }, bothOrEither));
});

describe('the explorer itself finds', () => {
  it.each<[string, Scenario, NonNullable<Rules['planted']>]>([
    ['work lost by a table that minds no condition', UNCONFIRMED, 'table minds no condition'],
    [
      'a charge that a cancellation did not stop',
      { ...UNCONFIRMED, ...CANCELLED, rules: { workersPerGroup: 2 } },
      'gateway lies about cancel',
    ],
    ['a worker that runs in circles', { ...UNCONFIRMED, ...CANCELLED, crashes: 1 }, 'gateway ignores cancel'],
    ['an order that hangs', { ...UNCONFIRMED, stock: 1 }, 'bus loses rejections'],
  ])('%s, and tells how it came about', async (_, scenario, planted) => {
    const exploration = everyOrderOf({ ...scenario, isMade: false, rules: { planted, ...scenario.rules } });

    await expect(exploration).rejects.toThrow(/\nafter\n {2}1\. \w+ < Order/);
  });
});
