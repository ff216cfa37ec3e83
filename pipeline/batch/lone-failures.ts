import type { OrderEventType } from '../../contracts/events/events';
import { leastSecondsWaited } from './back-off';
import { failureClassOf, hitsEverybody, neverWorks } from './failure-class';
import type { Outcome } from './record';

/** How soon a message returns whose order fails alone. It uses its receives up in seconds, and is dead-lettered. */
export type Return = 'within a second' | 'at once';

type OrderOutcome = Outcome & { readonly record: NonNullable<Outcome['record']> };

const isOfRecord = (outcome: Outcome): outcome is OrderOutcome => outcome.record !== undefined;
const orderOf = ({ record }: OrderOutcome): string => record.event.detail.orderId;

/** Whether an earlier receive found that its order fails alone: it is back sooner than anybody who waits with others. */
const wasLone = ({ message, record }: OrderOutcome, nowMs: number): boolean => {
  const heldMs = nowMs - Number(message.attributes.ApproximateFirstReceiveTimestamp);
  return heldMs < leastSecondsWaited(record.receiveCount) * 1000;
};

/**
 * Which orders of a batch fail alone. A message that waits holds back all that is behind it in its group, so waiting is for
 * what hits everybody; a failure is one order's if nothing else can be meant, or if others of its group went through, now or
 * at an earlier receive.
 * A group that is its order's own has nobody to hold back.
 * @returns how soon the messages return, by message id; nothing of those that wait as their failure says.
 */
export const returnsOfLone = <T extends OrderEventType>(
  outcomes: readonly Outcome<T>[],
  nowMs: number,
): ReadonlyMap<string, Return> => {
  const worked = (outcomes as readonly Outcome[]).filter(isOfRecord);
  const returns = new Map<string, Return>();
  for (const groupId of new Set(worked.map(({ record }) => record.groupId))) {
    const group = worked.filter(({ record }) => record.groupId === groupId);
    const orders = new Set(group.map(orderOf));
    if (orders.size === 1 && orders.has(groupId)) continue;
    const hasProgress = group.some(({ result }) => result.status === 'done');
    const lone = group.filter((outcome) => {
      const { result } = outcome;
      if (result.status !== 'failed' || neverWorks(result.error) || hitsEverybody(result.error)) return false;
      if (hasProgress || result.byItself || failureClassOf(result.error) === 'unknown') return true;
      return wasLone(outcome, nowMs);
    });
    // Two are no measure: the one that is back at once would come without the other, and tell nothing.
    const isMost = orders.size > 2 && new Set(lone.map(orderOf)).size * 2 >= orders.size;
    for (const { message } of lone) returns.set(message.messageId, isMost ? 'at once' : 'within a second');
  }
  return returns;
};
