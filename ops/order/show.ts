import { ID_PATTERN } from '../../contracts/events/fields';
import { startedAt } from '../../pipeline/orders/open-orders';
import type { OrderHistory } from '../../pipeline/orders/order-history';
import { OrderStore } from '../../pipeline/orders/order-store';
import type { PaymentCheck } from '../../pipeline/orders/payment-checks';
import { readPaymentCheck } from '../../pipeline/orders/read-payment-checks';
import { traceIdOf } from '../../pipeline/telemetry/order-trace';
import { lookFor } from '../dlq/hold';
import type { DeadLetter } from '../dlq/letter';
import type { Session } from '../target/session';
import type { Answer } from '../terminal/answer';
import { counted } from '../terminal/counted';
import { spokenDuration } from '../terminal/duration';
import { pendingLines, pendingView } from './pending';
import { stateOf, waitingFor } from './state';
import { momentLines, timeline } from './timeline';

/** Dead letters to look through for those of one order, per queue. */
const LOOKED_AT = 200;

/** The id of the order's trace, once it is known when it was placed. */
const traceOf = ({ orderId, snapshot }: OrderHistory): string | undefined =>
  snapshot && traceIdOf({ orderId, placedAt: snapshot.placedAt });

/** Where a person finds a payment; undefined for one of another gateway than Stripe. */
const dashboardOf = ({ payment }: OrderHistory): string | undefined =>
  payment?.intentId.startsWith('pi_') ? `https://dashboard.stripe.com/payments/${payment.intentId}` : undefined;

/** What is told of an order besides its history. */
interface Beside {
  readonly letters: readonly DeadLetter[];
  /** Of a payment that is pending at the gateway. */
  readonly check?: PaymentCheck | undefined;
}

/** One order for people: where it stands, its history, what it waits for, and which of its events died. Pure. */
export const orderLines = (order: OrderHistory, { letters, check }: Beside, nowMs: number): string[] => {
  const moments = timeline(order);
  const state = stateOf(order);
  const started = startedAt(order);
  const age = started === undefined ? '' : `, first heard of ${spokenDuration(nowMs - Date.parse(started))} ago`;
  const waits = waitingFor(order);
  const traceId = traceOf(order);
  const dashboard = dashboardOf(order);
  return [
    `order ${order.orderId}  ${state}${order.shopId ? `  shop ${order.shopId}` : ''}${order.payment ? `  payment ${order.payment.intentId}` : ''}${age}`,
    ...(dashboard ? [`payment at Stripe: ${dashboard}`] : []),
    ...(traceId ? [`trace ${traceId}, in the log and, where traced, in X-Ray`] : []),
    '',
    ...(moments.length > 0 ? momentLines(moments) : ['nothing has been done for it']),
    '',
    ...letters.flatMap(({ type, queue, reason, receiveCount }) => [
      `dead letter: its ${type ?? 'message'} lies in ${queue} after ${counted(receiveCount, 'try', 'tries')}: ${reason}`,
      `             dlq redrive ${queue} --order ${order.orderId} sends it back once the cause is gone`,
    ]),
    ...(check ? pendingLines(check, nowMs) : []),
    ...(waits.length > 0 ? waits.map((what) => `waiting for ${what}`) : ['all done, nothing is owed']),
  ];
};

/** The dead letters of one order, wherever they lie. */
const lettersOf = async (session: Session, orderId: string): Promise<DeadLetter[]> => {
  const ofOrder = (letter: DeadLetter) => (letter.orderId === orderId ? letter : undefined);
  const looks = await Promise.all(
    session.names.deadLetterQueues.map((queue) => lookFor(session, queue, ofOrder, LOOKED_AT)),
  );
  return looks.flatMap(({ letters }) => letters);
};

/** What has happened to an order; version 0 if nobody has heard of it. */
export const readOrder = async ({ dynamodb, names }: Session, orderId: string): Promise<OrderHistory> => {
  // Dead letters may be of an order that no id can name; DynamoDB refuses keys beyond 2,048 bytes.
  if (!ID_PATTERN.test(orderId)) return { orderId, version: 0 };
  const histories = await new OrderStore(dynamodb, names.ordersTable).readHistories([orderId]);
  return histories.get(orderId) ?? { orderId, version: 0 };
};

/** The check of an order whose payment is pending at the gateway. */
export const readCheck = async ({ dynamodb, names }: Session, orderId: string): Promise<PaymentCheck | undefined> =>
  ID_PATTERN.test(orderId) ? readPaymentCheck(dynamodb, names.ordersTable, orderId) : undefined;

/** `order show` */
export const showOrder = async (session: Session, orderId: string): Promise<Answer> => {
  const [order, letters, check] = await Promise.all([
    readOrder(session, orderId),
    lettersOf(session, orderId),
    readCheck(session, orderId),
  ]);
  const isUnknown = order.version === 0 && letters.length === 0;
  return {
    lines: isUnknown ? [`nobody has heard of order ${orderId}`] : orderLines(order, { letters, check }, session.now()),
    json: {
      order,
      state: stateOf(order),
      traceId: traceOf(order),
      timeline: timeline(order),
      waitingFor: waitingFor(order),
      ...(check && { atGateway: pendingView(check) }),
      deadLetters: letters,
    },
    failed: isUnknown,
  };
};
