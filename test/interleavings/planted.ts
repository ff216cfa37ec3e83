import type { OutgoingEvent } from '../../pipeline/events/outgoing';
import type { PaymentIntent } from '../../stages/payment/gateway/gateway';
import { callGateway, type GatewayCall, type Ledger } from '../stages/gateway';

/** A fault planted outside the stages, to see that it is found. */
export type Planted =
  | 'table minds no condition'
  | 'table loses checks'
  | 'gateway ignores cancel'
  | 'gateway lies about cancel'
  | 'gateway takes a pending refund for done'
  | 'gateway refunds again'
  | 'gateway refunds disputed charges'
  | 'bus loses rejections'
  | 'bus loses disputes'
  | 'watcher sleeps'
  | 'sweep sleeps';

type Answered = ReturnType<typeof callGateway>;

/** Asks for one more refund, whatever there is already. */
const refundedAgain = (ledger: Ledger, intentId: string): Ledger => {
  const row = ledger[intentId];
  const isAgain = row?.refunds.at(-1) === 'pending';
  return row && isAgain ? { ...ledger, [intentId]: { ...row, refunds: [...row.refunds, 'pending'] } } : ledger;
};

/** What a call does if nobody has disputed the charge; the dispute is there again afterwards. */
const undisputed = (ledger: Ledger, intentId: string, call: (free: Ledger) => Answered): Answered => {
  const row = ledger[intentId];
  if (!row?.dispute) return call(ledger);
  const { dispute, ...free } = row;
  const answered = call({ ...ledger, [intentId]: free });
  const after = answered.ledger[intentId] ?? row;
  return { ...answered, ledger: { ...answered.ledger, [intentId]: { ...after, dispute } } };
};

/** One call's effect at a gateway that may be faulty. */
export const callFaultyGateway = (ledger: Ledger, call: GatewayCall, planted: Planted | undefined): Answered => {
  const isCancel = call.method === 'cancel';
  if (isCancel && (planted === 'gateway ignores cancel' || planted === 'gateway lies about cancel')) {
    const { answer } = callGateway(ledger, { ...call, method: 'read' });
    const isLie = planted === 'gateway lies about cancel' && answer?.status === 'unconfirmed';
    return { ledger, answer: isLie ? ({ ...answer, status: 'cancelled' } as PaymentIntent) : answer };
  }
  if (call.method === 'refund' && planted === 'gateway refunds again')
    return callGateway(refundedAgain(ledger, call.intentId), call);
  if (call.method === 'refund' && planted === 'gateway refunds disputed charges')
    return undisputed(ledger, call.intentId, (free) => callGateway(free, call));
  const answered = callGateway(ledger, call);
  const { answer } = answered;
  if (planted !== 'gateway takes a pending refund for done' || answer?.status !== 'pending') return answered;
  return { ...answered, answer: { ...answer, status: 'succeeded' } };
};

export const isLostByBus = ({ type }: OutgoingEvent, planted: Planted | undefined): boolean =>
  (planted === 'bus loses rejections' && type.endsWith('Rejected')) ||
  (planted === 'bus loses disputes' && type === 'Payment Disputed');
