import type { Clock } from '../clock/clock';
import { AwsError } from '../http/aws-error';
import type { Journal } from '../persistence/journal';
import { KeptQueues } from './kept';
import { MoveTasks } from './move-tasks';
import { Queue } from './queue';
import type { QueueContext } from './queue-context';
import { checkQueueName, normalized, type QueueAttributes } from './queue-settings';

export type * from './message';
export { Queue } from './queue';

const RECREATION_WAIT_MS = 60_000;
const BILLED_CHUNK_BYTES = 64 * 1024;

export interface SqsEngineOptions {
  readonly clock: Clock;
  readonly region?: string;
  readonly account?: string;
  /** Keeps queues and messages over restarts. */
  readonly journal?: Journal | undefined;
}

/** The queues of one account and region. */
export class SqsEngine {
  /** API requests as AWS bills them, by operation, in-process callers included. */
  public readonly requests: Record<string, number> = {};
  /** How many of them went to FIFO queues, whose requests cost more. */
  public requestsToFifo = 0;
  public readonly moveTasks: MoveTasks;
  public readonly account: string;
  readonly #context: QueueContext;
  readonly #queues = new Map<string, Queue>();
  readonly #deletedMs = new Map<string, number>();
  #heldAnswers: Set<() => void> | undefined;

  public constructor(options: SqsEngineOptions) {
    const { clock, region = 'us-east-1', account = '000000000000', journal } = options;
    this.account = account;
    const kept = journal && new KeptQueues(journal);
    let order = 0;
    this.#context = {
      clock,
      region,
      account,
      nextOrder: () => kept?.nextOrder() ?? ++order,
      kept: (queueName) => kept?.queue(queueName),
      whenSent: (serve) => (this.#heldAnswers ? this.#heldAnswers.add(serve) : serve()),
      queueByArn: (arn) => this.queueByArn(arn),
      countRequest: (operation, isFifo, payloadBytes) => this.countRequest(operation, isFifo, payloadBytes),
    };
    this.moveTasks = new MoveTasks(clock, this);
    this.#restore(kept?.restored() ?? []);
  }

  /**
   * Creates a queue, or returns the one that has this name and these attributes. Attributes are API names and strings.
   * Errors: `QueueNameExists`, `QueueDeletedRecently` (within 60 s), and those of names and attributes.
   */
  public createQueue(name: string, given: QueueAttributes = {}): Queue {
    const attributes = normalized(given);
    const existing = this.#queues.get(name);
    if (existing !== undefined) return this.#sameQueue(existing, attributes);
    checkQueueName(name, attributes.FifoQueue === 'true');
    const deletedMs = this.#deletedMs.get(name);
    if (deletedMs !== undefined && this.#context.clock.now() - deletedMs < RECREATION_WAIT_MS) {
      throw new AwsError(
        'QueueDeletedRecently',
        `You must wait 60 seconds after deleting queue ${name} before you can create another with the same name.`,
      );
    }
    const queue = new Queue(name, attributes, this.#context);
    this.#queues.set(name, queue);
    return queue;
  }

  /** Creates a queue as a deployment does: one that is there already keeps its messages and gets these attributes. */
  public deployQueue(name: string, attributes: QueueAttributes): Queue {
    const existing = this.#queues.get(name);
    if (existing === undefined) return this.createQueue(name, attributes);
    existing.replaceAttributes(attributes);
    return existing;
  }

  /** Deletes a queue and its messages. */
  public deleteQueue(queue: Queue): void {
    if (this.#queues.get(queue.name) !== queue) return;
    this.#queues.delete(queue.name);
    this.#deletedMs.set(queue.name, this.#context.clock.now());
    queue.close();
    queue.forget();
  }

  public queueByName(name: string): Queue | undefined {
    return this.#queues.get(name);
  }

  public queueByArn(arn: string): Queue | undefined {
    const queue = this.#queues.get(arn.slice(arn.lastIndexOf(':') + 1));
    return queue?.arn === arn ? queue : undefined;
  }

  public queues(): Queue[] {
    return [...this.#queues.values()];
  }

  /** The queues whose redrive policy names this one. */
  public deadLetterSourcesOf(queue: Queue): Queue[] {
    return this.queues().filter((source) => source.redrivePolicy?.deadLetterTargetArn === queue.arn);
  }

  /**
   * Runs `send`; long polls are answered after it. A poll takes milliseconds on AWS: what reaches a queue within one, in however many
   * requests, it receives together. Without this the first message would answer it, alone, and be a batch of one all the way.
   */
  public atOneMoment(send: () => void): void {
    if (this.#heldAnswers) {
      send();
      return;
    }
    const held = new Set<() => void>();
    this.#heldAnswers = held;
    try {
      send();
    } finally {
      this.#heldAnswers = undefined;
      for (const serve of held) serve();
    }
  }

  /** Counts one request: AWS bills each started 64 KiB of payload. */
  public countRequest(operation: string, isFifo: boolean, payloadBytes = 0): void {
    const billed = Math.max(1, Math.ceil(payloadBytes / BILLED_CHUNK_BYTES));
    this.requests[operation] = (this.requests[operation] ?? 0) + billed;
    if (isFifo) this.requestsToFifo += billed;
  }

  /** Ends all timers and waiting receives. */
  public close(): void {
    this.moveTasks.close();
    for (const queue of this.#queues.values()) queue.close();
  }

  /** A policy may name a queue that was created later: all queues come first, then all policies. */
  #restore(restored: ReturnType<KeptQueues['restored']>): void {
    for (const [name, queue] of restored) {
      const { RedrivePolicy: _, ...attributes } = queue.record.attributes;
      this.#queues.set(name, new Queue(name, attributes, this.#context, queue));
    }
    for (const [name, { record }] of restored) this.#queues.get(name)?.replaceAttributes(record.attributes);
  }

  #sameQueue(queue: Queue, attributes: QueueAttributes): Queue {
    const current = queue.attributes();
    const different = Object.keys(attributes).find((name) => attributes[name] !== current[name]);
    if (different === undefined) return queue;
    throw new AwsError(
      'QueueNameExists',
      `A queue already exists with the same name and a different value for attribute ${different}`,
    );
  }
}
