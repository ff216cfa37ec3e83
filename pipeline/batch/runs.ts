import type { OrderEventType } from '../../contracts/events/events';
import { TRUSTED_RECEIVES } from './receives';
import type { StageRecord } from './record';

/** The records by message group, each in the order of the batch. */
export const byGroup = <T extends OrderEventType>(records: readonly StageRecord<T>[]): StageRecord<T>[][] => {
  const groups = new Map<string, StageRecord<T>[]>();
  for (const record of records) {
    const group = groups.get(record.groupId);
    if (group) group.push(record);
    else groups.set(record.groupId, [record]);
  }
  return [...groups.values()];
};

/**
 * Cuts a group into runs, to be worked one after the other. Records that keep failing run last and apart from the rest, so that they cannot
 * fail others with them; what follows one of them in its order goes with it, so that the order of one order's records never changes.
 */
export const runsOf = <T extends OrderEventType>(group: readonly StageRecord<T>[]): StageRecord<T>[][] => {
  const together: StageRecord<T>[] = [];
  const apart = new Map<string, StageRecord<T>[]>();
  for (const record of group) {
    const { orderId } = record.event.detail;
    const run = apart.get(orderId);
    if (run) run.push(record);
    else if (record.receiveCount > TRUSTED_RECEIVES) apart.set(orderId, [record]);
    else together.push(record);
  }
  return together.length > 0 ? [together, ...apart.values()] : [...apart.values()];
};
