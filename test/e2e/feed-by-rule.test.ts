import { type CoffeeShop, openCoffeeShop } from './kit';
import { anOrder, cancelled, confirmed, created, managerEvent } from './orders';
import { runSmokeTest } from './smoke-run';

jest.setTimeout(60_000);

/** The synthesized stack with `-c feed=rule`: no ingress queue, no pipe. */
let shop: CoffeeShop;
beforeAll(async () => {
  shop = await openCoffeeShop({ context: { feed: 'rule' } });
});
afterAll(() => shop.close());

/** Group ids of the messages of an order that a stage has logged, by stage. */
const groupsOf = (orderId: string): Record<string, string[]> => {
  const groups: Record<string, Set<string>> = {};
  for (const line of shop.log) {
    if (!line.includes(`"orderId":"${orderId}"`)) continue;
    const { stage, groupId } = JSON.parse(line) as { stage?: string; groupId?: string };
    if (stage && groupId) groups[stage] = (groups[stage] ?? new Set()).add(groupId);
  }
  return Object.fromEntries(Object.entries(groups).map(([stage, ids]) => [stage, [...ids]]));
};

test('the rules deliver to the stages, each event in the group of its order or shop', async () => {
  expect(shop.environment.pipes).toEqual([]);
  const order = anOrder({ shopId: 'hells-kitchen' });
  await shop.givenFulfilled(order);
  expect(shop.netCharge(order)).toBe(order.total);
  await shop.quiet();
  expect(groupsOf(order.orderId)).toEqual({
    payment: [order.orderId],
    inventory: ['hells-kitchen'],
    fulfillment: ['hells-kitchen'],
  });
});

test('an order that is cancelled leaves nothing behind', async () => {
  const order = anOrder();
  await shop.when(created(order), confirmed(order));
  await shop.event(order, 'Delivery Scheduled');
  await shop.when(cancelled(order));
  expect((await shop.end(order)).type).toBe('Order Cancellation Completed');
  expect(shop.netCharge(order)).toBe(0);
});

test('an event without usable ids is dead-lettered with its reason, as by a pipe', async () => {
  const { total } = anOrder();
  await shop.when(managerEvent('Order Created', { orderId: 4711, shopId: 'astoria', total }));
  const letter = await shop.deadLetter('PaymentDeadLetterQueueUrl', '4711');
  expect((await shop.reason(letter))?.field).toContain('orderId');
});

test('an event whose id is too long for a group is not lost: the rule puts it where what it could not deliver goes', async () => {
  const longId = 'x'.repeat(101);
  await shop.when(managerEvent('Order Confirmed', { orderId: longId, shopId: 'astoria' }));
  expect((await shop.deadLetter('DeliveryFailureQueueUrl', longId)).body).toContain('Order Confirmed');
});

test('the smoke test, which is asked for before anybody chooses this, passes here', async () => {
  const { exitCode, answer } = await runSmokeTest(shop);
  expect(answer).toMatchObject({ ok: true });
  expect(exitCode).toBe(0);
});
