import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { OrderEventType } from '../../contracts/events/events';
import type { StageName } from '../../contracts/events/order-processor';
import { sumCounts } from '../counters/counters';
import type { OutgoingEvent } from '../events/outgoing';
import type { PublishedRecord } from '../events/publisher';
import { type GroupOptions, workGroups } from './groups';
import { parseRecord, receiveCountOf } from './intake';
import { needingIsolation, partsOf } from './isolation';
import { returnsOfLone } from './lone-failures';
import type { Outcome } from './record';
import { report } from './report';
import { isTraced, traceHeaderOf } from './traces';
import type { BatchPorts } from './wiring';

export interface StageHandlerOptions<T extends OrderEventType, P> extends GroupOptions<T, P> {
  readonly stage: StageName;
  /** The events that the stage takes; any other is a permanent failure. */
  readonly types: readonly T[];
  readonly ports: BatchPorts;
  /** Gives, once, events that belong to no record (a circuit breaker's); nothing depends on their arrival. */
  readonly batchEvents?: () => readonly OutgoingEvent[];
}

/**
 * Creates the Lambda handler of a stage. A message is answered as done, and so deleted, only after its work is stored
 * and the bus has its events. The reason of a failure is stored before its message may move to the dead-letter queue.
 */
export const createStageHandler =
  <T extends OrderEventType, P>(options: StageHandlerOptions<T, P>) =>
  async (payload: SQSEvent, context: Context): Promise<SQSBatchResponse> => {
    const { isolation, telemetry, now } = options.ports;
    const startedMs = now();
    try {
      const done = new Set<string>();
      const messages = recordsIn(payload);
      const needIsolation = needingIsolation(messages, startedMs, context.getRemainingTimeInMillis());
      const parts =
        needIsolation.size > 0 ? await splitBatch(messages, needIsolation, context, options.ports) : [messages];
      for (const part of parts) {
        const isolated = part.filter((message) => needIsolation.has(message));
        if (isolated.length > 0) await isolation.begin(isolated, now());
        const outcomes = await workPart(part, context, options);
        const finished = outcomes.filter(({ result }) => result.status === 'done').map(({ message }) => message);
        for (const { messageId } of finished) done.add(messageId);
        if (part !== parts.at(-1)) await isolation.finish(finished);
      }
      return await answer(parts.flat(), done);
    } finally {
      telemetry.metrics.add('BatchDuration', now() - startedMs);
      telemetry.metrics.flush();
    }
  };

/** @throws TypeError for a payload that no queue sent, as of somebody who invokes the function by hand. */
const recordsIn = (payload: Partial<SQSEvent> | null): SQSRecord[] => {
  if (Array.isArray(payload?.Records)) return payload.Records;
  throw new TypeError('the payload has no list of Records: a stage is invoked by its queue, with a batch of messages');
};

/** Splits a batch with messages that may end the process. If one does, the isolated ones return soon after. */
const splitBatch = async (
  messages: readonly SQSRecord[],
  needIsolation: ReadonlySet<SQSRecord>,
  context: Context,
  { isolation }: BatchPorts,
): Promise<SQSRecord[][]> => {
  const parts = partsOf(messages, needIsolation, await isolation.interrupted([...needIsolation]));
  const isolated = parts.filter((part) => part.some((message) => needIsolation.has(message)));
  await isolation.returnAfter(isolated.flat(), context.getRemainingTimeInMillis());
  return parts;
};

/** Works messages from intake to report; only their answer is left. */
const workPart = async <T extends OrderEventType, P>(
  messages: readonly SQSRecord[],
  context: Context,
  options: StageHandlerOptions<T, P>,
): Promise<readonly Outcome<T>[]> => {
  const { stage, types, ports } = options;

  const receivedMs = ports.now();
  const parsed = messages.map((message) => ({ message, ...parseRecord(message, types, receivedMs) }));
  const records = parsed.flatMap(({ record }) => record ?? []);
  const worked = records.length > 0 ? await workGroups(records, context, options) : [];
  const decided = parsed.map(({ message, record, error }): Outcome<T> => {
    const invalid = { result: { status: 'failed', error }, durationMs: 0 } as const;
    const { result, durationMs } = worked.find((one) => one.record === record) ?? invalid;
    return { message, record, work: result, result, durationMs };
  });

  const outcomes = await publish(decided, options);

  // Work whose events are published by a later delivery counts now: that delivery is a replay and counts nothing.
  const counts = sumCounts(outcomes.map(({ work }) => (work.status === 'done' ? work.counts : {})));
  const nowMs = ports.now();
  await Promise.all([returnFailed(outcomes, ports, nowMs), ports.counters.write(counts, nowMs)]);

  await report(outcomes, stage, ports.telemetry, ports.now());
  return outcomes;
};

/** Takes the place of a message id, which is never empty. */
const BATCH = '';

/** Publishes the events of the batch. A record fails if the bus did not take its events: its message must return. */
const publish = async <T extends OrderEventType, P>(
  outcomes: readonly Outcome<T>[],
  { stage, ports: { publisher, telemetry }, batchEvents }: StageHandlerOptions<T, P>,
): Promise<readonly Outcome<T>[]> => {
  const entries = outcomes.flatMap((outcome): PublishedRecord[] => {
    const { message, work } = outcome;
    if (work.status !== 'done' || work.events.length === 0) return [];
    const traceHeader = isTraced(outcome, telemetry.tracing) ? traceHeaderOf(outcome, stage) : undefined;
    return [{ key: message.messageId, events: work.events, ...(traceHeader && { traceHeader }) }];
  });
  const events = batchEvents?.() ?? [];
  if (events.length > 0) entries.push({ key: BATCH, events });
  if (entries.length === 0) return outcomes;
  const failures = await publisher.publish(entries);
  const unsent = failures.get(BATCH);
  const types = events.map(({ type }) => type);
  if (unsent) telemetry.log.error('events of the batch were not published', { types, error: unsent });
  return outcomes.map((outcome) => {
    const error = failures.get(outcome.message.messageId);
    return error ? { ...outcome, result: { status: 'failed', error } } : outcome;
  });
};

/** Stores why messages failed, then sets when they return: at their next delivery they may be dead-lettered. */
const returnFailed = async (
  outcomes: readonly Outcome[],
  { failureRecords, visibility }: BatchPorts,
  nowMs: number,
): Promise<void> => {
  if (outcomes.every(({ result }) => result.status === 'done')) return;
  const lone = returnsOfLone(outcomes, nowMs);
  const failed = outcomes.flatMap(({ message, result }) => {
    if (result.status !== 'failed') return [];
    const returns = lone.get(message.messageId);
    return [{ ...message, ...result, receiveCount: receiveCountOf(message), ...(returns && { returns }) }];
  });
  await failureRecords.store(failed, nowMs);
  await visibility.apply(failed, nowMs);
};

/** Has Powertools make the answer: a message that is not known to be done is reported as failed, and so not deleted. */
const answer = (messages: SQSRecord[], done: ReadonlySet<string>): Promise<SQSBatchResponse> =>
  processPartialResponse(
    { Records: messages },
    ({ messageId }: SQSRecord) => {
      if (!done.has(messageId)) throw new Error('not done');
    },
    // A new one for each invocation: a processor that is used again may report earlier failures (Powertools #3673).
    new BatchProcessor(EventType.SQS),
    // Unless told otherwise, Powertools throws if all messages failed.
    { processInParallel: false, throwOnFullBatchFailure: false },
  );
