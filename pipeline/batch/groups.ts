import pLimit from 'p-limit';
import type { OrderEventType } from '../../contracts/events/events';
import { NoTimeLeftError } from './failure';
import { blockFollowers } from './followers';
import type { Failed, GroupContext, GroupHandler, RecordResult, StageRecord } from './record';
import type { BatchPorts } from './wiring';

/** What became of a record, and how long the work of its group took. */
export interface Worked<T extends OrderEventType> {
  readonly record: StageRecord<T>;
  readonly result: RecordResult;
  readonly durationMs: number;
}

/** How the groups of a stage are worked. */
export interface GroupOptions<T extends OrderEventType, P> {
  readonly handleGroup: GroupHandler<T, P>;
  /** Most groups that are worked side by side. */
  readonly groupsAtOnce: number;
  /** With less time left for work than this, no group is started; 1,500 unless given. */
  readonly startMarginMs?: number;
  readonly ports: Pick<BatchPorts, 'now' | 'telemetry'>;
}

/**
 * Works the message groups of a batch side by side; Powertools' FIFO processor works one record after the other, even
 * across groups. A group whose work throws fails as a whole; the others go on.
 * @returns one result per record. Does not throw.
 */
export const workGroups = async <T extends OrderEventType, P>(
  records: readonly StageRecord<T>[],
  context: GroupContext<P>,
  options: GroupOptions<T, P>,
): Promise<Worked<T>[]> => {
  const limit = pLimit(options.groupsAtOnce);
  const groups = byGroup(records).map((group) => limit(() => workGroup(group, context, options)));
  return (await Promise.all(groups)).flat();
};

const byGroup = <T extends OrderEventType>(records: readonly StageRecord<T>[]): StageRecord<T>[][] => {
  const groups = new Map<string, StageRecord<T>[]>();
  for (const record of records) {
    const group = groups.get(record.groupId);
    if (group) group.push(record);
    else groups.set(record.groupId, [record]);
  }
  return [...groups.values()];
};

const workGroup = async <T extends OrderEventType, P>(
  group: readonly StageRecord<T>[],
  context: GroupContext<P>,
  { handleGroup, startMarginMs = 1_500, ports: { now, telemetry } }: GroupOptions<T, P>,
): Promise<Worked<T>[]> => {
  if (context.remainingMs() < startMarginMs) return failAll(group, new NoTimeLeftError());
  const startedMs = now();
  try {
    const annotations = { group: group[0]?.groupId ?? '', records: group.length };
    const results = await telemetry.tracing.within('group', annotations, () => handleGroup(group, context));
    const durationMs = now() - startedMs;
    const missing = (): Failed => ({
      status: 'failed',
      error: new Error(`the stage gave ${results.length} results for ${group.length} records`),
    });
    return blockFollowers(group.map((record, at) => ({ record, result: results[at] ?? missing(), durationMs })));
  } catch (error) {
    return failAll(group, error, now() - startedMs);
  }
};

/** Fails all records with the same error; of each order, the first one blocks the others. */
export const failAll = <T extends OrderEventType>(
  records: readonly StageRecord<T>[],
  error: unknown,
  durationMs = 0,
): Worked<T>[] =>
  blockFollowers(records.map((record) => ({ record, result: { status: 'failed', error }, durationMs })));
