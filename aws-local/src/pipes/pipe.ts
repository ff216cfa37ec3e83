import { setImmediate as nextTurn } from 'node:timers/promises';
import { AwsError } from '../http/aws-error';
import type { ReceivedMessage } from '../sqs/engine';
import { backOff } from './back-off';
import { type DeliveryOptions, type PipeCounters, PipeDelivery } from './delivery';
import type { RunCounts } from './run-counts';

export interface PipeOptions extends DeliveryOptions {
  readonly name: string;
  /** 1 to 10. */
  readonly batchSize: number;
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

const LONG_POLL_MS = 20_000;
const MAX_BATCH_SIZE = 10;
/** Batches that are on their way, or retry as their target is failing, while polling goes on. */
const MAX_BATCHES_UNDER_WAY = 5;

/** Moves messages of a queue to a target as an EventBridge pipe does: at least once, a batch at a time. */
export class Pipe {
  readonly #options: PipeOptions;
  readonly #delivery: PipeDelivery;
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
    this.#delivery = new PipeDelivery(options, (message, reason) => this.#noteFailure(message, reason));
  }

  public get name(): string {
    return this.#options.name;
  }

  public get counters(): Readonly<PipeCounters> {
    return this.#delivery.counters;
  }

  public get runs(): Readonly<RunCounts> {
    return this.#delivery.runs;
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
      if (backOffs > 0) await backOff(backOffs, this.#options.clock, signal);
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

  /** Whether something could be prepared, or nothing failed; the target takes its time in the background. */
  #runBatch(messages: readonly ReceivedMessage[], signal: AbortSignal): boolean {
    const receivedMs = this.#options.clock.now();
    const { batch, failed } = this.#delivery.prepare(messages);
    if (batch.length === 0) return !failed;
    const delivery = this.#delivery.deliver(batch, receivedMs, signal).finally(() => this.#underWay.delete(delivery));
    this.#underWay.add(delivery);
    return true;
  }

  #noteFailure({ messageId }: ReceivedMessage, reason: string): void {
    const { name, clock } = this.#options;
    this.#lastFailure = { pipe: name, messageId, reason, atMs: clock.now() };
    this.#options.onFailure?.(this.#lastFailure);
  }
}
