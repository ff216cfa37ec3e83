import type { Context } from 'aws-lambda';
import pLimit from 'p-limit';
import type { OrderEventType } from '../../contracts/events/events';
import { LONGEST_REQUEST_MS } from '../aws/request-limits';
import { NoTimeLeftError } from './failure';
import { hitsEverybody } from './failure-class';
import { blockFollowers } from './followers';
import { workApart } from './halving';
import type { Failed, GroupHandler, StageRecord, Worked } from './record';
import type { BatchPorts } from './wiring';

/** How the groups of a stage are worked. */
export interface GroupOptions<T extends OrderEventType, P> {
  /** Reads what the work of these records needs: of a whole batch at once, or of a part of it that is tried apart. */
  readonly prepare: (records: readonly StageRecord<T>[], context: Context) => Promise<P>;
  readonly handleGroup: GroupHandler<T, P>;
  /** Most groups that are worked side by side. */
  readonly groupsAtOnce: number;
  /** With less time left for work than this, no group is started; 1,500 unless given. */
  readonly startMarginMs?: number;
  /** Kept back at the end of an invocation for publishing and for answering; 1,500 unless given. */
  readonly publishReserveMs?: number;
  readonly ports: Pick<BatchPorts, 'now' | 'telemetry'>;
}

/**
 * Works the message groups of a batch side by side; Powertools' FIFO processor works one record after the other, even
 * across groups. What the groups need is read once. If the work of several orders fails together, they are tried apart,
 * so that one order costs no other's work.
 * @returns one result per record. Does not throw.
 */
export const workGroups = async <T extends OrderEventType, P>(
  records: readonly StageRecord<T>[],
  context: Context,
  options: GroupOptions<T, P>,
): Promise<Worked<T>[]> => {
  const { prepare, groupsAtOnce, publishReserveMs = 1_500 } = options;
  const remainingMs = () => context.getRemainingTimeInMillis() - publishReserveMs;
  // Orders are tried apart only while there is time for as much as one request may take.
  const hasTime = () => remainingMs() >= LONGEST_REQUEST_MS;
  const prepared = prepare(records, context);
  const [read] = await Promise.allSettled([prepared]);
  // One order may have kept the read of all from being answered; each group then reads for itself.
  const readsApart = read.status === 'rejected' && !hitsEverybody(read.reason) && hasTime();
  const limit = pLimit(groupsAtOnce);
  const workRun = (run: readonly StageRecord<T>[], prepareRun = () => prepare(run, context)) =>
    workPrepared(run, prepareRun, remainingMs, options);
  const groups = byGroup(records).map((group) =>
    limit(async () => {
      const worked = await (readsApart ? workRun(group) : workRun(group, () => prepared));
      return blockFollowers(await workApart(worked, (part) => workRun(part), hasTime));
    }),
  );
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

/** Works records of one group, in their order. */
const workPrepared = async <T extends OrderEventType, P>(
  run: readonly StageRecord<T>[],
  prepare: () => Promise<P>,
  remainingMs: () => number,
  { handleGroup, startMarginMs = 1_500, ports: { now, telemetry } }: GroupOptions<T, P>,
): Promise<Worked<T>[]> => {
  const failed = (error: unknown, durationMs = 0): Worked<T>[] =>
    run.map((record) => ({ record, result: { status: 'failed', error }, durationMs }));
  if (remainingMs() < startMarginMs) return failed(new NoTimeLeftError());
  const startedMs = now();
  try {
    const prepared = await prepare();
    const annotations = { group: run[0]?.groupId ?? '', records: run.length };
    const results = await telemetry.tracing.within('group', annotations, () =>
      handleGroup(run, { prepared, remainingMs }),
    );
    const durationMs = now() - startedMs;
    const missing = (): Failed => ({
      status: 'failed',
      error: new Error(`the stage gave ${results.length} results for ${run.length} records`),
    });
    return run.map((record, at) => ({ record, result: results[at] ?? missing(), durationMs }));
  } catch (error) {
    return failed(error, now() - startedMs);
  }
};
