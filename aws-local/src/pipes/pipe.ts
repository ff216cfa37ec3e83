import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from '../clock/clock';
import { AwsError } from '../http/aws-error';
import type { Queue, ReceivedMessage, SendEntry, SqsEngine } from '../sqs/engine';
import { compileFilters, type Filter } from './filter';
import { compileInputTemplate, type RenderInput } from './input-template';
import { compileId, type ReadId } from './message-ids';
import { sourceRecord, withParsedBody } from './source-record';

export interface PipeOptions {
  readonly name: string;
  readonly clock: Clock;
  readonly sqs: SqsEngine;
  /** A standard queue. */
  readonly source: Queue;
  readonly target: Queue;
  /** 1 to 10. */
  readonly batchSize: number;
  /** JSON path into the record, or a literal; a FIFO target needs one. */
  readonly groupIdPath?: string;
  readonly deduplicationIdPath?: string;
  readonly inputTemplate?: string;
  /** Event patterns as JSON texts; what matches none of them is deleted from the source. */
  readonly filters?: readonly string[];
  /** RUNNING unless given; a STOPPED pipe does not start. */
  readonly desiredState?: 'RUNNING' | 'STOPPED';
  /** Told of every record that the pipe could not bring to its target; the record returns by visibility. */
  readonly onFailure?: (failure: PipeFailure) => void;
}

export interface PipeFailure {
  readonly pipe: string;
  readonly messageId: string;
  readonly reason: string;
  readonly atMs: number;
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

const LONG_POLL_MS = 20_000;
const MAX_BATCH_SIZE = 10;
// AWS's figures are not published ("polling throughput will gradually back off", eb-pipes-error-troubleshooting.html). Short, so that
// healthy records behind bad ones do not wait for them.
const FIRST_BACK_OFF_MS = 50;
const LONGEST_BACK_OFF_MS = 1_000;
/** Batches whose target is failing and that retry on their own, while polling goes on. */
const MAX_RETRYING_BATCHES = 5;
const DEFAULT_VISIBILITY_SECONDS = 30;

interface Prepared {
  readonly message: ReceivedMessage;
  readonly entry: SendEntry;
}

/** Moves messages of a standard queue to another queue as an EventBridge pipe does: at least once, a batch at a time. */
export class Pipe {
  public readonly counters: PipeCounters = { executions: 0, received: 0, delivered: 0, filtered: 0, failed: 0 };
  readonly #options: PipeOptions;
  readonly #passes: Filter;
  readonly #renderInput: RenderInput;
  readonly #readGroupId: ReadId | undefined;
  readonly #readDeduplicationId: ReadId | undefined;
  readonly #retrying = new Set<Promise<void>>();
  #stopping = new AbortController();
  #polling: Promise<void> | undefined;
  #lastFailure: PipeFailure | undefined;

  /** @throws AwsError ValidationException for what AWS or this pipe does not take. */
  public constructor(options: PipeOptions) {
    const refuse = (reason: string): never => {
      throw new AwsError('ValidationException', `Pipe ${options.name}: ${reason}`);
    };
    if (!Number.isInteger(options.batchSize) || options.batchSize < 1 || options.batchSize > MAX_BATCH_SIZE) {
      refuse(`BatchSize ${options.batchSize} must be 1 to ${MAX_BATCH_SIZE}`);
    }
    if (options.source.fifo)
      refuse(`the FIFO source ${options.source.name} is not supported here, a standard queue is`);
    if (options.target.fifo !== (options.groupIdPath !== undefined)) {
      refuse(`MessageGroupId goes with a FIFO target and only with one (target ${options.target.name})`);
    }
    if (options.deduplicationIdPath !== undefined && !options.target.fifo) {
      refuse(`MessageDeduplicationId goes with a FIFO target only (target ${options.target.name})`);
    }
    this.#options = options;
    this.#passes = compileFilters(options.filters ?? []);
    this.#renderInput = compileInputTemplate(options.inputTemplate);
    this.#readGroupId =
      options.groupIdPath === undefined ? undefined : compileId('MessageGroupId', options.groupIdPath);
    this.#readDeduplicationId =
      options.deduplicationIdPath === undefined
        ? undefined
        : compileId('MessageDeduplicationId', options.deduplicationIdPath);
  }

  /** The latest of `counters.failed`. */
  public get lastFailure(): PipeFailure | undefined {
    return this.#lastFailure;
  }

  public get state(): 'RUNNING' | 'STOPPING' | 'STOPPED' {
    if (this.#polling === undefined) return 'STOPPED';
    return this.#stopping.signal.aborted ? 'STOPPING' : 'RUNNING';
  }

  /** Starts polling, unless the desired state is STOPPED or it polls already. */
  public start(): void {
    if (this.#polling !== undefined || this.#options.desiredState === 'STOPPED') return;
    this.#stopping = new AbortController();
    this.#polling = this.#poll(this.#stopping.signal);
  }

  /** Resolves when nothing of the pipe runs any more; what it held returns by visibility. */
  public async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#polling;
    await Promise.all(this.#retrying);
    this.#polling = undefined;
  }

  async #poll(signal: AbortSignal): Promise<void> {
    let backOffs = 0;
    while (!signal.aborted) {
      const messages = await this.#receive(signal);
      if (messages?.length === 0) continue;
      backOffs = messages !== undefined && this.#runBatch(messages, signal) ? 0 : backOffs + 1;
      // A queue that is never empty answers at once, in microtasks: without this a backlog would stop the whole process.
      await nextTurn();
      if (backOffs > 0) await this.#backOff(backOffs, signal);
      if (this.#retrying.size >= MAX_RETRYING_BATCHES) await Promise.race(this.#retrying);
    }
  }

  /** Undefined when the source failed. A source that is gone disables the pipe, as AWS does after continuous 4xx errors. */
  async #receive(signal: AbortSignal): Promise<ReceivedMessage[] | undefined> {
    const { source, batchSize } = this.#options;
    try {
      return await source.receive({ maxMessages: batchSize, waitMs: LONG_POLL_MS, signal });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      if (error.code === 'QueueDoesNotExist') {
        this.#stopping.abort();
        this.#polling = undefined;
      }
      return undefined;
    }
  }

  /** Whether some record could be prepared, or none failed; what a failing target leaves is retried in the background. */
  #runBatch(messages: readonly ReceivedMessage[], signal: AbortSignal): boolean {
    const receivedMs = this.#options.clock.now();
    this.counters.received += messages.length;
    const failedBefore = this.counters.failed;
    const prepared = messages.flatMap((message) => this.#prepare(message) ?? []);
    const rest = this.#send(prepared);
    if (rest.length > 0) {
      const retry = this.#retry(rest, receivedMs, signal).finally(() => this.#retrying.delete(retry));
      this.#retrying.add(retry);
    }
    return prepared.length > 0 || this.counters.failed === failedBefore;
  }

  /** Undefined for what the filters do not let through, and for what cannot be sent. */
  #prepare(message: ReceivedMessage): Prepared | undefined {
    const record = sourceRecord(message, this.#options.source.arn);
    const parsed = withParsedBody(record);
    if (!this.#passes(parsed)) {
      this.counters.filtered += 1;
      this.#delete([message]);
      return undefined;
    }
    try {
      const entry: SendEntry = {
        id: message.messageId,
        body: this.#renderInput(record, parsed),
        ...(this.#readGroupId && { groupId: this.#readGroupId(parsed) }),
        ...(this.#readDeduplicationId && { deduplicationId: this.#readDeduplicationId(parsed) }),
      };
      return { message, entry };
    } catch (error) {
      this.#fail(message, error instanceof Error ? error.message : String(error));
      return undefined;
    }
  }

  /** Sends a batch, deletes what the target took, and returns what is worth a retry. */
  #send(batch: readonly Prepared[]): Prepared[] {
    if (batch.length === 0) return [];
    this.counters.executions += 1;
    const byId = new Map(batch.map((prepared) => [prepared.entry.id, prepared]));
    const rest: Prepared[] = [];
    try {
      const { successful, failed } = this.#options.target.send(batch.map(({ entry }) => entry));
      for (const { id, code, message, senderFault } of failed) {
        const prepared = byId.get(id);
        if (prepared === undefined) continue;
        if (senderFault) this.#fail(prepared.message, `${code}: ${message}`);
        else rest.push(prepared);
      }
      this.counters.delivered += successful.length;
      this.#delete(successful.flatMap(({ id }) => byId.get(id)?.message ?? []));
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      if (error.statusCode >= 500) return [...batch];
      // A batch that is refused as a whole (too long together, one bad id) must not take its good records with it.
      if (batch.length > 1) return batch.flatMap((prepared) => this.#send([prepared]));
      for (const { message } of batch) this.#fail(message, `${error.code}: ${error.message}`);
    }
    return rest;
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

  /** Sends the rest again until it is taken, or until it becomes visible in the source again anyway. */
  async #retry(batch: Prepared[], receivedMs: number, signal: AbortSignal): Promise<void> {
    const { clock, source } = this.#options;
    const visibilitySeconds = Number(source.attributes().VisibilityTimeout ?? DEFAULT_VISIBILITY_SECONDS);
    let rest = batch;
    for (let attempt = 1; rest.length > 0; attempt += 1) {
      const dueMs = clock.now() + backOffMs(attempt);
      if (dueMs >= receivedMs + visibilitySeconds * 1000) break;
      await this.#backOff(attempt, signal);
      if (signal.aborted) return;
      rest = this.#send(rest);
    }
    for (const { message } of rest) this.#fail(message, 'the target kept failing');
  }

  #fail(message: ReceivedMessage, reason: string): void {
    this.counters.failed += 1;
    const { name, clock } = this.#options;
    this.#lastFailure = { pipe: name, messageId: message.messageId, reason, atMs: clock.now() };
    this.#options.onFailure?.(this.#lastFailure);
  }

  #backOff(attempt: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const end = (): void => {
        cancel();
        signal.removeEventListener('abort', end);
        resolve();
      };
      const cancel = this.#options.clock.schedule(backOffMs(attempt), end);
      signal.addEventListener('abort', end);
    });
  }
}

const backOffMs = (attempt: number): number => Math.min(FIRST_BACK_OFF_MS * 2 ** (attempt - 1), LONGEST_BACK_OFF_MS);
