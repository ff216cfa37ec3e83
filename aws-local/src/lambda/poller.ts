import type { Clock } from '../clock/clock';
import { AwsError } from '../http/aws-error';
import type { Queue, ReceivedMessage } from '../sqs/engine';
import { failedMessageIds } from './batch-response';
import { type BatchOutcome, INITIAL_CONCURRENCY, LARGEST_CONCURRENCY, nextConcurrency } from './concurrency';
import { sqsEvent } from './sqs-event';

const LONGEST_POLL_MS = 20_000;
const RETRY_AFTER_THROTTLE_MS = 1_000;
const RETRY_AFTER_QUEUE_ERROR_MS = 1_000;

export interface PollerSettings {
  readonly batchSize: number;
  readonly maximumConcurrency: number | undefined;
  readonly reportBatchItemFailures: boolean;
}

/** Lambda's event source mapping metrics (docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html). */
export interface EventCounts {
  PolledEventCount: number;
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
    while (!signal.aborted) {
      if (this.#inFlight >= Math.min(this.#concurrency, this.#maximum)) {
        await new Promise<void>((resolve) => {
          this.#slotFreed = resolve;
        });
        continue;
      }
      const messages = await this.#receive(signal);
      if (messages.length > 0) void this.#process(messages);
    }
  }

  async #receive(signal: AbortSignal): Promise<ReceivedMessage[]> {
    try {
      return await this.#queue.receive({ maxMessages: this.#settings.batchSize, waitMs: LONGEST_POLL_MS, signal });
    } catch (error) {
      if (signal.aborted) return [];
      this.lastResult = problem(error);
      await this.#clock.sleep(RETRY_AFTER_QUEUE_ERROR_MS);
      return [];
    }
  }

  async #process(messages: ReceivedMessage[]): Promise<void> {
    this.#inFlight += 1;
    this.counts.PolledEventCount += messages.length;
    try {
      this.#settle(messages, await this.#invokeWhileInvisible(messages));
    } catch (error) {
      this.#fail(messages, error);
    } finally {
      this.#inFlight -= 1;
      this.#slotFreed();
    }
  }

  #settle(messages: ReceivedMessage[], response: unknown): void {
    const { batchSize, reportBatchItemFailures } = this.#settings;
    const ids = messages.map(({ messageId }) => messageId);
    const failed = reportBatchItemFailures ? failedMessageIds(response, ids) : new Set<string>();
    this.counts.InvokedEventCount += messages.length;
    this.counts.FailedInvokeEventCount += failed.size;
    this.lastResult = 'OK';
    this.#adapt(messages.length >= batchSize ? 'full' : 'partly-filled');
    this.#delete(messages.filter(({ messageId }) => !failed.has(messageId)));
  }

  /** With partial responses on, failures of the function do not slow polling (aws-facts 4); throttling always does. */
  #fail(messages: ReceivedMessage[], error: unknown): void {
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
  async #invokeWhileInvisible(messages: ReceivedMessage[]): Promise<unknown> {
    const event = sqsEvent(messages, this.#queue);
    const visibleAgainMs = this.#clock.now() + Number(this.#queue.attributes().VisibilityTimeout) * 1_000;
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

  /** A queue that was deleted meanwhile took its messages along. */
  #delete(messages: ReceivedMessage[]): void {
    if (messages.length === 0) return;
    try {
      const entries = messages.map(({ messageId, receiptHandle }) => ({ id: messageId, receiptHandle }));
      this.counts.DeletedEventCount += this.#queue.delete(entries).successful.length;
    } catch (error) {
      this.lastResult = problem(error);
    }
  }
}

const isThrottle = (error: unknown): boolean => error instanceof AwsError && error.code === 'TooManyRequestsException';

const problem = (error: unknown): string => `PROBLEM: ${error instanceof Error ? error.message : String(error)}`;
