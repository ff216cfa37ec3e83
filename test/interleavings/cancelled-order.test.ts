import { CANCELLED, expectOutcomes, type Scenario, UNCONFIRMED, withoutPauses } from './scenario';

withoutPauses();

describe('a cancelled order (every interleaving)', () => {
  const ways = ['cancelled', 'fulfilled'];
  const order: Scenario = { ...UNCONFIRMED, ...CANCELLED };

  it('any event of which comes twice', () => expectOutcomes({ ...order, duplicates: 1 }, ways));

  it('one of whose workers dies or loses an answer of the gateway', () =>
    expectOutcomes({ ...order, crashes: 1 }, ways));

  it('which two workers of a group handle at once, as a zombie and its successor do', () =>
    expectOutcomes({ ...order, rules: { workersPerGroup: 2 } }, ways));

  it('whose charge and refund Powertools remembers, over the death of a worker', () =>
    expectOutcomes({ ...order, isMade: false, crashes: 1, rules: { powertools: true } }, ['cancelled']));

  it('whose events come in batches of two', () => expectOutcomes({ ...order, rules: { batchSize: 2 } }, ways));

  it('whose events come in batches of two, its confirmation too', () =>
    expectOutcomes({ ...CANCELLED, isMade: false, rules: { batchSize: 2 } }, ['cancelled']));
});
