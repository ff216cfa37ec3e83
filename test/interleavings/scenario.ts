import type { Detail } from '../../contracts/events/events';
import { stockKey } from '../../contracts/tables/counter-table';
import { cancelled, confirmed, created, handedOver, SHOP_ID } from '../stages/events';
import { COUNTER_TABLE, ORDERS_TABLE } from '../stages/run-stage';
import type { Given } from '../stages/scenario';
import { SETTINGS } from '../stages/settings';
import { explore } from './explore';
import { endOf, faultsAtEnd, faultsEver } from './invariants';
import { stepsUnder } from './steps';
import { deliver, identityUnder, type Rules, type World } from './world';
import worlds from './worlds.json';

export interface Scenario {
  readonly orderIds?: readonly string[];
  readonly cancelledIds?: readonly string[];
  readonly settings?: Omit<Given, 'stock' | 'kitchen'>;
  /** Pieces of the one product; an order takes two. */
  readonly stock?: number;
  readonly token?: string;
  /** What differs from an ordinary Order Created. */
  readonly order?: Partial<Detail<'Order Created'>>;
  /** Whether the customer ever confirms, where that is required; true unless said. */
  readonly isConfirmed?: boolean;
  /** Whether the barista ever finishes; true unless said. */
  readonly isMade?: boolean;
  readonly duplicates?: number;
  readonly crashes?: number;
  /** How many refunds may fail that the bank takes its time for. */
  readonly refundFailures?: number;
  /** How many refunds may fail after they had succeeded. */
  readonly lateFailures?: number;
  /** How often the operator may ask for a refund again that failed so. */
  readonly retries?: number;
  /** How many charges may be disputed. */
  readonly disputes?: number;
  readonly rules?: Partial<Rules>;
}

const MOST_WORLDS = 400_000;

/** Explores a scenario; gives the ways in which it can end and the number of worlds visited. */
export const everyOrderOf = async ({
  orderIds = ['o-1'],
  cancelledIds = [],
  settings = {},
  stock = 10,
  token = 'tok_visa',
  order = {},
  isConfirmed = true,
  isMade = true,
  duplicates = 0,
  crashes = 0,
  refundFailures = 0,
  lateFailures = 0,
  retries = 0,
  disputes = 0,
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
    refundFailuresLeft: refundFailures,
    lateFailuresLeft: lateFailures,
    disputesLeft: disputes,
    retriesLeft: retries,
    hints: [],
    checksSent: 0,
    isLate: false,
  };
  const events = orderIds.flatMap((orderId) => [
    created({ orderId, payment: { token }, ...order }),
    ...(requireConfirmation && isConfirmed ? [confirmed({ orderId })] : []),
    ...(isMade ? [handedOver({ orderId })] : []),
    ...(cancelledIds.includes(orderId) ? [cancelled({ orderId })] : []),
  ]);
  const allRules: Rules = {
    settings: { ...SETTINGS, ...settings },
    powertools: false,
    workersPerGroup: 1,
    batchSize: 1,
    inOneStep: [],
    ...rules,
  };
  const { worlds, ends } = await explore<World>(
    {
      start: deliver(empty, events),
      steps: stepsUnder(allRules),
      identity: identityUnder(allRules),
      faults: (world) => faultsEver(world, allRules),
      faultsAtEnd: (world) => faultsAtEnd(world, orderIds, cancelledIds),
    },
    MOST_WORLDS,
  );
  const outcomes = new Set(ends.map((world) => orderIds.map((orderId) => endOf(world, orderId)).join(', ')));
  return { worlds, outcomes: [...outcomes].toSorted() };
};

/** Conflicts are met thousands of times here; the pause after one has no meaning in a world without time. */
export const withoutPauses = (): void => {
  beforeAll(() => {
    const atOnce = (action: () => void) => queueMicrotask(action);
    jest.spyOn(globalThis, 'setTimeout').mockImplementation(atOnce as unknown as typeof setTimeout);
  });
  afterAll(() => {
    jest.restoreAllMocks();
  });
};

export const CANCELLED = { cancelledIds: ['o-1'] };
export const UNCONFIRMED = { settings: { requireConfirmation: false } };

/**
 * Expects a scenario to end in these ways, each in some interleaving, and in no other; and to pass as many worlds as `worlds.json` says of the
 * running test. Code that is only arranged differently passes exactly as many; whoever changes what the stages do writes the new number down.
 */
export const expectOutcomes = async (scenario: Scenario, outcomes: readonly string[]): Promise<void> => {
  const { currentTestName = '' } = expect.getState();
  const explored = await everyOrderOf(scenario);
  expect(explored.outcomes).toEqual(outcomes.toSorted());
  expect({ [currentTestName]: explored.worlds }).toEqual({
    [currentTestName]: (worlds as Readonly<Record<string, number>>)[currentTestName],
  });
};
