import { stockKey } from '../../../contracts/tables/counter-table';
import { explore } from './interleavings/explore';
import { DECLINED_TOKEN } from './interleavings/gateway';
import { endOf, faultsAtEnd, faultsEver } from './interleavings/invariants';
import { stepsUnder } from './interleavings/steps';
import { COUNTER_TABLE, ORDERS_TABLE } from './interleavings/worker';
import { deliver, identityOf, type Rules, type World } from './interleavings/world';
import { cancelled, confirmed, created, type Given, handedOver, SETTINGS, SHOP_ID } from './kit';

interface Scenario {
  readonly orderIds?: readonly string[];
  readonly cancelledIds?: readonly string[];
  readonly settings?: Omit<Given, 'stock' | 'kitchen'>;
  /** Pieces of the one product; an order takes two. */
  readonly stock?: number;
  readonly token?: string;
  /** Whether the barista ever finishes; true unless said. */
  readonly isMade?: boolean;
  readonly duplicates?: number;
  readonly crashes?: number;
  readonly rules?: Partial<Rules>;
}

const MOST_WORLDS = 400_000;

/** Explores a scenario; gives the ways in which it can end and the number of worlds visited. */
const everyOrderOf = async ({
  orderIds = ['o-1'],
  cancelledIds = [],
  settings = {},
  stock = 10,
  token = 'tok_visa',
  isMade = true,
  duplicates = 0,
  crashes = 0,
  rules = {},
}: Scenario) => {
  const requireConfirmation = settings.requireConfirmation ?? true;
  const stockItem = { PK: stockKey(SHOP_ID, 'latte'), received: stock, available: stock, reserved: 0, sold: 0 };
  const empty: World = {
    tables: { [ORDERS_TABLE]: {}, [COUNTER_TABLE]: { [stockItem.PK]: stockItem } },
    ledger: {},
    remembered: {},
    inbox: [],
    workers: [],
    published: {},
    deadLetters: [],
    duplicatesLeft: duplicates,
    crashesLeft: crashes,
  };
  const events = orderIds.flatMap((orderId) => [
    created({ orderId, payment: { token } }),
    ...(requireConfirmation ? [confirmed({ orderId })] : []),
    ...(isMade ? [handedOver({ orderId })] : []),
    ...(cancelledIds.includes(orderId) ? [cancelled({ orderId })] : []),
  ]);
  const { worlds, ends } = await explore<World>(
    {
      start: deliver(empty, events),
      steps: stepsUnder({
        settings: { ...SETTINGS, ...settings },
        powertools: false,
        workersPerGroup: 1,
        batchSize: 1,
        inOneStep: [],
        ...rules,
      }),
      identity: identityOf,
      faults: faultsEver,
      faultsAtEnd: (world) => faultsAtEnd(world, orderIds, cancelledIds),
    },
    MOST_WORLDS,
  );
  const outcomes = new Set(ends.map((world) => orderIds.map((orderId) => endOf(world, orderId)).join(', ')));
  return { worlds, outcomes: [...outcomes].toSorted() };
};

/** Far above what any scenario takes; a machine may be busy. */

beforeAll(() => {
  // Conflicts are met thousands of times here; the pause after one has no meaning in a world without time.
  const atOnce = (action: () => void) => queueMicrotask(action);
  jest.spyOn(globalThis, 'setTimeout').mockImplementation(atOnce as unknown as typeof setTimeout);
});
afterAll(() => {
  jest.restoreAllMocks();
});

const CANCELLED = { cancelledIds: ['o-1'] };
const UNCONFIRMED = { settings: { requireConfirmation: false } };

/** Each with all the ways in which it may end. */
const ONE_ORDER: [string, Scenario, string[]][] = [
  ['an ordinary order', {}, ['fulfilled']],
  ['an order that needs no confirmation', UNCONFIRMED, ['fulfilled']],
  ['an order whose card is declined', { token: DECLINED_TOKEN }, ['failed in payment']],
  ['an order to a closed shop', { settings: { storeOpen: false } }, ['failed in payment']],
  ['an order that is short of stock', { stock: 1 }, ['failed in inventory']],
  ['an order to a full kitchen', { settings: { maxOrdersInQueue: 0 } }, ['failed in fulfillment']],
];

const expectOutcomes = async (scenario: Scenario, outcomes: readonly string[]): Promise<void> => {
  const explored = await everyOrderOf(scenario);
  expect(explored.outcomes).toEqual(outcomes.toSorted());
};

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

  it.each(ONE_ORDER)('%s, which two workers of a group handle at once, each event twice', (_, scenario, outcomes) =>
    expectOutcomes({ ...scenario, duplicates: 1, rules: { workersPerGroup: 2 } }, outcomes),
  );
});

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
});

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
