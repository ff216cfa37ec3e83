import type { OutgoingEvent } from '../../pipeline/events/outgoing';
import type { Order } from '../../pipeline/orders/order';
import { historyFromItem } from '../../pipeline/orders/order-item';
import { orderFrom } from '../../pipeline/orders/order-states';
import { isPending } from '../../pipeline/orders/outcome';
import { ORDER_SORT_KEY } from '../../pipeline/orders/table-keys';
import { ORDERS_TABLE } from '../stages/run-stage';
import { checksIn } from './outside';
import type { World } from './world';

/** What an order's payment waits for at the gateway, as its states say; undefined if it waits for nothing. */
const waitsFor = (order: Order): string | undefined => {
  const { payment, outcome } = order;
  if (payment.state === 'pending' && (outcome.state === 'open' || isPending(order, 'refund')))
    return payment.pending.waitingFor;
  return payment.state === 'refunding' ? 'refund' : undefined;
};

/** By item: worlds share the items in which they do not differ. */
const waiting = new WeakMap<object, { readonly orderId: string; readonly waitingFor: string | undefined }>();

const waitingIn = (item: Readonly<Record<string, unknown>>) => {
  const known = waiting.get(item);
  if (known) return known;
  const order = orderFrom(historyFromItem(item));
  const found = { orderId: order.orderId, waitingFor: waitsFor(order) };
  waiting.set(item, found);
  return found;
};

/** An order has a check while its payment waits, and for what it waits. */
const faultsOfChecks = (world: World): string[] => {
  const checks = new Map(checksIn(world).map(({ orderId, waitingFor }) => [orderId, waitingFor]));
  return Object.values(world.tables[ORDERS_TABLE] ?? {})
    .filter(({ SK }) => SK === ORDER_SORT_KEY)
    .map((item) => waitingIn(item))
    .filter(({ orderId, waitingFor }) => checks.get(orderId) !== waitingFor)
    .map(
      ({ orderId, waitingFor = 'nothing' }) =>
        `${orderId} waits for ${waitingFor}, its check for ${checks.get(orderId) ?? 'nothing'}`,
    );
};

/** Nobody works, and nobody looks after what the gateway has not decided. */
const faultsWhenQuiet = (world: World): string[] => {
  if (world.inbox.length > 0 || world.workers.length > 0) return [];
  const checked = new Set(checksIn(world).map(({ orderId }) => orderId));
  return Object.entries(world.ledger)
    .filter(
      ([, { status, refunds }]) =>
        status === 'action-required' || status === 'processing' || status === 'failed' || refunds.at(-1) === 'pending',
    )
    .filter(([, { orderId }]) => !checked.has(orderId))
    .map(([id]) => `${id} is not decided, and no check looks after it`);
};

const faultsOfRefunds = ({ ledger, published }: World): string[] => {
  const back = new Map<string, number>();
  for (const { orderId, refundedAmount } of Object.values(ledger))
    back.set(orderId, (back.get(orderId) ?? 0) + refundedAmount);
  const announced = Object.values(published)
    .filter((text) => text.startsWith('{"type":"Payment Refunded"'))
    .map((text) => (JSON.parse(text) as OutgoingEvent<'Payment Refunded'>).detail);
  return [
    ...Object.entries(ledger)
      .map(([id, { refunds }]) => ({ id, live: refunds.filter((status) => status !== 'failed').length }))
      .filter(({ live }) => live > 1)
      .map(({ id, live }) => `${id} is refunded ${live} times`),
    ...announced
      .filter(({ orderId, amount }) => back.get(orderId) !== amount)
      .map(({ orderId, amount }) => `${orderId}: ${amount} are announced as refunded, ${back.get(orderId)} are`),
  ];
};

/** What must never be seen of payments that take time, in whatever moment. */
export const paymentFaults = (world: World): string[] => [
  ...faultsOfChecks(world),
  ...faultsWhenQuiet(world),
  ...faultsOfRefunds(world),
];
