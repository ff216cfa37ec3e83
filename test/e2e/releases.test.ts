import { SELF_CHECK_REQUEST } from '../../pipeline/release/self-check';
import { describeOnlyHere } from '../run/only-here';
import { type CoffeeShop, openCoffeeShop } from './kit';
import { anOrder, confirmed, managerEvent } from './orders';

let shop: CoffeeShop;
beforeAll(async () => {
  shop = await openCoffeeShop();
});
afterAll(() => shop.close());

const invoke = (stage: string) =>
  shop.environment.lambda.invoke(`${shop.output(`${stage}FunctionName`)}:live`, SELF_CHECK_REQUEST);

describeOnlyHere(
  'CodeDeploy’s hook asks it of every release there',
  'the self-check of the bundle that a release is about to give traffic',
  () => {
    it.each([
      ['Payment', ['config table', 'orders table', 'gateway key']],
      ['Inventory', ['config table', 'orders table', 'counter table']],
      ['Fulfillment', ['config table', 'orders table']],
    ])('of %s reads all that the stage needs, and moves no money', async (stage, passed) => {
      expect(await invoke(stage)).toEqual({ selfCheck: 'passed', stage: stage.toLowerCase(), passed, failed: [] });
      expect(shop.environment.gateway.ledger.netByOrder()).toEqual({});
    });
  },
);

test('an order whose events carry the marker of a self-check is charged and fulfilled like any other', async () => {
  const order = anOrder();
  const { orderId, shopId, customerId, items, total, currency, token } = order;
  const marked = {
    ...SELF_CHECK_REQUEST,
    metadata: { eventId: `marked-${orderId}`, schemaVersion: 1, ...SELF_CHECK_REQUEST },
  };
  const placed = { ...marked, orderId, shopId, customerId, items, total, currency, payment: { token } };
  await shop.when(managerEvent('Order Created', placed), confirmed(order));
  await shop.event(order, 'Delivery Scheduled');
  await shop.when(managerEvent('Order Ready', { orderId, shopId, ...SELF_CHECK_REQUEST }));
  expect((await shop.end(order)).type).toBe('Order Fulfilled');
  await shop.seenAtGateway(() => {
    expect(shop.netCharge(order)).toBe(total);
    expect(shop.ledger(order)).toEqual(['opened', 'captured']);
  });
});
