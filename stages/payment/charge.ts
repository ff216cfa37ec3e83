import type { BusEventOf } from '../../contracts/events/events';
import { paymentOpened } from '../../pipeline/orders/charge-state';
import { storeDecision } from '../../pipeline/orders/commit';
import type { Decision } from '../../pipeline/orders/decision';
import type { Order } from '../../pipeline/orders/order';
import type { Failure } from '../../pipeline/orders/order-history';
import { snapshotOf } from '../../pipeline/orders/same-order';
import {
  CHARGE,
  type ChargeSettings,
  decideCharge,
  fail,
  isPayable,
  type Payable,
  recordCharge,
  type Unpaid,
} from './charge-decision';
import { chargeResultOf, declined } from './charge-result';
import { settleCharge } from './check';
import { confirm } from './confirm';
import { type GatewayOrder, GatewayRefusedError, type PaymentGateway } from './gateway/gateway';
import { orPending } from './pending';
import { recordPending } from './pending-decision';
import type { PaymentPorts } from './ports';

/**
 * Opens an intent and stores its id, before money can move.
 * @returns why the gateway refuses to open one for this order, if it does.
 * @throws CommitConflict if the order changed meanwhile. Another worker of the order mostly has the same intent; one that
 * is not the stored one, or is of an order that ended without any, is cancelled, as nobody will ever confirm it.
 */
const open = async (
  { orders, now }: PaymentPorts,
  gateway: PaymentGateway,
  order: Unpaid,
  request: GatewayOrder,
  event: BusEventOf<'Order Created'>,
): Promise<Payable | Failure> => {
  let intentId: string;
  try {
    intentId = (await gateway.open(request)).id;
  } catch (error) {
    if (error instanceof GatewayRefusedError) return declined(error.code, error.message);
    throw error;
  }
  try {
    return await orders.save({ ...order, payment: paymentOpened(snapshotOf(event.detail, now()), intentId) });
  } catch (conflict) {
    const { payment, outcome } = await orders.readOne(order.orderId);
    const stored = 'intentId' in payment ? payment.intentId : undefined;
    const isLeft = stored === undefined ? outcome.state !== 'open' : stored !== intentId;
    if (isLeft) await gateway.cancel(intentId);
    throw conflict;
  }
};

/**
 * Order Created: charges the order. The intent is stored before it can be charged: a later attempt, after any crash, finds the one intent that
 * may have been charged and asks the gateway.
 * @param confirmed an Order Confirmed that came right behind it, which one write stores with the charge.
 * @throws CommitConflict if the order changed meanwhile: read and decide again.
 * @throws BreakerOpenError, or what the gateway throws: the message comes again.
 */
export const charge = async (
  ports: PaymentPorts,
  known: Order,
  event: BusEventOf<'Order Created'>,
  settings: ChargeSettings,
  confirmed?: BusEventOf<'Order Confirmed'>,
): Promise<{ readonly decision: Decision; readonly confirmation?: Decision }> => {
  const { orders, breaker, once, now } = ports;
  // Decide. A replay, an ended order, one that the shop refuses and one that costs nothing never meet the gateway.
  const decided = decideCharge(known, event, settings, now());
  if ('answer' in decided) return { decision: await storeDecision(orders, known, decided.answer) };
  if ('waiting' in decided) return { decision: await settleCharge(ports, decided.waiting, event, settings) };

  // Enter. An open breaker throws before anything is claimed; leaving this function frees the probe's place.
  await using permit = await breaker.enter({ slowCallMs: settings.slowCallMs, work: known.orderId });
  const gateway = ports.gateway({ permit, timeoutMs: settings.paymentTimeoutMs });

  // Open. A later attempt, after any crash, finds the one intent that may have been charged.
  const { unpaid, request } = decided;
  const isKnown = isPayable(unpaid);
  const payable = isKnown ? unpaid : await open(ports, gateway, unpaid, request.order, event);
  if ('code' in payable) {
    const nowMs = now();
    const refused = fail(unpaid, snapshotOf(event.detail, nowMs), event, payable, nowMs, 'payments_declined');
    return { decision: await storeDecision(orders, unpaid, refused) };
  }

  // Confirm. A second worker is answered by Powertools' record; the proof is the state of the intent.
  const { intentId } = payable.payment;
  const { token } = request;
  const { returnUrl } = settings;
  const confirming = once.run(CHARGE, unpaid.orderId, async () =>
    chargeResultOf(
      isKnown ? await gateway.resume(intentId, token, returnUrl) : await gateway.confirm(intentId, token, returnUrl),
    ),
  );

  // Record. After a cancellation the order's version is another: the order is read and decided again.
  const answer = await orPending(confirming);
  const decision =
    'pending' in answer
      ? recordPending(payable, event, answer.pending, settings, now())
      : recordCharge(payable, event, answer.result, settings, now());
  if (!confirmed) return { decision: await storeDecision(orders, payable, decision) };
  const confirmation = await storeDecision(orders, payable, {
    ...confirm(decision.order, confirmed, now()),
    ...(decision.check && { check: decision.check }),
  });
  return { decision: { ...decision, order: confirmation.order }, confirmation };
};
