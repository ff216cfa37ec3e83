import { FINAL_EVENTS } from '../../contracts/events/events';
import type { StockItem } from '../../contracts/tables/counter-table';
import type { OrderHistory } from '../../pipeline/orders/order-history';
import { historyFromItem } from '../../pipeline/orders/order-item';
import { orderFrom } from '../../pipeline/orders/order-states';
import { kitchenKey, orderKey } from '../../pipeline/orders/table-keys';
import type { Kitchen } from '../../stages/fulfillment/kitchen';
import { SHOP_ID } from '../stages/events';
import type { LedgerRow } from '../stages/gateway';
import { COUNTER_TABLE, ORDERS_TABLE } from '../stages/run-stage';
import { aftermathFaults, aftermathOf } from './aftermath-invariants';
import { orderItemsIn, publishedIn } from './orders';
import { paymentFaults } from './payment-invariants';
import type { Rules, World } from './world';

const itemIn = (world: World, { PK, SK }: { PK: string; SK: string }): unknown =>
  world.tables[ORDERS_TABLE]?.[`${PK}/${SK}`];
const orderIn = (world: World, orderId: string) => itemIn(world, orderKey(orderId)) as OrderHistory | undefined;
const kitchenIn = (world: World) => itemIn(world, kitchenKey(SHOP_ID)) as Kitchen | undefined;
const rowsOf = (world: World, orderId: string) => Object.values(world.ledger).filter((row) => row.orderId === orderId);
const stockIn = (world: World) => Object.values(world.tables[COUNTER_TABLE] ?? {}) as unknown as StockItem[];

const typesOf = (world: World, orderId: string) =>
  publishedIn(world)
    .filter(({ detail }) => 'orderId' in detail && detail.orderId === orderId)
    .map(({ type }) => type);

const ledgerOf = (world: World, orderId: string) => {
  const rows = rowsOf(world, orderId);
  const sum = (of: (row: LedgerRow) => number): number => rows.reduce((total, row) => total + of(row), 0);
  return {
    captures: sum(({ captures }) => captures),
    net: sum(({ captures, amount, refundedAmount }) => captures * amount - refundedAmount),
    taken: sum(({ dispute, amount }) => (dispute === 'lost' ? amount : 0)),
    /** What failed after its order had ended is left to people, who know of it: aftermath-invariants.ts. */
    leftToPeople: sum(({ refunds, refundedAmount, amount, dispute }) =>
      refunds.includes('failed late') && refundedAmount === 0 && dispute !== 'lost' ? amount : 0,
    ),
    isBack: rows.some(({ refundedAmount }) => refundedAmount > 0),
    wasBack: rows.some(({ refunds }) => refunds.includes('succeeded') || refunds.includes('failed late')),
  };
};

const FINAL = {
  fulfilled: 'Order Fulfilled',
  failed: 'Order Failed',
  cancelled: 'Order Cancellation Completed',
} as const;

const unless = (isSo: boolean, fault: string): string[] => (isSo ? [] : [fault]);

/** By item: worlds share the items in which they do not differ. */
const stateFaults = new WeakMap<object, string[]>();

/** Why the stages' states of an order contradict each other, or are none that a stage knows. */
const stateFaultsOf = (item: Readonly<Record<string, unknown>>): string[] => {
  const known = stateFaults.get(item);
  if (known) return known;
  let faults: string[] = [];
  try {
    orderFrom(historyFromItem(item));
  } catch (error) {
    faults = [String(error)];
  }
  stateFaults.set(item, faults);
  return faults;
};

/** What must never be seen, in whatever moment. */
export const faultsEver = (world: World, rules: Rules): string[] => {
  const faultsOfStates = orderItemsIn(world).flatMap(stateFaultsOf);
  if (faultsOfStates.length > 0) return faultsOfStates;
  return [...paymentFaults(world), ...aftermathFaults(world, rules), ...faultsOfBooks(world)];
};

const faultsOfBooks = (world: World): string[] => [
  ...Object.entries(world.ledger).flatMap(([id, { captures }]) => unless(captures <= 1, `${id} was captured twice`)),
  ...stockIn(world).flatMap(({ PK, received, available, reserved, sold }) => [
    ...unless(
      received === available + reserved + sold,
      `${PK}: ${available} + ${reserved} + ${sold} is not ${received}`,
    ),
    ...unless(Math.min(available, reserved, sold) >= 0, `${PK}: ${available}, ${reserved} or ${sold} is negative`),
  ]),
  ...unless(world.deadLetters.length === 0, `dead letters: ${world.deadLetters.join('; ')}`),
];

const faultsOfOrder = (world: World, orderId: string, isCancelled: boolean): string[] => {
  const order = orderIn(world, orderId);
  if (!order?.outcome) return [`${orderId} has no outcome`];
  const { outcome } = order;
  const types = typesOf(world, orderId);
  const finals = types.filter((type) => (FINAL_EVENTS as readonly string[]).includes(type));
  const refusals = types.filter((type) => type === 'Order Cancellation Refused');
  const { captures, net, taken, leftToPeople, isBack, wasBack } = ledgerOf(world, orderId);
  const total = outcome === 'fulfilled' ? (order.snapshot?.total ?? Number.NaN) : taken + leftToPeople;
  const isAnnounced = types.includes('Payment Refunded');
  return [
    ...unless(
      finals.join() === FINAL[outcome],
      `${orderId} is ${outcome}, its final events are: ${finals.join() || 'none'}`,
    ),
    ...unless(order.owes?.length === 0 && order.closed !== undefined, `${orderId} still owes ${order.owes?.join()}`),
    ...unless(captures <= 1, `${orderId} was charged ${captures} times`),
    ...unless(net === total, `${orderId} is ${outcome}, the gateway keeps ${net} of it`),
    ...unless(isAnnounced ? wasBack : !isBack, `${orderId}: Payment Refunded does not tell the truth`),
    ...unless(
      (order.released !== undefined) === types.includes('Inventory Released'),
      `${orderId}: Inventory Released does not tell the truth`,
    ),
    ...unless(
      refusals.length === (isCancelled && outcome === 'fulfilled' ? 1 : 0),
      `${orderId} is ${outcome}, its cancellation was refused ${refusals.length} times`,
    ),
  ];
};

/** What must be so when all is quiet: design, sections 2 and 11. */
export const faultsAtEnd = (world: World, orderIds: readonly string[], cancelledIds: readonly string[]): string[] => {
  const orders = orderIds.map((orderId) => orderIn(world, orderId));
  const sold = orders
    .filter((order) => order?.outcome === 'fulfilled')
    .flatMap((order) => Object.values(order?.allocated?.lines ?? {}))
    .reduce((sum, quantity) => sum + quantity, 0);
  const kitchen = kitchenIn(world);
  const tickets = orders.flatMap((order) => order?.scheduled?.ticket ?? []).toSorted((a, b) => a - b);
  return [
    ...orderIds.flatMap((orderId) => faultsOfOrder(world, orderId, cancelledIds.includes(orderId))),
    ...stockIn(world).flatMap(({ PK, reserved, sold: booked }) => [
      ...unless(reserved === 0, `${PK}: ${reserved} are still reserved`),
      ...unless(booked === sold, `${PK}: ${booked} sold, but orders took ${sold}`),
    ]),
    ...unless(
      Object.keys(kitchen?.open ?? {}).length === 0,
      `open tickets of ${Object.keys(kitchen?.open ?? {}).join()}`,
    ),
    ...unless(
      tickets.join() === tickets.map((_, index) => index + 1).join() && (kitchen?.lastTicket ?? 0) === tickets.length,
      `ticket numbers ${tickets.join()}, the kitchen counted ${kitchen?.lastTicket ?? 0}`,
    ),
  ];
};

/** How an order ended, for the list of all ways that a scenario can end. */
export const endOf = (world: World, orderId: string): string => {
  const order = orderIn(world, orderId);
  const outcome = order?.outcome === 'failed' ? `failed in ${order.ended?.stage}` : (order?.outcome ?? 'open');
  return [outcome, ...aftermathOf(rowsOf(world, orderId))].join(', ');
};
