import type { Order } from '../../pipeline/orders/order';
import { historyFromItem } from '../../pipeline/orders/order-item';
import { orderFrom } from '../../pipeline/orders/order-states';
import { isPending } from '../../pipeline/orders/outcome';
import { announcedIn, orderItemsIn } from './orders';
import { checksIn } from './outside';
import type { World } from './world';

type Waits = 'authentication' | 'processing' | 'refund' | 'dispute' | 'nothing';

/**
 * What the check of an order may wait for, as its states say. A refund that is due waits for the dispute as soon as the gateway
 * has refused it.
 */
const waitsFor = (order: Order): readonly Waits[] => {
  const { payment, outcome } = order;
  const isDue = isPending(order, 'refund') || payment.state === 'refunding';
  const dispute = 'disputed' in payment ? payment.disputed?.status : undefined;
  const orDispute: readonly Waits[] = isDue && dispute === 'opened' ? ['dispute'] : [];
  if (payment.state === 'pending' && (outcome.state === 'open' || isDue))
    return [payment.pending.waitingFor, ...orDispute];
  if (payment.state === 'refunding') return dispute === 'lost' ? ['nothing'] : ['refund', ...orDispute];
  return ['nothing', ...orDispute];
};

/** By item: worlds share the items in which they do not differ. */
const waiting = new WeakMap<object, { readonly orderId: string; readonly possible: readonly Waits[] }>();

const waitingIn = (item: Readonly<Record<string, unknown>>) => {
  const known = waiting.get(item);
  if (known) return known;
  const order = orderFrom(historyFromItem(item));
  const found = { orderId: order.orderId, possible: waitsFor(order) };
  waiting.set(item, found);
  return found;
};

/** An order has a check while its payment waits, and for what it waits. */
const faultsOfChecks = (world: World): string[] => {
  const checks = new Map(checksIn(world).map(({ orderId, waitingFor }) => [orderId, waitingFor as Waits]));
  return orderItemsIn(world)
    .map((item) => waitingIn(item))
    .filter(({ orderId, possible }) => !possible.includes(checks.get(orderId) ?? 'nothing'))
    .map(
      ({ orderId, possible }) =>
        `${orderId} waits for ${possible.join(' or ')}, its check for ${checks.get(orderId) ?? 'nothing'}`,
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

const faultsOfRefunds = (world: World): string[] => {
  const { ledger } = world;
  const rows = Object.entries(ledger);
  return [
    ...rows
      .map(([id, { refunds }]) => ({
        id,
        live: refunds.filter((status) => status === 'pending' || status === 'succeeded').length,
      }))
      .filter(({ live }) => live > 1)
      .map(({ id, live }) => `${id} is refunded ${live} times`),
    ...announcedIn(world, 'Payment Refunded').flatMap(({ orderId, amount }) => {
      const backs = rows.filter(([, row]) => row.orderId === orderId).map(([, row]) => mostBack(row));
      const back = backs.reduce((sum, most) => sum + most, 0);
      return back === amount ? [] : [`${orderId}: ${amount} are announced as refunded, ${back} are`];
    }),
  ];
};

/** What went back at some time, at the most: a refund that fails late has succeeded before. */
const mostBack = ({ refundedAmount, refunds, amount }: World['ledger'][string]): number =>
  refunds.includes('failed late') ? amount : refundedAmount;

/** What must never be seen of payments that take time, in whatever moment. */
export const paymentFaults = (world: World): string[] => [
  ...faultsOfChecks(world),
  ...faultsWhenQuiet(world),
  ...faultsOfRefunds(world),
];
