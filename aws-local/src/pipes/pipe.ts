import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from '../clock/clock';
import { AwsError } from '../http/aws-error';
import type { Queue, ReceivedMessage } from '../sqs/engine';
import { compileFilters, type Filter } from './filter';
import { compileInputTemplate, type RenderInput } from './input-template';
import { sourceRecord, withParsedBody } from './source-record';
import type { PipeTarget } from './target';

export interface PipeOptions {
  readonly name: string;
  readonly clock: Clock;
  readonly source: Queue;
  readonly target: PipeTarget;
  /** 1 to 10. */
  readonly batchSize: number;
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
/** Batches that are on their way, or retry as their target is failing, while polling goes on. */
const MAX_BATCHES_UNDER_WAY = 5;
const DEFAULT_VISIBILITY_SECONDS = 30;

interface Prepared {
  readonly message: ReceivedMessage;
  readonly entry: unknown;
}

/** Moves messages of a queue to a target as an EventBridge pipe does: at least once, a batch at a time. */
export class Pipe {
  public readonly counters: PipeCounters = { executions: 0, received: 0, delivered: 0, filtered: 0, failed: 0 };
  readonly #options: PipeOptions;
  readonly #passes: Filter;
  readonly #renderInput: RenderInput;
  readonly #underWay = new Set<Promise<void>>();
  #stopping = new AbortController();
  #polling: Promise<void> | undefined;
  #lastFailure: PipeFailure | undefined;

  /** @throws AwsError ValidationException for what AWS or this pipe does not take. */
  public constructor(options: PipeOptions) {
    const { name, batchSize } = options;
    if (!Number.isInteger(batchSize) || batchSize < 1 || batchSize > MAX_BATCH_SIZE) {
      const reason = `BatchSize ${batchSize} must be 1 to ${MAX_BATCH_SIZE}`;
      throw new AwsError('ValidationException', `Pipe ${name}: ${reason}`);
    }
    this.#options = options;
    this.#passes = compileFilters(options.filters ?? []);
    this.#renderInput = compileInputTemplate(options.inputTemplate);
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
    await Promise.all(this.#underWay);
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
      if (this.#underWay.size >= MAX_BATCHES_UNDER_WAY) await Promise.race(this.#underWay);
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

  /** Whether some record could be prepared, or none failed; the target takes its time in the background. */
  #runBatch(messages: readonly ReceivedMessage[], signal: AbortSignal): boolean {
    const receivedMs = this.#options.clock.now();
    this.counters.received += messages.length;
    const failedBefore = this.counters.failed;
    const prepared = this.#prepareAll(messages);
    if (prepared.length > 0) {
      const delivery = this.#deliver(prepared, receivedMs, signal).finally(() => this.#underWay.delete(delivery));
      this.#underWay.add(delivery);
    }
    return prepared.length > 0 || this.counters.failed === failedBefore;
  }

  /** Of a FIFO source, what follows a record of its group that cannot be sent stays behind it, so that the group keeps its order. */
  #prepareAll(messages: readonly ReceivedMessage[]): Prepared[] {
    const blocked = new Set<string>();
    return messages.flatMap((message) => {
      if (this.#isBlocked(message, blocked)) return [];
      const failedBefore = this.counters.failed;
      const prepared = this.#prepare(message);
      if (this.counters.failed > failedBefore) this.#block(message, blocked);
      return prepared ?? [];
    });
  }

  #isBlocked(message: ReceivedMessage, blocked: ReadonlySet<string>): boolean {
    if (!blocked.has(message.attributes.MessageGroupId ?? '')) return false;
    this.#fail(message, 'a message before it in its group could not be sent');
    return true;
  }

  #block(message: ReceivedMessage, blocked: Set<string>): void {
    const groupId = message.attributes.MessageGroupId;
    if (this.#options.source.fifo && groupId !== undefined) blocked.add(groupId);
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
      const input = this.#renderInput(record, parsed);
      return { message, entry: this.#options.target.prepare({ messageId: message.messageId, input, parsed }) };
    } catch (error) {
      this.#fail(message, error instanceof Error ? error.message : String(error));
      return undefined;
    }
  }

  /** A FIFO source keeps the order within its groups: one record at a time, and none of a group after one that was not taken. */
  async #send(batch: readonly Prepared[]): Promise<Prepared[]> {
    if (!this.#options.source.fifo) return this.#sendTogether(batch);
    const [waiting, blocked] = [new Set<string>(), new Set<string>()];
    const rest: Prepared[] = [];
    for (const prepared of batch) {
      const { message } = prepared;
      if (this.#isBlocked(message, blocked)) continue;
      if (waiting.has(message.attributes.MessageGroupId ?? '')) {
        rest.push(prepared);
        continue;
      }
      const failedBefore = this.counters.failed;
      const again = await this.#sendTogether([prepared]);
      rest.push(...again);
      if (again.length > 0) this.#block(message, waiting);
      if (this.counters.failed > failedBefore) this.#block(message, blocked);
    }
    return rest;
  }

  /** Sends a batch, deletes what the target took, and returns what is worth a retry. */
  async #sendTogether(batch: readonly Prepared[]): Promise<Prepared[]> {
    this.counters.executions += 1;
    try {
      const notTaken = await this.#options.target.send(batch.map(({ entry }) => entry));
      const places = new Set(notTaken.map(({ at }) => at));
      const taken = batch.filter((_, at) => !places.has(at));
      this.counters.delivered += taken.length;
      this.#delete(taken.map(({ message }) => message));
      return notTaken.flatMap(({ at, reason, retriable }) => {
        const prepared = batch[at];
        if (prepared !== undefined && !retriable) this.#fail(prepared.message, reason);
        return prepared !== undefined && retriable ? [prepared] : [];
      });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      if (error.statusCode >= 500 || error.code === 'TooManyRequestsException') return [...batch];
      return this.#sendAlone(batch, error);
    }
  }

  /** A batch that is refused as a whole (too long together, one bad id) must not take its good records with it. */
  async #sendAlone(batch: readonly Prepared[], { code, message: reason }: AwsError): Promise<Prepared[]> {
    const [only, ...others] = batch;
    if (only !== undefined && others.length === 0) this.#fail(only.message, `${code}: ${reason}`);
    if (others.length === 0) return [];
    const rest: Prepared[] = [];
    for (const prepared of batch) rest.push(...(await this.#sendTogether([prepared])));
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

  /** Sends a batch, and what is left of it again until it is taken, or until it becomes visible in the source again anyway. */
  async #deliver(batch: readonly Prepared[], receivedMs: number, signal: AbortSignal): Promise<void> {
    const { clock, source } = this.#options;
    const visibilitySeconds = Number(source.attributes().VisibilityTimeout ?? DEFAULT_VISIBILITY_SECONDS);
    let rest = await this.#send(batch);
    for (let attempt = 1; rest.length > 0; attempt += 1) {
      const dueMs = clock.now() + backOffMs(attempt);
      if (dueMs >= receivedMs + visibilitySeconds * 1000) break;
      await this.#backOff(attempt, signal);
      if (signal.aborted) return;
      rest = await this.#send(rest);
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
