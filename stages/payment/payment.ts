import type { BusEventOf } from '../../contracts/events/events';
import type { EventTypeOf } from '../../contracts/events/subscriptions';
import { handleInOrder } from '../../pipeline/batch/followers';
import type { GroupHandler } from '../../pipeline/batch/record';
import { decideAgainOnConflict, storeDecision } from '../../pipeline/orders/commit';
import { type Decision, resultOf } from '../../pipeline/orders/decision';
import type { Order } from '../../pipeline/orders/order';
import { type OrderRead, orderRead } from '../../pipeline/orders/order-store';
import { charge } from './charge';
import type { ChargeSettings } from './charge-decision';
import { checkPayment } from './check';
import { confirm } from './confirm';
import type { PaymentPorts } from './ports';
import { refund } from './refund';

type PaymentEvent = EventTypeOf<'payment'>;

/** What a batch reads once for all its groups. */
export interface PaymentBatch {
  readonly orders: ReadonlyMap<string, OrderRead>;
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
    return handleInOrder(records, async ({ messageId, event }, index) => {
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
        return handle(
          ports,
          order ? orderRead(order) : await ports.orders.readOne(orderId),
          event,
          settings,
          confirmed,
        );
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
      return { decision: await storeDecision(ports.orders, order, confirm(order, event, ports.now())) };
    case 'Order Cancelled':
    case 'Inventory Rejected':
    case 'Fulfillment Rejected':
      return { decision: await refund(ports, order, event, settings) };
    case 'Payment Check Due':
      return { decision: await checkPayment(ports, order, event, settings) };
  }
};
