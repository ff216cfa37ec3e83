import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock/clock';
import { newMessageId } from './message-id';
import { moveTaskHandle } from './move-task-handle';
import type { Queue } from './queue';
import type { NewMessage, StoredMessage } from './stored-message';

/** What SQS moves per second when no rate was asked for, and the most that may be asked for. */
export const MAX_MESSAGES_PER_SECOND = 500;

export type MoveTaskStatus = 'RUNNING' | 'COMPLETED' | 'CANCELLED' | 'FAILED';

export interface MoveTaskOptions {
  readonly clock: Clock;
  readonly source: Queue;
  readonly destinationArn: string | undefined;
  readonly messagesPerSecond: number | undefined;
  readonly queueByArn: (arn: string) => Queue | undefined;
}

/** A message as it starts anew elsewhere: new id, receive count and retention; same group and deduplication id. */
const redriven = (message: StoredMessage, nowMs: number): NewMessage => ({
  messageId: newMessageId(),
  body: message.body,
  md5OfBody: message.md5OfBody,
  messageAttributes: message.messageAttributes,
  traceHeader: message.traceHeader,
  groupId: message.groupId,
  deduplicationId: message.deduplicationId,
  sentMs: nowMs,
  enqueuedMs: nowMs,
  deadLetterSourceArn: undefined,
  firstReceivedMs: undefined,
  receiveCount: 0,
  delayMs: 0,
});

/** A redrive in progress or done: moves the messages of a dead-letter queue that nobody holds, oldest first, at a rate. */
export class MoveTask {
  public readonly handle: string;
  public readonly startedMs: number;
  public readonly toMove: number;
  public status: MoveTaskStatus = 'RUNNING';
  public failureReason: string | undefined;
  public moved = 0;
  readonly #options: MoveTaskOptions;
  readonly #movable: Iterator<StoredMessage, void>;
  #cancelNext: () => void;

  public constructor(options: MoveTaskOptions) {
    this.#options = options;
    this.handle = moveTaskHandle({ taskId: randomUUID(), sourceArn: options.source.arn });
    this.#movable = options.source.movable();
    this.startedMs = options.clock.now();
    this.toMove = Number(options.source.attributes().ApproximateNumberOfMessages);
    this.#cancelNext = options.clock.schedule(0, () => this.#moveDue());
  }

  public get source(): Queue {
    return this.#options.source;
  }

  public get destinationArn(): string | undefined {
    return this.#options.destinationArn;
  }

  public get messagesPerSecond(): number | undefined {
    return this.#options.messagesPerSecond;
  }

  /** Stops after what was moved so far. */
  public cancel(): void {
    this.#end('CANCELLED');
  }

  #moveDue(): void {
    const { clock, messagesPerSecond = MAX_MESSAGES_PER_SECOND } = this.#options;
    const dueAtMs = (): number => this.startedMs + (this.moved * 1000) / messagesPerSecond;
    while (this.status === 'RUNNING' && dueAtMs() <= clock.now()) this.#moveOne();
    if (this.status === 'RUNNING') {
      this.#cancelNext = clock.schedule(dueAtMs() - clock.now(), () => this.#moveDue());
    }
  }

  #moveOne(): void {
    const { source, clock, queueByArn } = this.#options;
    const { value: message, done } = this.#movable.next();
    if (done) {
      this.#end('COMPLETED');
      return;
    }
    const destinationArn = this.destinationArn ?? message.deadLetterSourceArn;
    // Only the redrive policy notes where a message came from; one that was sent here has nowhere to return to.
    const destination = destinationArn === undefined ? undefined : queueByArn(destinationArn);
    if (destination === undefined) {
      this.failureReason =
        destinationArn === undefined ? 'CouldNotDetermineMessageSource' : 'AWS.SimpleQueueService.NonExistentQueue';
      this.#end('FAILED');
      return;
    }
    source.release(message);
    destination.admit(redriven(message, clock.now()));
    this.moved += 1;
  }

  #end(status: MoveTaskStatus): void {
    this.#cancelNext();
    this.status = status;
  }
}
