import { type CoffeeShop, openCoffeeShop } from './kit';
import { runSmokeTest } from './smoke-run';

jest.setTimeout(60_000);

let shop: CoffeeShop;
beforeAll(async () => {
  shop = await openCoffeeShop();
});
afterAll(() => shop.close());

test('the smoke test finds the environment in order, says what it could not look at, and leaves nothing behind', async () => {
  const { exitCode, answer } = await runSmokeTest(shop);
  expect(answer.checks.filter(({ fault }) => fault)).toEqual([]);
  expect(exitCode).toBe(0);
  expect(answer.checks.map(({ name, skipped }) => (skipped ? `skipped: ${name}` : name))).toEqual([
    'an order is charged, scheduled, collected',
    'a declined card ends its order',
    "group ids at payment are the order's own",
    "group ids at inventory are the shop's own",
    "group ids at fulfillment are the shop's own",
    'nothing is left behind',
    'skipped: alarms are OK',
  ]);
  const [group] = answer.checks.flatMap(({ name, found }) => (name.includes('inventory') ? [found] : []));
  expect(await shop.stock(String(group), 'p1')).toEqual({ available: 0, reserved: 0, sold: 0 });
  expect(await shop.order({ orderId: `${group}-fulfilled` } as never)).toBeUndefined();
});

test('it fails when orders do not get through, and leaves theirs for whoever looks into it', async () => {
  shop.environment.gateway.faults.failNext({ kind: 'error-before-effect', operation: 'confirm', count: 1_000 });
  const { exitCode, answer } = await runSmokeTest(shop, '--timeout-seconds', '2');
  expect(exitCode).toBe(1);
  expect(answer.ok).toBe(false);
  const faults = Object.fromEntries(answer.checks.flatMap(({ name, fault }) => (fault ? [[name, fault]] : [])));
  expect(faults['an order is charged, scheduled, collected']).toContain('payment to charge it');
  expect(faults['nothing is left behind']).toContain('is not over');
});
