import type { Publisher } from '../../../pipeline/events/publisher';
import { checkDueEvent } from '../../../pipeline/orders/check-due';
import type { Telemetry } from '../../../pipeline/telemetry/telemetry';
import type { ReadIntentMetadata } from '../gateway/intent-metadata';
import type { CreatedRange, ListedRefund, ReadRefundPage } from '../gateway/refund-list';
import { type OrderOfIntent, orderOfIntent } from './order-of-intent';
import type { QueuePause } from './queue-pause';
import { refundSlice } from './refund-slice';

export interface SweepPorts {
  readonly refundPage: ReadRefundPage;
  readonly metadataOf: ReadIntentMetadata;
  /** Resolves when the gateway may be called. */
  readonly turn: () => Promise<unknown>;
  readonly publisher: Publisher;
  readonly pause: QueuePause;
  readonly telemetry: Pick<Telemetry, 'log' | 'metrics'>;
  /** Names this deployment among all that share the gateway's account. */
  readonly environment: string;
  /** After so many milliseconds no further call of the gateway is made. */
  readonly atMostMs: number;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** A refund that gave no money back, and whose it is. */
interface FailedRefund extends OrderOfIntent {
  readonly id: string;
  readonly paymentId: string;
}

const gaveNothingBack = ({ status }: ListedRefund): boolean => status === 'failed' || status === 'canceled';

/**
 * Finds refunds that failed after their order had ended: a refund that has succeeded can still fail, and no check reads it
 * again. Publishes Payment Check Due for each that failed or was canceled, one event a day; the payment stage does nothing for
 * one that it has recorded. One run looks at one slice of the refunds (`refundSlice`), and at none while
 * the payment queue is paused: a slice that is left out or not finished is looked at again a day later.
 */
export const sweepRefunds =
  (ports: SweepPorts) =>
  /**
   * @param atMs the hour whose slice is swept, epoch milliseconds.
   * @throws Error if the slice was not swept to its end, or an event was not published.
   */
  async (atMs: number): Promise<void> => {
    const { pause, telemetry, now } = ports;
    const { log, metrics } = telemetry;
    try {
      const reason = await pause(now());
      if (reason) log.info('refunds are not swept: the payment queue is paused', { reason });
      else await sweep(ports, refundSlice(atMs), new Date(atMs).toISOString().slice(0, 10));
    } catch (error) {
      metrics.add('RefundSweepFailures', 1);
      throw error;
    } finally {
      metrics.flush();
    }
  };

const sweep = async (ports: SweepPorts, created: CreatedRange, day: string): Promise<void> => {
  const { refundPage, telemetry, now, atMostMs } = ports;
  const untilMs = now() + atMostMs;
  const turn = async (): Promise<void> => {
    if (now() >= untilMs) throw new Error(`the sweep of refunds did not end within ${atMostMs} ms`);
    await ports.turn();
  };
  let after: string | undefined;
  do {
    await turn();
    const { refunds, next } = await refundPage(created, after);
    const failed = refunds.filter(gaveNothingBack);
    const ours = await ofOurOrders(ports, failed, turn);
    telemetry.metrics.add('RefundsSwept', refunds.length);
    telemetry.metrics.add('RefundsSweptFailed', ours.length);
    telemetry.metrics.add('RefundsSweptForeign', failed.length - ours.length);
    await publish(ports, ours, day);
    after = next;
  } while (after !== undefined);
};

/** Asks the gateway, one after the other, whose payments these are; those of others are left out. */
const ofOurOrders = async (
  { metadataOf, environment }: SweepPorts,
  refunds: readonly ListedRefund[],
  turn: () => Promise<void>,
): Promise<FailedRefund[]> => {
  const ours: FailedRefund[] = [];
  for (const { id, paymentId } of refunds) {
    if (paymentId === undefined) continue;
    await turn();
    const order = orderOfIntent(await metadataOf(paymentId), environment);
    if (order) ours.push({ ...order, id, paymentId });
  }
  return ours;
};

const publish = async (
  { publisher, telemetry, now }: SweepPorts,
  refunds: readonly FailedRefund[],
  day: string,
): Promise<void> => {
  if (refunds.length === 0) return;
  // One event a day: the payment stage tells neighbours again of what the same event was the cause of.
  const eventsOf = (refund: FailedRefund) => [checkDueEvent(refund, `refund ${refund.id} ${day}`, now())];
  const failures = await publisher.publish(refunds.map((refund) => ({ key: refund.id, events: eventsOf(refund) })));
  telemetry.log.info('failed refunds found', { refunds: refunds.length, published: refunds.length - failures.size });
  const [first] = failures.values();
  if (first) throw new Error(`${failures.size} of ${refunds.length} checks were not published`, { cause: first });
};
