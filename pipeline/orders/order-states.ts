import { isDeepStrictEqual } from 'node:util';
import { DependencyError } from '../batch/failure';
import {
  type ChargedPayment,
  NO_PAYMENT,
  nothingToCharge,
  type OpenedPayment,
  paymentCharged,
  paymentFailed,
  paymentOpened,
  paymentPending,
  paymentValidated,
} from './charge-state';
import { contradictionIn } from './contradictions';
import {
  type FulfillmentState,
  kitchenRejected,
  NOT_SCHEDULED,
  orderHandedOver,
  orderScheduled,
} from './fulfillment-state';
import {
  type InventoryState,
  NOT_ALLOCATED,
  stockRejected,
  stockReleased,
  stockReserved,
  stockSold,
} from './inventory-state';
import type { Order } from './order';
import type { OrderHistory } from './order-history';
import { OPEN, type OutcomeState, outcomeCompensating, outcomeFinal } from './outcome-state';
import { type PaymentAtGateway, type PaymentState, paymentDisputed } from './payment-state';
import { paymentRefunded, paymentRefunding } from './refund-state';

/**
 * What is stored of an order is in no state that this release knows: most likely a newer one wrote it. Its messages
 * wait, longer each time, while the release is rolled out or back.
 */
export class UnknownStateError extends DependencyError {
  override readonly name = 'UnknownStateError';

  constructor(orderId: string, why: string) {
    super(`order ${orderId} is in a state that this release does not know: ${why}`);
  }
}

/** An order of which nothing is known yet. */
export const newOrder = (orderId: string): Order => ({
  orderId,
  version: 0,
  payment: NO_PAYMENT,
  inventory: NOT_ALLOCATED,
  fulfillment: NOT_SCHEDULED,
  outcome: OPEN,
  stored: { orderId, version: 0 },
});

const paymentIn = (history: OrderHistory): PaymentState => {
  const { snapshot, payment, paymentFailed: failed, charged, validated, disputed } = history;
  if (!snapshot) return NO_PAYMENT;
  if (!payment) {
    if (failed) return paymentFailed(snapshot, failed);
    return charged ? validatedIn(nothingToCharge(snapshot, charged), validated) : NO_PAYMENT;
  }
  const atGateway = atGatewayIn(history, paymentOpened(snapshot, payment.intentId));
  return disputed ? paymentDisputed(atGateway, disputed) : atGateway;
};

const atGatewayIn = (history: OrderHistory, opened: OpenedPayment): PaymentAtGateway => {
  const { pending, charged, paymentFailed: failed, validated, refunding, refunded, refundFailed } = history;
  const { intentId } = opened;
  const tried = pending ? paymentPending(opened, pending) : opened;
  if (failed) return { ...paymentFailed(tried, failed), intentId };
  const paid = { ...(charged ? validatedIn(paymentCharged(tried, charged), validated) : tried), intentId };
  const goingBack = refunding ? paymentRefunding(paid, refunding) : paid;
  const back = refunded ? paymentRefunded(goingBack, refunded) : goingBack;
  if (!refundFailed) return back;
  return back.state === 'refunded' || back.state === 'refunding' ? { ...back, refundFailed } : back;
};

const validatedIn = (charged: ChargedPayment, validated: OrderHistory['validated']) =>
  validated ? paymentValidated(charged, validated) : charged;

const inventoryIn = ({ allocated, rejected, released, settled }: OrderHistory): InventoryState => {
  if (rejected) return stockRejected(rejected);
  if (!allocated) return NOT_ALLOCATED;
  const reserved = stockReserved(allocated);
  if (released) return stockReleased(reserved, released);
  return settled ? stockSold(reserved, settled) : reserved;
};

const fulfillmentIn = ({ scheduled, kitchenRejected: rejected, fulfilled }: OrderHistory): FulfillmentState => {
  if (rejected) return kitchenRejected(rejected);
  if (!scheduled) return NOT_SCHEDULED;
  return fulfilled ? orderHandedOver(orderScheduled(scheduled), fulfilled) : orderScheduled(scheduled);
};

const outcomeIn = ({ outcome, ended, owes = [], closed, expiration }: OrderHistory): OutcomeState => {
  if (!outcome || !ended) return OPEN;
  if (closed) return outcomeFinal(outcome, ended, closed, expiration);
  const [first, ...others] = owes;
  return first ? outcomeCompensating(outcome, ended, [first, ...others]) : OPEN;
};

/** Leaves out what is undefined, as the table does. */
const present = <T extends object>(attributes: T): T =>
  Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined)) as T;

/** Every attribute of a history, and where the states keep it. */
const attributesOf = (order: Order) => {
  const { orderId, version, shopId, confirmed, readied, payment, inventory, fulfillment, outcome } = order;
  return {
    orderId,
    version,
    shopId,
    snapshot: 'snapshot' in payment ? payment.snapshot : undefined,
    payment: 'intentId' in payment && payment.intentId !== undefined ? { intentId: payment.intentId } : undefined,
    pending: 'pending' in payment ? payment.pending : undefined,
    charged: 'charged' in payment ? payment.charged : undefined,
    paymentFailed: 'failed' in payment ? payment.failed : undefined,
    confirmed,
    validated: 'validated' in payment ? payment.validated : undefined,
    allocated: 'allocated' in inventory ? inventory.allocated : undefined,
    rejected: 'rejected' in inventory ? inventory.rejected : undefined,
    scheduled: 'scheduled' in fulfillment ? fulfillment.scheduled : undefined,
    kitchenRejected: 'rejected' in fulfillment ? fulfillment.rejected : undefined,
    readied,
    fulfilled: 'fulfilled' in fulfillment ? fulfillment.fulfilled : undefined,
    refunding: 'refunding' in payment ? payment.refunding : undefined,
    refunded: 'refunded' in payment ? payment.refunded : undefined,
    refundFailed: 'refundFailed' in payment ? payment.refundFailed : undefined,
    disputed: 'disputed' in payment ? payment.disputed : undefined,
    released: inventory.state === 'released' ? { ...inventory.released, lines: inventory.allocated.lines } : undefined,
    outcome: outcome.name,
    ended: outcome.state === 'open' ? undefined : outcome.decided,
    owes: outcome.state === 'compensating' ? outcome.pending : outcome.state === 'final' ? [] : undefined,
    closed: outcome.state === 'final' ? outcome.closed : undefined,
    expiration: outcome.state === 'final' ? outcome.expiration : undefined,
    settled: inventory.state === 'sold' ? inventory.settled : undefined,
  } satisfies { [Name in keyof OrderHistory]-?: OrderHistory[Name] | undefined };
};

/** @returns all that has happened to the order, as it is stored. */
export const historyOf = (order: Order): OrderHistory =>
  present({ ...order.stored, ...attributesOf(order) }) as OrderHistory;

/** Names of the attributes that are not written back as they were read. Most are the very objects that were read. */
const lostIn = (read: OrderHistory, written: OrderHistory): string[] => {
  const names = new Set([...Object.keys(read), ...Object.keys(written)]) as Set<keyof OrderHistory>;
  return [...names].filter((name) => read[name] !== written[name] && !isDeepStrictEqual(read[name], written[name]));
};

/**
 * Derives the states of an order from its history. What this release cannot derive it must not write back either.
 * @throws UnknownStateError if the history is that of no known states, or if states of stages contradict each other.
 */
export const orderFrom = (history: OrderHistory): Order => {
  const { orderId, version, shopId, confirmed, readied } = history;
  const order: Order = {
    orderId,
    version,
    ...present({ shopId, confirmed, readied } as Pick<Order, 'shopId' | 'confirmed' | 'readied'>),
    payment: paymentIn(history),
    inventory: inventoryIn(history),
    fulfillment: fulfillmentIn(history),
    outcome: outcomeIn(history),
    stored: history,
  };
  const lost = lostIn(history, historyOf(order));
  if (lost.length > 0) throw new UnknownStateError(orderId, `it has ${lost.join(', ')}`);
  const contradiction = contradictionIn(order);
  if (contradiction) throw new UnknownStateError(orderId, contradiction);
  return order;
};
