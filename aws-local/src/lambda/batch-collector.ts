import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from '../clock/clock';
import type { Filter } from '../pipes/filter';
import { withParsedBody } from '../pipes/source-record';
import type { Queue, ReceivedMessage } from '../sqs/engine';
import { eventBytes, type SqsRecord, sqsRecord } from './sqs-event';

/** What ends a batch (docs.aws.amazon.com/lambda/latest/dg/invocation-eventsourcemapping.html, "Batching behavior"). */
export interface BatchLimits {
  readonly batchSize: number;
  /** Environment milliseconds from the batch's first message on; 0 takes what one request brings. */
  readonly windowMs: number;
  /** What does not pass is deleted from the queue and counts for no batch; without it everything passes. */
  readonly passes?: Filter | undefined;
}

export interface Batch {
  readonly messages: readonly ReceivedMessage[];
  /** The messages as the function gets them. */
  readonly records: readonly SqsRecord[];
  /** When the first of them was received. */
  readonly receivedMs: number;
  /** Whether something else than time ended it: there may be more. */
  readonly full: boolean;
}

export interface BatchCollectorOptions {
  readonly queue: Queue;
  readonly clock: Clock;
  readonly onPolled: (count: number) => void;
  readonly onFiltered: (messages: readonly ReceivedMessage[]) => void;
}

interface Held {
  readonly message: ReceivedMessage;
  readonly record: SqsRecord;
  readonly bytes: number;
  readonly receivedMs: number;
}

const LONGEST_POLL_MS = 20_000;
/** Of one ReceiveMessage. */
const MOST_MESSAGES = 10;
/** Of a synchronous invocation (docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html). */
const MAX_PAYLOAD_BYTES = 6 * 1024 * 1024;

/**
 * How many of the messages one invocation carries: as many as fit its payload, at least one. Pure.
 * @param sizes bytes of each message's record, in order.
 */
export const fittingCount = (sizes: readonly number[]): number => {
  let total = eventBytes([]);
  const excess = sizes.findIndex((bytes) => {
    total += bytes;
    return total > MAX_PAYLOAD_BYTES;
  });
  return excess === -1 ? sizes.length : Math.max(1, excess);
};

/** Collects messages of a queue into the batches that a function is invoked with. */
export class BatchCollector {
  readonly #options: BatchCollectorOptions;
  /** Received, and not in a batch yet. */
  #held: Held[] = [];

  public constructor(options: BatchCollectorOptions) {
    this.#options = options;
  }

  /** Whether it has messages that no batch has carried: the last one reached the payload limit. */
  public get holdsMessages(): boolean {
    return this.#held.length > 0;
  }

  /** Leaves what it holds to its visibility timeout. */
  public drop(): void {
    this.#held = [];
  }

  /**
   * The next batch; undefined if no message came. Aborting ends the window at once.
   * @param limits asked for anew whenever messages come, as they may change meanwhile.
   * @throws AwsError of the queue, unless the batch has messages already.
   */
  public async next(limits: () => BatchLimits, signal: AbortSignal): Promise<Batch | undefined> {
    while (!this.#isFull(limits())) {
      const waitMs = this.#waitMs(limits());
      if (waitMs <= 0) break;
      const received = await this.#receive(limits().batchSize, waitMs, signal);
      const before = this.#held.length;
      this.#hold(received, limits().passes);
      // A queue with a backlog answers in microtasks, and would keep everything else waiting.
      if (received.length > 0 && (limits().windowMs > 0 || this.#held.length === before)) await nextTurn();
      if (signal.aborted || this.#held.length === 0) break;
    }
    return this.#takeBatch(limits());
  }

  #isFull({ batchSize }: BatchLimits): boolean {
    return this.#held.length >= batchSize || fittingCount(this.#sizes()) < this.#held.length;
  }

  #waitMs({ windowMs }: BatchLimits): number {
    const [first] = this.#held;
    if (first === undefined) return LONGEST_POLL_MS;
    return Math.min(LONGEST_POLL_MS, first.receivedMs + windowMs - this.#options.clock.now());
  }

  async #receive(batchSize: number, waitMs: number, signal: AbortSignal): Promise<ReceivedMessage[]> {
    const maxMessages = Math.min(MOST_MESSAGES, batchSize - this.#held.length);
    try {
      return await this.#options.queue.receive({ maxMessages, waitMs, signal });
    } catch (error) {
      if (signal.aborted) return [];
      if (this.#held.length === 0) throw error;
      // The batch goes as it is; the next request says what is wrong.
      return await this.#options.clock.sleep(waitMs).then(() => []);
    }
  }

  /** Filters apply to each message before it is added to a batch (invocation-eventfiltering.html). */
  #hold(received: readonly ReceivedMessage[], passes: Filter | undefined): void {
    if (received.length === 0) return;
    const { queue, clock, onPolled, onFiltered } = this.#options;
    onPolled(received.length);
    const receivedMs = clock.now();
    const filtered: ReceivedMessage[] = [];
    for (const message of received) {
      const record = sqsRecord(message, queue);
      if (passes && !passes(withParsedBody(record))) filtered.push(message);
      else this.#held.push({ message, record, bytes: eventBytes([record]) - eventBytes([]) + 1, receivedMs });
    }
    if (filtered.length > 0) onFiltered(filtered);
  }

  #takeBatch({ batchSize }: BatchLimits): Batch | undefined {
    const count = Math.min(batchSize, fittingCount(this.#sizes()));
    const taken = this.#held.slice(0, count);
    this.#held = this.#held.slice(count);
    const [first] = taken;
    if (first === undefined) return undefined;
    const full = taken.length >= batchSize || this.#held.length > 0;
    return {
      messages: taken.map(({ message }) => message),
      records: taken.map(({ record }) => record),
      receivedMs: first.receivedMs,
      full,
    };
  }

  #sizes(): number[] {
    return this.#held.map(({ bytes }) => bytes);
  }
}
