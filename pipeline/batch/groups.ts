import type { OrderEventType } from '../../contracts/events/events';
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
