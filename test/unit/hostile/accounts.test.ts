import { ORDER_MANAGER_SOURCE } from '../../../contracts/events/order-manager';
import { accountFor, type Died, type Sent } from '../../hostile/accounts';

const cancelled: Sent = {
  event: {
    name: 'a cancellation',
    to: 'bus',
    source: ORDER_MANAGER_SOURCE,
    detailType: 'Order Cancelled',
    detail: '{"orderId":"o-1"}',
  },
  busId: 'bus-1',
};
const straight: Sent = { event: { name: 'a text', to: 'InventoryIngress', body: 'espresso', groupId: 'soho' } };
const worked = (stage: string): string =>
  `${stage} 1 {"message":"record","stage":"${stage}","event":"Order Cancelled","orderId":"o-1","operation":"release"}`;
const letter = (queue: string, body: string, reasonSource: Died['reasonSource'] = 'recorded'): Died => ({
  queue,
  body,
  reason: 'r',
  reasonSource,
});
const nothing = { died: [], log: [], dropped: new Set<string>() };

test('an event is accounted for in each stage that takes it', () => {
  const seen = { ...nothing, log: [worked('payment')], died: [letter('inventory-dlq', '{"id":"bus-1"}')] };
  const { vanished, ends } = accountFor([cancelled], seen);
  expect(vanished).toEqual(['fulfillment: a cancellation']);
  expect(ends).toEqual({ worked: 1, 'dead letter, reason recorded': 1 });
});

test('a message is known again by its body, in the queues of its stage', () => {
  expect(accountFor([straight], { ...nothing, died: [letter('payment-dlq', 'espresso')] }).vanished).toEqual([
    'inventory: a text',
  ]);
  expect(accountFor([straight], { ...nothing, died: [letter('inventory-ingress-dlq', 'espresso')] }).vanished).toEqual(
    [],
  );
});

test('a dead letter of which nobody can say why is told', () => {
  const died = [letter('inventory-dlq', 'espresso', 'unknown')];
  expect(accountFor([straight], { ...nothing, died }).withoutReason).toEqual(['inventory: a text: r']);
});

test('what was refused, lost by a rule that told so, or is taken by nobody is accounted for', () => {
  const foreign: Sent = { ...cancelled, event: { ...cancelled.event, source: 'thief' } as Sent['event'] };
  const { vanished, ends } = accountFor([{ ...straight, refused: 'InvalidMessageContents' }, cancelled, foreign], {
    ...nothing,
    dropped: new Set(['bus-1']),
  });
  expect(vanished).toEqual([]);
  expect(ends).toEqual({
    'refused where it was sent': 1,
    'dropped by the rule, and told': 3,
    'taken by no stage': 1,
  });
});
