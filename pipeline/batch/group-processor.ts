import { BatchProcessor, EventType } from '@aws-lambda-powertools/batch';
import type { FailureResponse, SuccessResponse } from '@aws-lambda-powertools/batch/types';
import type { SQSRecord } from 'aws-lambda';
import pLimit from 'p-limit';
import type { OrderEventType } from '../../contracts/events/events';
import type { Tracing } from '../telemetry/tracing';
import { NoTimeLeftError } from './failure';
import { byGroup } from './groups';
import { tieToHeads } from './hold-back';
import { admit } from './intake';
import type { Outcome } from './outcome';
import type { Failed, GroupHandler, RecordResult, StageRecord } from './record';

export interface GroupProcessorOptions<T extends OrderEventType, P> {
  /** The events that the stage takes. */
  readonly types: readonly T[];
  /** Reads once what all groups of the batch need; if it throws, every record fails with that. */
  readonly prepare: (records: readonly StageRecord<T>[]) => Promise<P>;
  readonly handleGroup: GroupHandler<T, P>;
  /** Has the last word on what was done, before the batch is answered: publishes. */
  readonly settle: (outcomes: readonly Outcome<T>[]) => Promise<readonly Outcome<T>[]>;
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
 * Powertools' batch processor, with message groups side by side: its own FIFO processor goes through a batch one record after the other, even
 * across groups. Make a new one per invocation: what an invocation failed must not be remembered by the next (Powertools #3673).
 */
export class GroupProcessor<T extends OrderEventType, P> extends BatchProcessor {
  /** What became of each message, in the batch's order; there once `process` is through. */
  outcomes: readonly Outcome<T>[] = [];
  readonly #options: GroupProcessorOptions<T, P>;

  constructor(options: GroupProcessorOptions<T, P>) {
    super(EventType.SQS);
    this.#options = options;
  }

  override async process(): Promise<(SuccessResponse | FailureResponse)[]> {
    this.prepare();
    this.outcomes = await this.#options.settle(await this.#work(this.records as SQSRecord[]));
    const processed = this.outcomes.map(({ message, result }) =>
      result.status === 'done'
        ? this.successHandler(message, result)
        : this.failureHandler(message, result.error instanceof Error ? result.error : new Error(String(result.error))),
    );
    this.clean();
    return processed;
  }

  async #work(messages: readonly SQSRecord[]): Promise<Outcome<T>[]> {
    const { types, now } = this.#options;
    const nowMs = now();
    const admissions = new Map(messages.map((message) => [message, admit(message, types, nowMs)]));
    const records = [...admissions.values()].flatMap((admission) => ('record' in admission ? [admission.record] : []));
    const worked = new Map((await this.#workAll(records)).map((one) => [one.record, one]));
    return [...admissions].map(([message, admission]) => {
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
  }

  async #workAll(records: readonly StageRecord<T>[]): Promise<Worked<T>[]> {
    if (records.length === 0) return [];
    const { prepare, groupsAtOnce } = this.#options;
    let prepared: P;
    try {
      prepared = await prepare(records);
    } catch (error) {
      return tied(records.map((record) => ({ record, result: failed(error), durationMs: 0 })));
    }
    const limit = pLimit(groupsAtOnce);
    const groups = await Promise.all(byGroup(records).map((group) => limit(() => this.#workGroup(group, prepared))));
    return groups.flat();
  }

  async #workGroup(group: readonly StageRecord<T>[], prepared: P): Promise<Worked<T>[]> {
    const { handleGroup, remainingMs, startMarginMs, now, tracing } = this.#options;
    if (remainingMs() < startMarginMs) {
      return tied(group.map((record) => ({ record, result: failed(new NoTimeLeftError()), durationMs: 0 })));
    }
    const startedMs = now();
    let results: readonly RecordResult[];
    try {
      const annotations = { group: group[0]?.groupId ?? '', records: group.length };
      results = await tracing.within('group', annotations, () => handleGroup(group, { prepared, remainingMs }));
    } catch (error) {
      results = group.map(() => failed(error));
    }
    const durationMs = now() - startedMs;
    return tied(
      group.map((record, at) => ({
        record,
        result:
          results[at] ?? failed(new Error(`the stage gave ${results.length} results for ${group.length} records`)),
        durationMs,
      })),
    );
  }
}

const tied = <T extends OrderEventType>(worked: readonly Worked<T>[]): Worked<T>[] => {
  const results = tieToHeads(worked);
  return worked.map((one, at) => ({ ...one, result: results[at] ?? one.result }));
};
