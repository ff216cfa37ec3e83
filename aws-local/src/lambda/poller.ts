import type { Clock } from '../clock/clock';
import { AwsError } from '../http/aws-error';
import type { Filter } from '../pipes/filter';
import type { Queue, ReceivedMessage } from '../sqs/engine';
import { type Batch, BatchCollector } from './batch-collector';
import { failedMessageIds } from './batch-response';
import { type BatchOutcome, INITIAL_CONCURRENCY, LARGEST_CONCURRENCY, nextConcurrency } from './concurrency';
import type { SqsEvent } from './sqs-event';

const RETRY_AFTER_THROTTLE_MS = 1_000;
const RETRY_AFTER_QUEUE_ERROR_MS = 1_000;
/** Of one DeleteMessageBatch. */
const MOST_DELETED_AT_ONCE = 10;

export interface PollerSettings {
  readonly batchSize: number;
  readonly windowMs: number;
  readonly passes: Filter | undefined;
  readonly maximumConcurrency: number | undefined;
  readonly reportBatchItemFailures: boolean;
}

/** Lambda's event source mapping metrics (docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html). */
export interface EventCounts {
  PolledEventCount: number;
  FilteredOutEventCount: number;
  InvokedEventCount: number;
  FailedInvokeEventCount: number;
  DeletedEventCount: number;
}

/**
 * Moves batches from a queue to a function. It takes a slot first and receives then, so a message never waits, invisible,
 * for an invocation to end; one poll at a time is enough, because the next starts as soon as a batch is under way.
 *
 * Failed messages are left alone: Lambda does not make them visible, their visibility timeout does, or whatever the handler
 * changed it to (docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html; aws/aws-dotnet-messaging #150).
 */
export class Poller {
  public readonly counts: EventCounts = {
    PolledEventCount: 0,
    FilteredOutEventCount: 0,
    InvokedEventCount: 0,
    FailedInvokeEventCount: 0,
    DeletedEventCount: 0,
  };
  public lastResult = 'No records processed';
  readonly #queue: Queue;
  readonly #clock: Clock;
  readonly #invoke: (event: unknown) => Promise<unknown>;
  #settings: PollerSettings;
  #concurrency = INITIAL_CONCURRENCY;
  #inFlight = 0;
  #polling: AbortController | undefined;
  #closed = false;
  #slotFreed: () => void = () => undefined;

  public constructor(options: {
    queue: Queue;
    clock: Clock;
    settings: PollerSettings;
    invoke: (event: unknown) => Promise<unknown>;
  }) {
    this.#queue = options.queue;
    this.#clock = options.clock;
    this.#invoke = options.invoke;
    this.#settings = options.settings;
  }

  /** Takes effect with the next batch. */
  public configure(settings: PollerSettings): void {
    this.#settings = settings;
    this.#slotFreed();
  }

  public start(): void {
    if (this.#polling !== undefined || this.#closed) return;
    this.#polling = new AbortController();
    void this.#poll(this.#polling.signal);
  }

  /** Receives no more; batches under way finish. */
  public stop(): void {
    this.#polling?.abort();
    this.#polling = undefined;
    this.#slotFreed();
  }

  /** Stops for good; throttled batches are given up. */
  public close(): void {
    this.#closed = true;
    this.stop();
  }

  get #maximum(): number {
    return this.#settings.maximumConcurrency ?? LARGEST_CONCURRENCY;
  }

  async #poll(signal: AbortSignal): Promise<void> {
    const collector = this.#collector();
    while (!signal.aborted || collector.holdsMessages) {
      if (this.#closed) return;
      if (this.#inFlight >= Math.min(this.#concurrency, this.#maximum)) {
        await new Promise<void>((resolve) => {
          this.#slotFreed = resolve;
        });
        continue;
      }
      const batch = await this.#collect(collector, signal);
      if (batch === undefined || this.#closed) continue;
      const processed = this.#process(batch);
      // A group's messages are never handled side by side: what did not fit the batch waits for it, or comes again after it.
      if (this.#queue.fifo && collector.holdsMessages && !(await processed)) collector.drop();
    }
  }

  #collector(): BatchCollector {
    return new BatchCollector({
      queue: this.#queue,
      clock: this.#clock,
      onPolled: (count) => {
        this.counts.PolledEventCount += count;
      },
      onFiltered: (messages) => {
        this.counts.FilteredOutEventCount += messages.length;
        this.#delete(messages);
      },
    });
  }

  async #collect(collector: BatchCollector, signal: AbortSignal): Promise<Batch | undefined> {
    try {
      return await collector.next(() => this.#settings, signal);
    } catch (error) {
      if (signal.aborted) return undefined;
      this.lastResult = problem(error);
      await this.#clock.sleep(RETRY_AFTER_QUEUE_ERROR_MS);
      return undefined;
    }
  }

  /** Whether all of the batch was handled. */
  async #process(batch: Batch): Promise<boolean> {
    this.#inFlight += 1;
    try {
      return this.#settle(batch, await this.#invokeWhileInvisible(batch));
    } catch (error) {
      this.#fail(batch.messages, error);
      return false;
    } finally {
      this.#inFlight -= 1;
      this.#slotFreed();
    }
  }

  #settle({ messages, full }: Batch, response: unknown): boolean {
    const { reportBatchItemFailures } = this.#settings;
    const ids = messages.map(({ messageId }) => messageId);
    const failed = reportBatchItemFailures ? failedMessageIds(response, ids) : new Set<string>();
    this.counts.InvokedEventCount += messages.length;
    this.counts.FailedInvokeEventCount += failed.size;
    this.lastResult = 'OK';
    this.#adapt(full ? 'full' : 'partly-filled');
    const handled = failed.size === 0 ? messages : messages.filter(({ messageId }) => !failed.has(messageId));
    this.counts.DeletedEventCount += this.#delete(handled);
    return failed.size === 0;
  }

  /** With partial responses on, failures of the function do not slow polling (aws-facts 4); throttling always does. */
  #fail(messages: readonly ReceivedMessage[], error: unknown): void {
    const throttled = isThrottle(error);
    if (!throttled) this.counts.InvokedEventCount += messages.length;
    this.counts.FailedInvokeEventCount += messages.length;
    this.lastResult = 'PROBLEM: Function call failed';
    if (throttled || !this.#settings.reportBatchItemFailures) this.#adapt('failed');
  }

  #adapt(outcome: BatchOutcome): void {
    this.#concurrency = nextConcurrency(this.#concurrency, outcome, this.#maximum);
  }

  /** A throttled batch is tried again for as long as its messages stay invisible, then dropped: SQS delivers it anew. */
  async #invokeWhileInvisible({ records, receivedMs }: Batch): Promise<unknown> {
    const event: SqsEvent = { Records: records };
    const visibleAgainMs = receivedMs + Number(this.#queue.attributes().VisibilityTimeout) * 1_000;
    for (;;) {
      try {
        return await this.#invoke(event);
      } catch (error) {
        const nextMs = this.#clock.now() + RETRY_AFTER_THROTTLE_MS;
        if (!isThrottle(error) || this.#closed || nextMs >= visibleAgainMs) throw error;
        await this.#clock.sleep(RETRY_AFTER_THROTTLE_MS);
      }
    }
  }

  /** How many were deleted. A queue that was deleted meanwhile took its messages along. */
  #delete(messages: readonly ReceivedMessage[]): number {
    let deleted = 0;
    try {
      for (let at = 0; at < messages.length; at += MOST_DELETED_AT_ONCE) {
        const some = messages.slice(at, at + MOST_DELETED_AT_ONCE);
        const entries = some.map(({ messageId, receiptHandle }) => ({ id: messageId, receiptHandle }));
        deleted += this.#queue.delete(entries).successful.length;
      }
    } catch (error) {
      this.lastResult = problem(error);
    }
    return deleted;
  }
}

const isThrottle = (error: unknown): boolean => error instanceof AwsError && error.code === 'TooManyRequestsException';

const problem = (error: unknown): string => `PROBLEM: ${error instanceof Error ? error.message : String(error)}`;
