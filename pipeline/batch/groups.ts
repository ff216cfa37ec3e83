import type { SQSRecord } from 'aws-lambda';
import pLimit from 'p-limit';
import type { OrderEventType } from '../../contracts/events/events';
import type { Tracing } from '../telemetry/tracing';
import { NoTimeLeftError } from './failure';
import { blockFollowers } from './followers';
import { parseRecord } from './intake';
import type { Failed, GroupHandler, Outcome, RecordResult, StageRecord } from './record';

export interface GroupOptions<T extends OrderEventType, P> {
  /** The events that the stage takes. */
  readonly types: readonly T[];
  /** Reads once what all groups of the batch need; if it throws, every record fails with that. */
  readonly prepare: (records: readonly StageRecord<T>[]) => Promise<P>;
  readonly handleGroup: GroupHandler<T, P>;
  readonly groupsAtOnce: number;
  /** Milliseconds left for the work of groups. */
  readonly remainingMs: () => number;
  /** With less time left than this, no work is started. */
  readonly startMarginMs: number;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly tracing: Tracing;
}

interface Worked<T extends OrderEventType> {
  readonly record: StageRecord<T>;
  readonly result: RecordResult;
  readonly durationMs: number;
}

const failed = (error: unknown): Failed => ({ status: 'failed', error });

/**
 * Works messages: parses them, reads once what they need, then works their groups side by side, where Powertools' FIFO processor goes through a
 * batch one record after the other, even across groups. It keeps nothing between invocations (Powertools #3673).
 * @returns what became of each message, in the messages' order. Never rejects.
 */
export const workMessages = async <T extends OrderEventType, P>(
  messages: readonly SQSRecord[],
  options: GroupOptions<T, P>,
): Promise<Outcome<T>[]> => {
  const nowMs = options.now();
  const parsed = messages.map((message) => ({ message, admission: parseRecord(message, options.types, nowMs) }));
  const records = parsed.flatMap(({ admission }) => ('record' in admission ? [admission.record] : []));
  const worked = new Map((await workRecords(records, options)).map((one) => [one.record, one]));
  return parsed.map(({ message, admission }) => {
    if ('refusal' in admission) {
      const result = failed(admission.refusal);
      return { message, work: result, result, durationMs: 0 };
    }
    const { record } = admission;
    const { result, durationMs } = worked.get(record) ?? {
      result: failed(new Error('the record was not worked')),
      durationMs: 0,
    };
    return { message, record, work: result, result, durationMs };
  });
};

const workRecords = async <T extends OrderEventType, P>(
  records: readonly StageRecord<T>[],
  options: GroupOptions<T, P>,
): Promise<Worked<T>[]> => {
  if (records.length === 0) return [];
  let prepared: P;
  try {
    prepared = await options.prepare(records);
  } catch (error) {
    return allFailed(records, error);
  }
  const limit = pLimit(options.groupsAtOnce);
  const groups = await Promise.all(byGroup(records).map((group) => limit(() => workGroup(group, prepared, options))));
  return groups.flat();
};

const workGroup = async <T extends OrderEventType, P>(
  group: readonly StageRecord<T>[],
  prepared: P,
  { handleGroup, remainingMs, startMarginMs, now, tracing }: GroupOptions<T, P>,
): Promise<Worked<T>[]> => {
  if (remainingMs() < startMarginMs) return allFailed(group, new NoTimeLeftError());
  const startedMs = now();
  let results: readonly RecordResult[];
  try {
    const annotations = { group: group[0]?.groupId ?? '', records: group.length };
    results = await tracing.within('group', annotations, () => handleGroup(group, { prepared, remainingMs }));
  } catch (error) {
    results = group.map(() => failed(error));
  }
  const durationMs = now() - startedMs;
  const missing = failed(new Error(`the stage gave ${results.length} results for ${group.length} records`));
  return tied(group.map((record, at) => ({ record, result: results[at] ?? missing, durationMs })));
};

const allFailed = <T extends OrderEventType>(records: readonly StageRecord<T>[], error: unknown): Worked<T>[] =>
  tied(records.map((record) => ({ record, result: failed(error), durationMs: 0 })));

const tied = <T extends OrderEventType>(worked: readonly Worked<T>[]): Worked<T>[] => {
  const results = blockFollowers(worked);
  return worked.map((one, at) => ({ ...one, result: results[at] ?? one.result }));
};

/** The records by message group, each in the order of the batch. */
const byGroup = <T extends OrderEventType>(records: readonly StageRecord<T>[]): StageRecord<T>[][] => {
  const groups = new Map<string, StageRecord<T>[]>();
  for (const record of records) {
    const group = groups.get(record.groupId);
    if (group) group.push(record);
    else groups.set(record.groupId, [record]);
  }
  return [...groups.values()];
};
