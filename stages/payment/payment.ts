import type { BusEventOf } from '../../contracts/events/events';
import { foldRecords } from '../../pipeline/batch/hold-back';
import type { GroupHandler } from '../../pipeline/batch/record';
import type { CircuitBreaker } from '../../pipeline/circuit-breaker/breaker';
import type { EffectOnce } from '../../pipeline/idempotency/effect-once';
import { decideAgainOnConflict } from '../../pipeline/orders/conflict';
import { type Decision, resultOf } from '../../pipeline/orders/decision';
import type { Order } from '../../pipeline/orders/order';
import type { OrderStore } from '../../pipeline/orders/order-store';
import { chargeAtGateway, undoAtGateway } from './at-gateway';
import { afterCharge, beforeCharge, CHARGE, type ChargeResult, type ChargeSettings } from './charge';
import { confirm } from './confirm';
import type { PaymentGateway } from './gateway/gateway';
import { guarded } from './gateway/guarded';
import { afterRefund, beforeRefund, REFUND, type RefundResult } from './refund';

export const PAYMENT_EVENTS = [
  'Order Created',
  'Order Confirmed',
  'Order Cancelled',
  'Inventory Rejected',
  'Fulfillment Rejected',
] as const;
type PaymentEvent = (typeof PAYMENT_EVENTS)[number];

export interface PaymentPorts {
  readonly orders: OrderStore;
  readonly gateway: PaymentGateway;
  readonly once: Pick<EffectOnce, 'run'>;
  /** Asked before anything is claimed. */
  readonly breaker: CircuitBreaker;
  readonly now: () => number;
}

/** What a batch reads once for all its groups. */
export interface PaymentBatch {
  readonly orders: ReadonlyMap<string, Order>;
  readonly settingsFor: (shopId: string) => ChargeSettings;
}

/** What one event did to its order, and what the Order Confirmed after it did, if that was stored with it. */
interface Handled {
  readonly decision: Decision;
  readonly confirmation?: Decision;
}

/** The payment stage: the events of one order, one after the other. */
export const paymentGroup =
  (ports: PaymentPorts): GroupHandler<PaymentEvent, PaymentBatch> =>
  (records, { prepared }) => {
    const known = new Map(prepared.orders);
    const confirmations = new Map<string, Decision>();
    return foldRecords(records, async ({ messageId, event }, index) => {
      const stored = confirmations.get(messageId);
      if (stored) return resultOf(stored);
      const { orderId, shopId } = event.detail;
      const next = records[index + 1];
      const confirmed = next && confirmationOf(event, next.event);
      const { decision, confirmation } = await decideAgainOnConflict(async (attempt) => {
        const order = attempt === 0 ? known.get(orderId) : undefined;
        // Until it is decided, the order is as unknown as before the batch: a failure must not leave a guess behind.
        known.delete(orderId);
        const settings = prepared.settingsFor(shopId);
        return handle(ports, order ?? (await ports.orders.readOne(orderId)), event, settings, confirmed);
      });
      known.set(orderId, (confirmation ?? decision).order);
      if (next && confirmation) confirmations.set(next.messageId, confirmation);
      return resultOf(decision);
    });
  };

/** The next event, if it confirms the order that this one creates: most customers confirm at once, and then one write stores both. */
const confirmationOf = (
  { type, detail }: BusEventOf<PaymentEvent>,
  next: BusEventOf<PaymentEvent>,
): BusEventOf<'Order Confirmed'> | undefined =>
  type === 'Order Created' &&
  next.type === 'Order Confirmed' &&
  next.detail.orderId === detail.orderId &&
  next.detail.shopId === detail.shopId
    ? next
    : undefined;

const handle = async (
  ports: PaymentPorts,
  order: Order,
  event: BusEventOf<PaymentEvent>,
  settings: ChargeSettings,
  confirmed: BusEventOf<'Order Confirmed'> | undefined,
): Promise<Handled> => {
  switch (event.type) {
    case 'Order Created':
      return charge(ports, order, event, settings, confirmed);
    case 'Order Confirmed':
      return { decision: await store(ports, order, confirm(order, event, ports.now())) };
    case 'Order Cancelled':
    case 'Inventory Rejected':
    case 'Fulfillment Rejected':
      return { decision: await refund(ports, order, event) };
  }
};

const store = async ({ orders }: PaymentPorts, known: Order, decision: Decision): Promise<Decision> =>
  decision.order === known ? decision : { ...decision, order: await orders.save(decision.order) };

const charge = async (
  ports: PaymentPorts,
  known: Order,
  event: BusEventOf<'Order Created'>,
  settings: ChargeSettings,
  confirmed: BusEventOf<'Order Confirmed'> | undefined,
): Promise<Handled> => {
  const before = beforeCharge(known, event, settings, ports.now());
  if ('answer' in before) return { decision: await store(ports, known, before.answer) };
  let order = before.charge;
  const { result } = await ports.breaker.admit((call) =>
    ports.once.run<ChargeResult>(CHARGE, order.orderId, () =>
      chargeAtGateway(guarded(ports.gateway, call), ports.orders, order, event, (stored) => {
        order = stored;
      }),
    ),
  );
  const decision = afterCharge(order, event, result, settings, ports.now());
  if (!confirmed) return { decision: await store(ports, order, decision) };
  const confirmation = await store(ports, order, confirm(decision.order, confirmed, ports.now()));
  return { decision: { ...decision, order: confirmation.order }, confirmation };
};

const refund = async (
  ports: PaymentPorts,
  known: Order,
  event: BusEventOf<'Order Cancelled' | 'Inventory Rejected' | 'Fulfillment Rejected'>,
): Promise<Decision> => {
  const before = beforeRefund(known, event, ports.now());
  if ('answer' in before) return store(ports, known, before.answer);
  // The end of the order is stored before the gateway is asked: from then on no charge can be opened or recorded.
  const order = before.changed ? await ports.orders.save(before.undo) : before.undo;
  const { result } = await ports.breaker.admit((call) =>
    ports.once.run<RefundResult>(REFUND, order.orderId, () => undoAtGateway(guarded(ports.gateway, call), order)),
  );
  return store(ports, order, afterRefund(order, event, result, ports.now()));
};
