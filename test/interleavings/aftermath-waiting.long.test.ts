import {
  DISPUTED_PROCESSING,
  DISPUTED_REJECTED,
  DISPUTED_SLOW,
  WITH_HINTS,
  WITHOUT_HINTS,
} from './aftermath-scenarios';
import { expectOutcomes, type Scenario, withoutPauses } from './scenario';

withoutPauses();

/** Refunded before anybody disputes the charge, taken by the bank, or refunded after the dispute was won. */
const WAYS = ['failed in inventory', 'failed in inventory, dispute lost', 'failed in inventory, dispute won'];

/** How the gateway is heard at all, and with a duplicate or a death beside it. */
const WAITING: [string, Scenario, Scenario, Scenario][] = [
  ['that is due', DISPUTED_REJECTED, WITH_HINTS, WITH_HINTS],
  ['that is due or pending', DISPUTED_SLOW, WITH_HINTS, WITHOUT_HINTS],
];

describe('a refund that waits for a dispute (every interleaving),', () => {
  it.each(WAITING)('%s', (_, scenario, heard) => expectOutcomes({ ...scenario, ...heard }, WAYS));

  it.each(WAITING)('%s, any event of which comes twice', (_, scenario, _heard, beside) =>
    expectOutcomes({ ...scenario, ...beside, duplicates: 1 }, WAYS),
  );

  it.each(WAITING)('%s, while a worker dies or loses an answer of the gateway', (_, scenario, _heard, beside) =>
    expectOutcomes({ ...scenario, ...beside, crashes: 1 }, WAYS),
  );

  describe('of a charge that the bank takes its time for,', () => {
    const order: Scenario = { ...DISPUTED_PROCESSING, ...WITHOUT_HINTS };
    const ways = [...WAYS, 'failed in payment'];

    it('once that is paid', () => expectOutcomes(order, ways));

    it('once that is paid, any event of which comes twice', () => expectOutcomes({ ...order, duplicates: 1 }, ways));
  });
});
