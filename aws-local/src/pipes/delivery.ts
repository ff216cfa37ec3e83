import type { Clock } from '../clock/clock';
import { AwsError } from '../http/aws-error';
import type { Queue, ReceivedMessage } from '../sqs/engine';
import { backOff, backOffMs } from './back-off';
import { compileFilters, type Filter } from './filter';
import { GroupOrder, type Stopped } from './group-order';
import { compileInputTemplate, type RenderInput } from './input-template';
import { RunCounts } from './run-counts';
import { sourceRecord, withParsedBody } from './source-record';
import type { PipeTarget } from './target';

export interface DeliveryOptions {
  readonly clock: Clock;
  readonly source: Queue;
  readonly target: PipeTarget;
  readonly inputTemplate?: string;
  /** Event patterns as JSON texts; what matches none of them is deleted from the source. */
  readonly filters?: readonly string[];
}

export interface PipeCounters {
  /** Batches brought to the target, retries included: what AWS bills, each started 64 KB as one request. */
  executions: number;
  /** Records received, a record that returns counting again. */
  received: number;
  delivered: number;
  /** Records that the pipe's filters do not let through, deleted from the source. */
  filtered: number;
  /** Records left in the source, again counting each time. */
  failed: number;
}

/** A record as its target is sent it. */
interface Prepared {
  readonly message: ReceivedMessage;
  readonly entry: unknown;
}

type Preparation = Prepared | 'filtered' | 'failed';

const DEFAULT_VISIBILITY_SECONDS = 30;
const AFTER_A_FAILED_ONE = 'a message before it in its group could not be sent';

/** Brings what a pipe received to its target and deletes it from the source then. What fails stays in the source, which makes it visible again. */
export class PipeDelivery {
  public readonly counters: PipeCounters = { executions: 0, received: 0, delivered: 0, filtered: 0, failed: 0 };
  public readonly runs = new RunCounts();
  readonly #options: DeliveryOptions;
  readonly #passes: Filter;
  readonly #renderInput: RenderInput;
  readonly #onFailure: (message: ReceivedMessage, reason: string) => void;

  /** @throws AwsError ValidationException or InvalidEventPatternException for a filter or template that AWS, or this pipe, does not take. */
  public constructor(options: DeliveryOptions, onFailure: (message: ReceivedMessage, reason: string) => void) {
    this.#options = options;
    this.#onFailure = onFailure;
    this.#passes = compileFilters(options.filters ?? []);
    this.#renderInput = compileInputTemplate(options.inputTemplate);
  }

  /**
   * Applies the filters and makes of each record what the target is sent.
   * @returns what is to be delivered, and whether some record cannot be.
   */
  public prepare(messages: readonly ReceivedMessage[]): { readonly batch: Prepared[]; readonly failed: boolean } {
    this.counters.received += messages.length;
    const order = new GroupOrder(this.#options.source);
    const preparations = messages.map((message) => {
      const preparation = order.stoppedBy(message) ? this.#fail(message, AFTER_A_FAILED_ONE) : this.#prepare(message);
      if (preparation === 'failed') order.stop(message, 'failed');
      return preparation;
    });
    const batch = preparations.filter((each) => typeof each === 'object');
    const failed = preparations.includes('failed');
    // What could not even be prepared ends here; the rest is a run of its own.
    if (failed) this.runs.add(preparations.length, batch.length);
    return { batch, failed };
  }

  /**
   * Sends a batch, and what is left of it again until it is taken, or until it becomes visible in the source again anyway.
   * @param signal ends it between two attempts.
   */
  public async deliver(batch: readonly Prepared[], receivedMs: number, signal: AbortSignal): Promise<void> {
    const { clock, source } = this.#options;
    const visibilitySeconds = Number(source.attributes().VisibilityTimeout ?? DEFAULT_VISIBILITY_SECONDS);
    let rest = await this.#send(batch);
    for (let attempt = 1; rest.length > 0; attempt += 1) {
      const dueMs = clock.now() + backOffMs(attempt);
      if (dueMs >= receivedMs + visibilitySeconds * 1000) break;
      await backOff(attempt, clock, signal);
      if (signal.aborted) return;
      rest = await this.#send(rest);
    }
    for (const { message } of rest) this.#fail(message, 'the target kept failing');
  }

  #prepare(message: ReceivedMessage): Preparation {
    const record = sourceRecord(message, this.#options.source.arn);
    const parsed = withParsedBody(record);
    if (!this.#passes(parsed)) {
      this.counters.filtered += 1;
      this.#delete([message]);
      return 'filtered';
    }
    try {
      const input = this.#renderInput(record, parsed);
      return { message, entry: this.#options.target.prepare({ messageId: message.messageId, input, parsed }) };
    } catch (error) {
      return this.#fail(message, error instanceof Error ? error.message : String(error));
    }
  }

  /** Sends once and returns what is worth another attempt. Of a FIFO source one record at a time, so that its groups keep their order. */
  async #send(batch: readonly Prepared[]): Promise<Prepared[]> {
    const results = this.#options.source.fifo ? await this.#sendInOrder(batch) : await this.#sendTogether(batch);
    this.runs.add(results.length, results.filter((result) => result === undefined).length);
    return batch.filter((_, at) => results[at] === 'waiting');
  }

  async #sendInOrder(batch: readonly Prepared[]): Promise<(Stopped | undefined)[]> {
    const order = new GroupOrder(this.#options.source);
    const results: (Stopped | undefined)[] = [];
    for (const prepared of batch) {
      const { message } = prepared;
      let result = order.stoppedBy(message);
      if (result === 'failed') this.#fail(message, AFTER_A_FAILED_ONE);
      if (result === undefined) [result] = await this.#sendTogether([prepared]);
      if (result !== undefined) order.stop(message, result);
      results.push(result);
    }
    return results;
  }

  /** Sends a batch and deletes what the target took. Gives for each record why it was not taken; undefined if it was. */
  async #sendTogether(batch: readonly Prepared[]): Promise<(Stopped | undefined)[]> {
    this.counters.executions += 1;
    try {
      const notTaken = new Map(
        (await this.#options.target.send(batch.map(({ entry }) => entry))).map((one) => [one.at, one]),
      );
      const taken = batch.filter((_, at) => !notTaken.has(at));
      this.counters.delivered += taken.length;
      this.#delete(taken.map(({ message }) => message));
      return batch.map(({ message }, at) => {
        const refusal = notTaken.get(at);
        if (refusal === undefined) return undefined;
        return refusal.retriable ? 'waiting' : this.#fail(message, refusal.reason);
      });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      if (error.code === 'TooManyRequestsException') this.runs.throttled += 1;
      if (error.statusCode >= 500 || error.code === 'TooManyRequestsException') return batch.map(() => 'waiting');
      return this.#sendAlone(batch, error);
    }
  }

  /** A batch that is refused as a whole (too long together, one bad id) must not take its good records with it. */
  async #sendAlone(batch: readonly Prepared[], { code, message: reason }: AwsError): Promise<(Stopped | undefined)[]> {
    const [only] = batch;
    if (only !== undefined && batch.length === 1) return [this.#fail(only.message, `${code}: ${reason}`)];
    const results: (Stopped | undefined)[] = [];
    for (const prepared of batch) results.push(...(await this.#sendTogether([prepared])));
    return results;
  }

  /** What cannot be deleted comes again, and the target's deduplication drops it. */
  #delete(taken: readonly ReceivedMessage[]): void {
    if (taken.length === 0) return;
    try {
      this.#options.source.delete(taken.map(({ messageId, receiptHandle }) => ({ id: messageId, receiptHandle })));
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
    }
  }

  #fail(message: ReceivedMessage, reason: string): 'failed' {
    this.counters.failed += 1;
    this.#onFailure(message, reason);
    return 'failed';
  }
}
