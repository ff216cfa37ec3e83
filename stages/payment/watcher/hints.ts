import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { Publisher } from '../../../pipeline/events/publisher';
import { checkDueEvent } from '../../../pipeline/orders/check-due';
import type { Telemetry } from '../../../pipeline/telemetry/telemetry';
import type { ReadIntentMetadata } from '../gateway/intent-metadata';
import type { CheckStore } from './check-store';
import { type Hint, parseHint } from './hint';
import { orderOfIntent } from './order-of-intent';
import type { QueuePause } from './queue-pause';

export interface HintPorts {
  readonly checks: Pick<CheckStore, 'pendingOf'>;
  readonly metadataOf: ReadIntentMetadata;
  readonly publisher: Publisher;
  readonly pause: QueuePause;
  readonly telemetry: Pick<Telemetry, 'log' | 'metrics'>;
  /** Names this deployment among all that share the gateway's account. */
  readonly environment: string;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** A hint whose order is known. */
type ResolvedHint = Hint & { readonly order: NonNullable<Hint['order']> };

const isResolved = (hint: Hint): hint is ResolvedHint => hint.order !== undefined;

/**
 * Works a batch of hints: publishes Payment Check Due for each payment that needs a look at the gateway. An event of an intent
 * counts only while its order has a check: every ordinary charge causes one, too. Refunds that fail and disputes may begin long
 * after an order has ended, so these always count; their order is read at the gateway.
 * While the payment queue is paused the gateway is left alone: hints that have a check are done, as the check stays due, the
 * others come again.
 */
export const workHints =
  (ports: HintPorts) =>
  async ({ Records }: SQSEvent): Promise<SQSBatchResponse> => {
    const { log, metrics } = ports.telemetry;
    const failed = new Set<string>();
    const fail = (messageId: string, message: string, error: unknown): void => {
      failed.add(messageId);
      log.warn(message, { messageId, error });
    };
    try {
      metrics.add('StripeEvents', Records.length);
      const hints = Records.flatMap((record) => {
        try {
          return [parseHint(record)];
        } catch (error) {
          fail(record.messageId, 'a message is no hint', error);
          return [];
        }
      });
      const ofIntents = await withCheck(ports, hints.filter(isResolved));
      const others = hints.filter((hint) => !isResolved(hint));
      if (ofIntents.length + others.length === 0) return answer(failed);
      const reason = await ports.pause(ports.now());
      if (reason) {
        log.info('hints wait: the payment queue is paused', { reason, hints: others.length });
        return answer([...failed, ...others.map(({ messageId }) => messageId)]);
      }
      const resolved = [...ofIntents, ...(await resolveAll(ports, others, fail))];
      const unpublished = await publish(ports, resolved);
      for (const [messageId, error] of unpublished) fail(messageId, 'a check was not published', error);
      return answer(failed);
    } finally {
      metrics.flush();
    }
  };

const answer = (messageIds: Iterable<string>): SQSBatchResponse => ({
  batchItemFailures: [...messageIds].map((itemIdentifier) => ({ itemIdentifier })),
});

const withCheck = async ({ checks }: HintPorts, hints: readonly ResolvedHint[]): Promise<ResolvedHint[]> => {
  if (hints.length === 0) return [];
  const pending = await checks.pendingOf(hints.map(({ order }) => order.orderId));
  return hints.filter(({ order }) => pending.has(order.orderId));
};

/**
 * Asks the gateway, one after the other, whose payments these are; those of others are counted and left out. A payment that
 * the gateway tells of and does not know is nobody's: for a moment, or the key is of another account than the events.
 */
const resolveAll = async (
  { metadataOf, environment, telemetry }: HintPorts,
  hints: readonly Hint[],
  fail: (messageId: string, message: string, error: unknown) => void,
): Promise<ResolvedHint[]> => {
  const resolved: ResolvedHint[] = [];
  let foreign = 0;
  for (const hint of hints) {
    try {
      const metadata = await metadataOf(hint.paymentId);
      if (!metadata) throw new Error(`the gateway tells of ${hint.paymentId} and does not know it`);
      const order = orderOfIntent(metadata, environment);
      if (order) resolved.push({ ...hint, order });
      else foreign += 1;
    } catch (error) {
      fail(hint.messageId, 'the gateway did not tell whose payment this is', error);
    }
  }
  telemetry.metrics.add('StripeEventsForeign', foreign);
  return resolved;
};

/** One check per order, however many of its hints are in the batch. @returns why the bus did not take it, by message id. */
const publish = ({ publisher, now }: HintPorts, hints: readonly ResolvedHint[]): Promise<Map<string, Error>> => {
  const first = new Map<string, ResolvedHint>();
  for (const hint of hints) if (!first.has(hint.order.orderId)) first.set(hint.order.orderId, hint);
  return publisher.publish(
    hints.map(({ messageId, order }) => {
      const { eventId, paymentId } = first.get(order.orderId) as ResolvedHint;
      return { key: messageId, events: [checkDueEvent({ ...order, paymentId }, eventId, now())] };
    }),
  );
};
