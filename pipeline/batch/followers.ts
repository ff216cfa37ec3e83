import type { OrderEventType } from '../../contracts/events/events';
import { failureClassOf } from './failure';
import { isLastReceive } from './receives';
import type { Failed, RecordResult, StageRecord } from './record';

/**
 * A failure that is tried again makes its order wait. One that leaves for the dead-letter queue holds nobody: it is permanent, or this was the message's
 * last receive. Else those that waited for it, received as often, would be dead-lettered with it without ever having been worked.
 */
const holdsItsOrder = <T extends OrderEventType>(record: StageRecord<T>, result: RecordResult): result is Failed =>
  result.status === 'failed' && failureClassOf(result.error) !== 'permanent' && !isLastReceive(record.receiveCount);

const heldBack = (head: { readonly messageId: string; readonly error: unknown }): Failed => ({
  status: 'failed',
  error: head.error,
  blockedBy: head.messageId,
});

/**
 * Decides records one after the other. A throw fails its own record; after a failure that is tried again, the later records of the same
 * order are not decided but held back, so that one order's events are never worked out of turn. Other orders go on.
 */
export const handleInOrder = async <T extends OrderEventType>(
  records: readonly StageRecord<T>[],
  decideOne: (record: StageRecord<T>, index: number) => RecordResult | Promise<RecordResult>,
): Promise<RecordResult[]> => {
  const heads = new Map<string, { readonly messageId: string; readonly error: unknown }>();
  const results: RecordResult[] = [];
  for (const [index, record] of records.entries()) {
    const { orderId } = record.event.detail;
    const head = heads.get(orderId);
    if (head) {
      results.push(heldBack(head));
      continue;
    }
    const result = await decided(() => decideOne(record, index));
    if (holdsItsOrder(record, result)) heads.set(orderId, { messageId: record.messageId, error: result.error });
    results.push(result);
  }
  return results;
};

const decided = async (decideOne: () => RecordResult | Promise<RecordResult>): Promise<RecordResult> => {
  try {
    return await decideOne();
  } catch (error) {
    return { status: 'failed', error };
  }
};

interface Decided<T extends OrderEventType> {
  readonly record: StageRecord<T>;
  readonly result: RecordResult;
}

/**
 * Ties records of one order that failed each for itself (a transaction of theirs was cancelled, time was up) to the first of them that is
 * tried again, so that they return together with it.
 */
export const blockFollowers = <T extends OrderEventType>(decisions: readonly Decided<T>[]): RecordResult[] => {
  const heads = new Map<string, string>();
  return decisions.map(({ record, result }) => {
    if (!holdsItsOrder(record, result)) return result;
    const { orderId } = record.event.detail;
    const head = heads.get(orderId);
    if (head) return { ...result, blockedBy: head };
    heads.set(orderId, record.messageId);
    return result;
  });
};
