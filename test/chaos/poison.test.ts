import { CoffeeShops } from './harness/coffee-shops';
import { POISONS, type Poison, strike } from './harness/poison';

/** Classes that answer cost the neighbours less than this; a process that dies, two of its queue's visibility timeouts. */
const ANSWERED_SECONDS = 10;
const VISIBILITY_TIMEOUT_SECONDS = 60;

const log: string[] = [];
let shops: CoffeeShops;

beforeAll(async () => {
  shops = await CoffeeShops.open({ log: (line) => log.push(line) });
});

afterAll(() => shops.close());

const culprits = ({ orders = 1 }: Poison): string[] =>
  Array.from({ length: orders }, (_, at) => `o-poison-${at + 1}`).toSorted();

describe('a poisonous order is the only one of its shop to be dead-lettered, and its neighbours are served', () => {
  test.each(POISONS)('$name', async (poison) => {
    const { dead, neighboursUnfulfilled, p99Seconds, longestWaitSeconds } = await strike(shops, log, poison);
    expect(dead.toSorted()).toEqual(culprits(poison));
    expect(neighboursUnfulfilled).toEqual([]);
    if (poison.isMute) expect(longestWaitSeconds).toBeLessThan(2 * VISIBILITY_TIMEOUT_SECONDS);
    else expect(p99Seconds).toBeLessThan(ANSWERED_SECONDS);
  });
});

test('whoever was dead-lettered completes when redriven after the fix', async () => {
  const poison = POISONS.find(({ name }) => name.includes('dies of it'));
  if (!poison) throw new Error('no such poison');
  await strike(shops, log, poison);
  await shops.settle();
  expect(shops.deadLetters()).toEqual([]);
  const fulfilled = shops.events.filter((event) => event['detail-type'] === 'Order Fulfilled');
  expect(fulfilled.map(({ detail }) => (detail as { orderId: string }).orderId)).toEqual(
    expect.arrayContaining(culprits(poison)),
  );
});
