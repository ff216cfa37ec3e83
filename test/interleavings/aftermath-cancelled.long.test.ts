import { DISPUTED_CANCELLED, WITH_HINTS, WITHOUT_HINTS } from './aftermath-scenarios';
import { expectOutcomes, withoutPauses } from './scenario';

withoutPauses();

describe('a disputed order that is cancelled (every interleaving)', () => {
  /** Refunded or never charged, taken by the bank, or refunded after the dispute was won. */
  const ways = ['cancelled', 'cancelled, dispute lost', 'cancelled, dispute won'];

  it('waits for the bank if the charge was disputed before', () =>
    expectOutcomes({ ...DISPUTED_CANCELLED, ...WITH_HINTS }, ways));

  it('any event of which comes twice', () =>
    expectOutcomes({ ...DISPUTED_CANCELLED, ...WITHOUT_HINTS, duplicates: 1 }, ways));

  it('one of whose workers dies or loses an answer of the gateway', () =>
    expectOutcomes({ ...DISPUTED_CANCELLED, ...WITHOUT_HINTS, crashes: 1 }, ways));
});
