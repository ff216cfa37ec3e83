import pLimit from 'p-limit';
import type { Publisher } from '../../../pipeline/events/publisher';
import { checkDueEvent } from '../../../pipeline/orders/check-due';
import type { PaymentCheck } from '../../../pipeline/orders/payment-checks';
import type { Telemetry } from '../../../pipeline/telemetry/telemetry';
import type { CheckStore } from './check-store';
import type { QueuePause } from './queue-pause';

export interface WatchPorts {
  readonly checks: Pick<CheckStore, 'due' | 'pending' | 'postpone'>;
  readonly publisher: Publisher;
  readonly pause: QueuePause;
  readonly telemetry: Pick<Telemetry, 'log' | 'metrics'>;
  /** About so many checks are asked for in one run. */
  readonly atMost: number;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

const UPDATES_AT_ONCE = 10;

const eventOf = (check: PaymentCheck, nowMs: number) =>
  checkDueEvent(check, `${check.sinceMs} ${check.attempts}`, nowMs);

/** Counts what is pending, and for how long. @returns the payment that is pending for longest. */
const measure = async ({ checks, telemetry, now }: WatchPorts): Promise<PaymentCheck | undefined> => {
  const { payments, oldest } = await checks.pending();
  const oldestMs = oldest ? Math.max(0, now() - oldest.sinceMs) : 0;
  telemetry.metrics.add('PaymentsPending', payments);
  telemetry.metrics.add('PaymentPendingOldestSeconds', Math.round(oldestMs / 1000));
  return oldest;
};

/**
 * One run of the payment watcher: publishes Payment Check Due for each check that is due, and postpones it afterwards.
 * A run that dies in between publishes again in the next, under the same event ids. While the payment queue is paused
 * nothing is published and the checks stay due.
 * @throws Error if the bus did not take all events; those are due in the next run.
 */
export const watchPayments = (ports: WatchPorts) => async (): Promise<void> => {
  const { checks, publisher, pause, telemetry, atMost, now } = ports;
  const { log, metrics } = telemetry;
  try {
    const oldest = await measure(ports);
    const due = await checks.due(now(), atMost);
    metrics.add('PaymentChecksDue', due.length);
    if (due.length === 0) return;
    const reason = await pause(now());
    if (reason) {
      log.info('checks wait: the payment queue is paused', { due: due.length, reason });
      return;
    }
    const failures = await publisher.publish(
      due.map((check) => ({ key: check.orderId, events: [eventOf(check, now())] })),
    );
    const published = due.filter(({ orderId }) => !failures.has(orderId));
    const limit = pLimit(UPDATES_AT_ONCE);
    await Promise.all(published.map((check) => limit(() => checks.postpone(check, now()))));
    log.info('checks asked for', { due: due.length, published: published.length, oldest });
    const [first] = failures.values();
    if (first) throw new Error(`${failures.size} of ${due.length} checks were not published`, { cause: first });
  } finally {
    metrics.flush();
  }
};
