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
  /** With less time left than this, orders that failed together are not tried apart: the longest that one request takes. */
  readonly apartMarginMs?: number;
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
  const { groupsAtOnce, apartMarginMs = LONGEST_REQUEST_MS, publishReserveMs = 1_500 } = options;
  const hasTime = () => context.getRemainingTimeInMillis() - publishReserveMs >= apartMarginMs;
  const [prepared] = await Promise.allSettled([options.prepare(records, context)]);
  // One order may have kept the read of all from being answered; each group then reads for itself.
  const readsApart = prepared.status === 'rejected' && !hitsEverybody(prepared.reason) && hasTime();
  const limit = pLimit(groupsAtOnce);
  const groups = byGroup(records).map((group) =>
    limit(async () => {
      const worked = await workRun(group, readsApart ? undefined : prepared, context, options);
      return blockFollowers(await workApart(worked, (part) => workRun(part, undefined, context, options), hasTime));
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
const workRun = async <T extends OrderEventType, P>(
  run: readonly StageRecord<T>[],
  known: PromiseSettledResult<P> | undefined,
  context: Context,
  {
    prepare,
    handleGroup,
    startMarginMs = 1_500,
    publishReserveMs = 1_500,
    ports: { now, telemetry },
  }: GroupOptions<T, P>,
): Promise<Worked<T>[]> => {
  const remainingMs = () => context.getRemainingTimeInMillis() - publishReserveMs;
  const failed = (error: unknown, durationMs = 0): Worked<T>[] =>
    run.map((record) => ({ record, result: { status: 'failed', error }, durationMs }));
  if (remainingMs() < startMarginMs) return failed(new NoTimeLeftError());
  const startedMs = now();
  try {
    if (known?.status === 'rejected') throw known.reason;
    const prepared = known ? known.value : await prepare(run, context);
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
