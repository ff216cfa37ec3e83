import type { PaymentCheck } from '../../pipeline/orders/payment-checks';
import { spokenDuration } from '../terminal/duration';

/** Whom a payment waits for. */
const WAITED_FOR: Readonly<Record<PaymentCheck['waitingFor'], string>> = {
  authentication: 'the customer to authenticate',
  processing: 'the bank to decide on the charge',
  refund: 'the bank to complete the refund',
  dispute: 'the bank to decide on the dispute',
};

const time = (ms: number): string => new Date(ms).toISOString();

/** A pending payment as programs read it. */
export interface PendingView {
  readonly waitingFor: PaymentCheck['waitingFor'];
  /** ISO 8601, as are all times. */
  readonly since: string;
  /** When the gateway is looked at next. */
  readonly nextCheck: string;
  /** How often that has been asked for. */
  readonly checks: number;
  /** When the payment is given up. */
  readonly until?: string;
}

export const pendingView = ({ waitingFor, sinceMs, dueMs, attempts, untilMs }: PaymentCheck): PendingView => ({
  waitingFor,
  since: time(sinceMs),
  nextCheck: time(dueMs),
  checks: attempts,
  ...(untilMs !== undefined && { until: time(untilMs) }),
});

/** `in 2m`, or `now` of a check that is due: the payment watcher runs once a minute. */
export const nextCheckIn = ({ dueMs }: PaymentCheck, nowMs: number): string =>
  dueMs > nowMs ? `in ${spokenDuration(dueMs - nowMs)}` : 'now';

/** What a payment waits for at the gateway, since when, when it is looked at next and until when. Pure. */
export const pendingLines = (check: PaymentCheck, nowMs: number): string[] => {
  const { waitingFor, sinceMs, untilMs } = check;
  return [
    `at the gateway: waits for ${WAITED_FOR[waitingFor]}, for ${spokenDuration(nowMs - sinceMs)} (since ${time(sinceMs)})`,
    `                the gateway is looked at next ${nextCheckIn(check, nowMs)} (${time(check.dueMs)})`,
    ...(untilMs === undefined
      ? []
      : [`                given up at ${time(untilMs)} if the customer has not authenticated`]),
  ];
};
