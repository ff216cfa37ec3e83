import { DISPUTED, WITH_HINTS } from './aftermath-scenarios';
import { expectOutcomes, withoutPauses } from './scenario';

withoutPauses();

describe('a disputed order that is made (every interleaving)', () => {
  const ways = ['fulfilled, dispute lost', 'fulfilled, dispute won'];
  const order = { ...DISPUTED, ...WITH_HINTS };

  it('is made whatever the bank decides', () => expectOutcomes(order, ways));

  it('any event of which comes twice', () => expectOutcomes({ ...order, duplicates: 1 }, ways));

  it('one of whose workers dies or loses an answer of the gateway', () =>
    expectOutcomes({ ...order, crashes: 1 }, ways));
});
