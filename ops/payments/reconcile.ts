import { readPaymentChecks } from '../../pipeline/orders/read-payment-checks';
import { seenTwice } from '../../pipeline/reconcile/difference';
import type { IntentReader } from '../../stages/payment/gateway/intent-list';
import { readOrders } from '../reconcile/read-tables';
import type { Session } from '../target/session';
import type { Answer } from '../terminal/answer';
import { counted } from '../terminal/counted';
import { spokenDuration } from '../terminal/duration';
import { differencesOf } from './compare';
import type { PaymentDifference } from './difference';
import { readIntents } from './read-intents';
import { isInFlight, lastChangeMs, pairUp } from './scope';

export interface PaymentReconcileOptions {
  /** Intents created, and orders changed, within this time. */
  readonly sinceMs: number;
  /** An order that has not ended and changed within this time may still be worked on. */
  readonly inFlightMs: number;
  /** Between the two reads. */
  readonly settleMs: number;
}

/** What one read of both sides shows. */
interface Sample {
  readonly differences: readonly PaymentDifference[];
  readonly intents: number;
  readonly orders: number;
  readonly inFlight: number;
  /** Orders whose stored intent is pending at the gateway. */
  readonly pending: number;
  readonly gap?: string;
}

const samplePayments = async (
  session: Session,
  reader: IntentReader,
  { sinceMs, inFlightMs }: PaymentReconcileOptions,
): Promise<Sample> => {
  const all = await readOrders(session);
  const { orders, intents, unknownIds, gap } = await readIntents(reader, all, session.now() - sinceMs);
  const { checks } = await readPaymentChecks(session.dynamodb, session.names.ordersTable);
  const pairs = pairUp(orders, intents, { unknownIds, pendingIds: new Set(checks.map(({ paymentId }) => paymentId)) });
  // An environment's clock may be ahead of ours.
  const nowMs = pairs.reduce((latest, pair) => Math.max(latest, lastChangeMs(pair)), session.now());
  const settled = pairs.filter((pair) => !isInFlight(pair, nowMs, inFlightMs));
  return {
    differences: settled.flatMap(differencesOf),
    intents: intents.length,
    orders: orders.length,
    inFlight: pairs.length - settled.length,
    pending: settled.filter(({ storedIsPending }) => storedIsPending).length,
    ...(gap !== undefined && { gap }),
  };
};

const line = ({ words, action }: PaymentDifference): string => `${words}. To do: ${action}`;

/**
 * `payments reconcile`: compares the gateway's intents with the orders, and reports what two reads found unchanged. It
 * never moves money: that is up to a person, or to the service when an event is redriven.
 */
export const reconcilePayments = async (
  session: Session,
  reader: IntentReader,
  options: PaymentReconcileOptions,
): Promise<Answer> => {
  const first = await samplePayments(session, reader, options);
  const isQuiet = first.differences.length === 0;
  if (!isQuiet) {
    session.progress(
      `${counted(first.differences.length, 'difference')}; reading again in ${spokenDuration(options.settleMs)}`,
    );
    await session.sleep(options.settleMs);
  }
  const { differences, intents, orders, inFlight, pending, gap } = isQuiet
    ? first
    : await samplePayments(session, reader, options);
  const sure = seenTwice(first.differences, differences);
  const moving = differences.length - sure.length;
  const compared = `${counted(intents, 'payment intent')} and ${counted(orders, 'order')} compared, ${inFlight} in flight left out`;
  return {
    lines: [
      ...sure.map(line),
      `${sure.length === 0 ? 'no difference' : counted(sure.length, 'difference')}; ${compared}`,
      ...(moving > 0 ? [`${moving} kept moving and were left alone: run it again`] : []),
      ...(pending > 0 ? [`${pending} pending at the gateway: ops order list --pending`] : []),
      ...(gap === undefined ? [] : [`not checked: ${gap}`]),
    ],
    json: {
      differences: sure.map(({ kind, orderId, intentIds, words, action }) => ({
        kind,
        orderId,
        intentIds,
        words,
        action,
      })),
      intents,
      orders,
      inFlight,
      pending,
      moving,
      ...(gap !== undefined && { notChecked: gap }),
    },
    failed: sure.length > 0,
  };
};
