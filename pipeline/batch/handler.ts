import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { OrderEventType } from '../../contracts/events/events';
import type { StageName } from '../../contracts/events/order-processor';
import { sumCounts } from '../counters/counts';
import type { CounterWriter } from '../counters/write';
import type { OutgoingEvent } from '../events/outgoing';
import type { PublishedRecord, Publisher } from '../events/publisher';
import type { Telemetry } from '../telemetry/telemetry';
import type { FailureRecordStore } from './failure-records';
import { workMessages } from './groups';
import { type Isolation, needsIsolation, partsOf } from './isolation';
import { type GroupHandler, type Outcome, type RecordResult, receiveCountOf, type StageRecord } from './record';
import { report } from './report';
import { segmentsOf, traceHeaderOf } from './traces';
import type { Visibility } from './visibility';

/** What every stage does with its batches besides its own work. */
export interface BatchPorts {
  readonly publisher: Publisher;
  readonly failureRecords: FailureRecordStore;
  readonly isolation: Isolation;
  readonly visibility: Visibility;
  readonly counters: CounterWriter;
  readonly telemetry: Telemetry;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

export interface StageHandlerOptions<T extends OrderEventType, P> {
  readonly stage: StageName;
  /** The events that the stage takes; any other is a permanent failure. */
  readonly types: readonly T[];
  readonly handleGroup: GroupHandler<T, P>;
  /**
   * Runs once per batch, before the groups, with the records that are valid: reads config and what else all groups need. If it throws, all
   * of them fail with that.
   */
  readonly prepare: (records: readonly StageRecord<T>[], context: Context) => Promise<P>;
  readonly ports: BatchPorts;
  /** Gives, once, events of the batch that belong to no record (a circuit breaker's); nothing depends on their arrival. */
  readonly batchEvents?: () => readonly OutgoingEvent[];
  /** Most groups that are worked side by side. */
  readonly groupsAtOnce: number;
  /** With less time left for work than this, no group is started. */
  readonly startMarginMs?: number;
  /** Kept back at the end of an invocation for publishing and for answering. */
  readonly publishReserveMs?: number;
}

const DEFAULT_START_MARGIN_MS = 1_500;
const DEFAULT_PUBLISH_RESERVE_MS = 1_500;

/**
 * The Lambda handler of a stage. A message is reported as done, and so deleted, only after its work is stored and the bus has its events; the reason
 * of a failure is stored before the message may move to the dead-letter queue.
 */
export const createStageHandler = <T extends OrderEventType, P>({
  stage,
  types,
  handleGroup,
  prepare,
  ports,
  batchEvents = () => [],
  groupsAtOnce,
  startMarginMs = DEFAULT_START_MARGIN_MS,
  publishReserveMs = DEFAULT_PUBLISH_RESERVE_MS,
}: StageHandlerOptions<T, P>): ((event: SQSEvent, context: Context) => Promise<SQSBatchResponse>) => {
  const { publisher, telemetry, now } = ports;
  const { log, metrics, tracing } = telemetry;
  const keeps = ({ record }: Outcome): boolean => record !== undefined && tracing.keeps(record.event.detail.orderId);
  const headerOf = (outcome: Outcome) => (keeps(outcome) ? traceHeaderOf(outcome, stage) : undefined);

  /** From intake to what follows from the outcomes; only the answer to Lambda is missing. */
  const workPart = async (messages: readonly SQSRecord[], context: Context): Promise<readonly Outcome<T>[]> => {
    // Work. Groups side by side, each group's records in order.
    const worked = await workMessages<T, P>(messages, {
      types,
      prepare: (records) => prepare(records, context),
      handleGroup,
      groupsAtOnce,
      remainingMs: () => context.getRemainingTimeInMillis() - publishReserveMs,
      startMarginMs,
      now,
      tracing,
    });

    // Publish. A record whose events the bus does not have is not done.
    const outcomes = await publishAll(publisher, worked, { batchEvents: batchEvents(), headerOf, log });

    // Write down why messages failed, then let them return; count what was done.
    await writeDown(ports, outcomes);

    // Report.
    const invocation = process.env._X_AMZN_TRACE_ID;
    const nowMs = now();
    report(outcomes, { stage, log, metrics, nowMs, ...(invocation && { invocation }) });
    await tracing.send(outcomes.filter(keeps).flatMap((one) => segmentsOf(one, stage, nowMs, invocation)));
    return outcomes;
  };

  return async (event, context) => {
    const startedMs = now();
    try {
      const results = new Map<string, RecordResult>();
      for await (const outcomes of eachPart(ports, event.Records, context, workPart)) {
        for (const { message, result } of outcomes) results.set(message.messageId, result);
      }
      // Powertools makes the answer: what throws stays in the queue, whatever else is deleted.
      return await processPartialResponse(
        event,
        async ({ messageId }: SQSRecord) => throwIfFailed(results.get(messageId)),
        new BatchProcessor(EventType.SQS),
        { context, throwOnFullBatchFailure: false },
      );
    } finally {
      metrics.add('BatchDuration', now() - startedMs);
      metrics.flush();
    }
  };
};

const throwIfFailed = (result: RecordResult | undefined): void => {
  if (result?.status !== 'done') throw result?.error ?? new Error('the message was not worked');
};

/**
 * Works a batch: as a rule at once. If messages are in it that were received too often, those come after the others and alone, and whatever is finished
 * leaves the queue before the next begins; so a message that takes its process down takes nobody along.
 */
async function* eachPart(
  { isolation, now }: BatchPorts,
  messages: SQSRecord[],
  context: Context,
  work: (part: SQSRecord[], context: Context) => Promise<readonly Outcome[]>,
): AsyncGenerator<readonly Outcome[]> {
  const doubtful = messages.filter(needsIsolation);
  if (doubtful.length === 0) {
    yield await work(messages, context);
    return;
  }
  const parts = partsOf(messages, await isolation.interrupted(doubtful));
  const alone = parts.filter((part) => part.some(needsIsolation));
  await isolation.returnAfter(alone.flat(), context.getRemainingTimeInMillis());
  for (const [at, part] of parts.entries()) {
    if (alone.includes(part)) await isolation.begin(part, now());
    const outcomes = await work(part, context);
    if (at < parts.length - 1) {
      const done = outcomes.filter(({ result }) => result.status === 'done');
      await isolation.finish(done.map(({ message }) => message));
    }
    yield outcomes;
  }
}

/** In the place of a message id: no message has it. */
const BATCH = '';

/** Publishes what the batch did; a record whose events the bus does not have is not done. */
const publishAll = async <T extends OrderEventType>(
  publisher: Publisher,
  outcomes: readonly Outcome<T>[],
  {
    batchEvents,
    headerOf,
    log,
  }: {
    readonly batchEvents: readonly OutgoingEvent[];
    readonly headerOf: (outcome: Outcome) => string | undefined;
    readonly log: Telemetry['log'];
  },
): Promise<readonly Outcome<T>[]> => {
  const entries = outcomes.flatMap((outcome): PublishedRecord[] => {
    const { message, work } = outcome;
    if (work.status !== 'done' || work.events.length === 0) return [];
    const header = headerOf(outcome);
    return [{ key: message.messageId, events: work.events, ...(header !== undefined && { traceHeader: header }) }];
  });
  if (batchEvents.length > 0) entries.push({ key: BATCH, events: batchEvents });
  if (entries.length === 0) return outcomes;
  const failures = await publisher.publish(entries);
  const unsent = failures.get(BATCH);
  if (unsent)
    log.error('events of the batch were not published', { types: batchEvents.map(({ type }) => type), error: unsent });
  return outcomes.map((outcome) => {
    const error = failures.get(outcome.message.messageId);
    return error ? { ...outcome, result: { status: 'failed', error } } : outcome;
  });
};

const writeDown = async (
  { failureRecords, visibility, counters, now }: BatchPorts,
  outcomes: readonly Outcome[],
): Promise<void> => {
  const failed = outcomes.flatMap((outcome) => {
    const { message, result } = outcome;
    if (result.status !== 'failed') return [];
    const { messageId, receiptHandle, body } = message;
    const { error, blockedBy } = result;
    return [
      {
        messageId,
        receiptHandle,
        body,
        receiveCount: receiveCountOf(outcome),
        error,
        ...(blockedBy && { blockedBy }),
      },
    ];
  });
  // Work that was done counts even if its events are published by a later delivery, for that one is a replay and counts nothing.
  const counts = sumCounts(outcomes.map(({ work }) => (work.status === 'done' ? work.counts : {})));
  const nowMs = now();
  const returnFailed = async (): Promise<void> => {
    await failureRecords.record(failed, nowMs);
    await visibility.apply(failed, nowMs);
  };
  await Promise.all([failed.length > 0 && returnFailed(), counters.write(counts, nowMs)]);
};
