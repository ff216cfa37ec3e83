import type { OrderEventType } from '../../contracts/events/events';
import { isLastReceive } from './failure';
import { neverWorks } from './failure-class';
import type { Failed, RecordResult, StageRecord } from './record';

/**
 * Whether a record blocks the later records of its order: it failed and is tried again. A message bound for the DLQ, as
 * it never works or by its last receive, does not: its followers would be dead-lettered with it, never worked.
 */
const blocksItsOrder = <T extends OrderEventType>(record: StageRecord<T>, result: RecordResult): result is Failed =>
  result.status === 'failed' && !neverWorks(result.error) && !isLastReceive(record.receiveCount);

/**
 * Handles records one after the other. A throw fails its own record. After a failure that is tried again, the later
 * records of the same order fail as blocked, so that no order's events are worked out of order. Other orders go on.
 * @param handle does the work of one record; `index` is its place in `records`.
 * @returns one result per record, in their order.
 * @example
 * handleGroup: (records) => handleInOrder(records, async ({ event }) => giveStars(event))
 */
export const handleInOrder = async <T extends OrderEventType>(
  records: readonly StageRecord<T>[],
  handle: (record: StageRecord<T>, index: number) => RecordResult | Promise<RecordResult>,
): Promise<RecordResult[]> => {
  const blockers = new Map<string, Failed>();
  const results: RecordResult[] = [];
  for (const [index, record] of records.entries()) {
    const { orderId } = record.event.detail;
    const blocker = blockers.get(orderId);
    if (blocker) {
      results.push(blocker);
      continue;
    }
    let result: RecordResult;
    try {
      result = await handle(record, index);
    } catch (error) {
      result = { status: 'failed', error, byItself: true };
    }
    if (blocksItsOrder(record, result)) blockers.set(orderId, { ...result, blockedBy: record.messageId });
    results.push(result);
  }
  return results;
};

/**
 * Marks failed records as blocked by the first of their order that is tried again, so that they return together. For
 * records that failed each for itself: their transaction was cancelled, or time was up.
 * @param worked records with their results, in the order of the batch.
 */
export const blockFollowers = <
  W extends { readonly record: StageRecord<OrderEventType>; readonly result: RecordResult },
>(
  worked: readonly W[],
): W[] => {
  const blockers = new Map<string, string>();
  return worked.map((one) => {
    const { record, result } = one;
    if (!blocksItsOrder(record, result)) return one;
    const { orderId } = record.event.detail;
    const blockedBy = blockers.get(orderId);
    if (blockedBy !== undefined) return { ...one, result: { ...result, blockedBy } };
    blockers.set(orderId, record.messageId);
    return one;
  });
};
