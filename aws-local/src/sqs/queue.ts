import { AwsError } from '../http/aws-error';
import type { Statement } from '../iam/policy/statement';
import { Acceptance } from './acceptance';
import { checkBatch, eachEntry } from './batch';
import { type DeadLetterTarget, deadLettered } from './dead-letter';
import type { KeptQueue, RestoredQueue } from './kept';
import type { BatchResult, PeekedMessage, ReceivedMessage, ReceiveOptions, SendEntry, SentMessage } from './message';
import { MessageStore } from './message-store';
import type { QueueContext } from './queue-context';
import { noCounts, type QueueCounts } from './queue-counts';
import { QueueDetails } from './queue-details';
import { type QueueLevels, queueLevels } from './queue-levels';
import type { QueueAttributes } from './queue-settings';
import { Receipts } from './receipts';
import { checkReceive } from './receive-limits';
import { allowsSource, type RedrivePolicy } from './redrive-policy';
import { checkRequired, checkRequiredOfBatch, entryBytes } from './send-entry';
import { asPeeked, asReceived, type NewMessage, type StoredMessage } from './stored-message';
import { WaitingReceives } from './waiting-receives';

const MAX_BATCH_BYTES = 1_048_576;
const MAX_IN_FLIGHT = 120_000;
const PURGE_INTERVAL_MS = 60_000;

/** The answer to a request for a queue that is not there, or no longer. */
export const queueDoesNotExist = (name: string): AwsError =>
  new AwsError('QueueDoesNotExist', `The specified queue does not exist: ${name}`);

/** A standard or FIFO queue. Every method stands for one API request; errors are AwsErrors with SQS's codes. */
export class Queue implements DeadLetterTarget {
  public readonly name: string;
  public readonly arn: string;
  public readonly fifo: boolean;
  readonly #context: QueueContext;
  readonly #details: QueueDetails;
  readonly #kept: KeptQueue | undefined;
  readonly #store: MessageStore;
  readonly #waiting: WaitingReceives;
  readonly #acceptance: Acceptance;
  readonly #receipts: Receipts;
  readonly #counts = noCounts();
  #closed = false;
  #purgedMs = Number.NEGATIVE_INFINITY;

  /** @param restored what an earlier process left of it. */
  public constructor(name: string, attributes: QueueAttributes, context: QueueContext, restored?: RestoredQueue) {
    this.name = name;
    this.arn = `arn:aws:sqs:${context.region}:${context.account}:${name}`;
    this.fifo = name.endsWith('.fifo');
    this.#context = context;
    this.#kept = context.kept(name);
    this.#details = new QueueDetails(this, attributes, context, this.#kept, restored?.record);
    this.#waiting = new WaitingReceives(context.clock, context.whenSent, () => {
      this.#counts.emptyReceives += 1;
    });
    this.#store = new MessageStore({
      clock: context.clock,
      fifo: this.fifo,
      retentionMs: this.#details.settings.retentionMs,
      nextOrder: context.nextOrder,
      onAvailable: () => this.#waiting.wake(),
      kept: this.#kept?.messages,
    });
    this.#acceptance = new Acceptance(
      this.#store,
      this.fifo,
      this.#details.createdScope === 'messageGroup',
      this.#counts,
      this.#kept,
    );
    this.#receipts = new Receipts(this.#store, this.#details.id, this.fifo, this.#counts);
    if (restored !== undefined) {
      this.#store.restore(restored.messages);
      this.#acceptance.restore(restored.accepted);
    }
  }

  /** Sends up to ten messages; those that are refused fail alone. */
  public send(entries: readonly SendEntry[]): BatchResult<SentMessage> {
    checkBatch(entries);
    const bytes = entries.reduce((sum, entry) => sum + entryBytes(entry), 0);
    this.#countRequest('SendMessageBatch', bytes);
    if (bytes > MAX_BATCH_BYTES) {
      throw new AwsError(
        'BatchRequestTooLong',
        `Batch requests cannot be longer than ${MAX_BATCH_BYTES} bytes. You have sent ${bytes} bytes.`,
      );
    }
    const nowMs = this.#context.clock.now();
    for (const entry of entries) checkRequiredOfBatch(entry, this.fifo, this.#details.settings);
    const result = eachEntry(entries, (entry) => this.#acceptance.accept(entry, this.#details.settings, nowMs));
    this.#waiting.wake();
    return result;
  }

  public sendMessage(entry: Omit<SendEntry, 'id'>): SentMessage {
    const whole = { ...entry, id: 'single' };
    this.#countRequest('SendMessage', entryBytes(whole));
    checkRequired(whole, this.fifo, this.#details.settings);
    const sent = this.#acceptance.accept(whole, this.#details.settings, this.#context.clock.now());
    this.#waiting.wake();
    return sent;
  }

  /** Receives what there is, or waits for it; a receive whose signal aborts takes nothing. */
  public async receive(options: ReceiveOptions): Promise<ReceivedMessage[]> {
    const { maxMessages, signal } = options;
    const waitMs = options.waitMs ?? this.#details.settings.receiveWaitMs;
    this.#countRequest('ReceiveMessage');
    checkReceive(maxMessages, waitMs, options.visibilityTimeoutSeconds);
    if (signal?.aborted) return [];
    const take = (): ReceivedMessage[] => this.#take(maxMessages, options.visibilityTimeoutSeconds);
    const messages = take();
    if (messages.length > 0) return messages;
    if (waitMs > 0) return this.#waiting.wait(take, waitMs, signal);
    if (!this.fifo && this.#store.count('inFlight') >= MAX_IN_FLIGHT) {
      throw new AwsError(
        'OverLimit',
        `Queue ${this.name} has ${MAX_IN_FLIGHT} messages in flight, the most it may.`,
        403,
      );
    }
    this.#counts.emptyReceives += 1;
    return [];
  }

  public delete(entries: readonly { readonly id: string; readonly receiptHandle: string }[]): BatchResult<object> {
    this.#countRequest('DeleteMessageBatch');
    checkBatch(entries);
    this.#store.settle();
    const result = eachEntry(entries, ({ receiptHandle }) => this.#receipts.delete(receiptHandle));
    this.#waiting.wake();
    return result;
  }

  public deleteMessage(receiptHandle: string): void {
    this.#countRequest('DeleteMessage');
    this.#store.settle();
    this.#receipts.delete(receiptHandle);
    this.#waiting.wake();
  }

  public changeVisibility(
    entries: readonly {
      readonly id: string;
      readonly receiptHandle: string;
      readonly visibilityTimeoutSeconds: number;
    }[],
  ): BatchResult<object> {
    this.#countRequest('ChangeMessageVisibilityBatch');
    checkBatch(entries);
    this.#store.settle();
    const nowMs = this.#context.clock.now();
    const result = eachEntry(entries, (entry) =>
      this.#receipts.changeVisibility(entry.receiptHandle, entry.visibilityTimeoutSeconds, nowMs),
    );
    this.#waiting.wake();
    return result;
  }

  public changeMessageVisibility(receiptHandle: string, visibilityTimeoutSeconds: number): void {
    this.#countRequest('ChangeMessageVisibility');
    this.#store.settle();
    this.#receipts.changeVisibility(receiptHandle, visibilityTimeoutSeconds, this.#context.clock.now());
    this.#waiting.wake();
  }

  /** All attributes by their API names, counts included. */
  public attributes(): Record<string, string> {
    this.#store.settle();
    return {
      ...this.#details.describe(),
      ApproximateNumberOfMessages: String(this.#store.count('available')),
      ApproximateNumberOfMessagesNotVisible: String(this.#store.count('inFlight')),
      ApproximateNumberOfMessagesDelayed: String(this.#store.count('delayed')),
    };
  }

  /** Of the queue's policy. */
  public get statements(): readonly Statement[] {
    return this.#details.settings.statements;
  }

  /** Changes some attributes; retention applies to the messages that are there, as in SQS. */
  public setAttributes(attributes: QueueAttributes): void {
    this.#details.change(attributes);
    this.#store.setRetention(this.#details.settings.retentionMs);
  }

  /** Has these attributes from now on, and the defaults for all others. */
  public replaceAttributes(attributes: QueueAttributes): void {
    this.#details.replace(attributes);
    this.#store.setRetention(this.#details.settings.retentionMs);
  }

  /** What happened in it so far. */
  public get counts(): Readonly<QueueCounts> {
    return this.#counts;
  }

  /** What is in it now. */
  public levels(): QueueLevels {
    this.#store.settle();
    return queueLevels(this.#store.all(), this.fifo);
  }

  public get tags(): Readonly<Record<string, string>> {
    return this.#details.tags;
  }

  public setTags(tags: Readonly<Record<string, string>>): void {
    this.#details.setTags(tags);
  }

  public purge(): void {
    const nowMs = this.#context.clock.now();
    if (nowMs - this.#purgedMs < PURGE_INTERVAL_MS) {
      throw new AwsError(
        'PurgeQueueInProgress',
        `Only one PurgeQueue operation on ${this.name} is allowed every 60 seconds.`,
        403,
      );
    }
    this.#purgedMs = nowMs;
    this.#store.clear();
    this.#acceptance.forgetAccepted();
  }

  /** What a person or the audit may look at, oldest first; does not count as a receive. */
  public peek(limit = Number.POSITIVE_INFINITY): PeekedMessage[] {
    this.#store.settle();
    const peeked: PeekedMessage[] = [];
    for (const message of this.#store.all()) {
      if (peeked.length >= limit) break;
      peeked.push(asPeeked(message, this.fifo));
    }
    return peeked;
  }

  /** Whether this queue, as a dead-letter queue, takes messages from `sourceArn`. */
  public allowsRedriveFrom(sourceArn: string): boolean {
    return allowsSource(this.#details.settings.redriveAllowPolicy, sourceArn);
  }

  /** Where messages go that were received too often. */
  public get redrivePolicy(): RedrivePolicy | undefined {
    return this.#details.settings.redrivePolicy;
  }

  /** For a move task: the messages that nobody holds, oldest first; each may be released on the way. */
  public movable(): Iterator<StoredMessage, void> {
    return this.#store.takeable();
  }

  /** For moves between queues: the message leaves here. */
  public release(message: StoredMessage): void {
    this.#store.remove(message);
    this.#waiting.wake();
  }

  /** For moves between queues: the message comes in here. A move is no send, and no deduplication applies. */
  public admit(message: NewMessage): void {
    this.#store.add(message);
    this.#waiting.wake();
  }

  /** Ends all timers and answers all waiting receives with nothing. */
  public close(): void {
    this.#closed = true;
    this.#store.close();
    this.#waiting.close();
  }

  /** Nothing of it is to come back. */
  public forget(): void {
    this.#kept?.forget();
  }

  #countRequest(operation: string, payloadBytes?: number): void {
    if (this.#closed) throw queueDoesNotExist(this.name);
    this.#counts.requests += 1;
    this.#context.countRequest(operation, this.fifo, payloadBytes);
  }

  #take(maxMessages: number, visibilityTimeoutSeconds: number | undefined): ReceivedMessage[] {
    this.#store.settle();
    const room = MAX_IN_FLIGHT - this.#store.count('inFlight');
    const visibilityTimeoutMs =
      visibilityTimeoutSeconds === undefined
        ? this.#details.settings.visibilityTimeoutMs
        : visibilityTimeoutSeconds * 1000;
    const taken = this.#store.take(Math.min(maxMessages, room), visibilityTimeoutMs, (message) =>
      this.#deadLetter(message),
    );
    this.#counts.received += taken.length;
    return taken.map((message) => asReceived(message, this.fifo, this.#details.id));
  }

  /** SQS moves a message when it would be received once too often, not before (localstack #8234). */
  #deadLetter(message: StoredMessage): boolean {
    const policy = this.#details.settings.redrivePolicy;
    if (policy === undefined || message.receivesInQueue < policy.maxReceiveCount) return false;
    const target = this.#context.queueByArn(policy.deadLetterTargetArn);
    if (target === undefined || !target.allowsRedriveFrom(this.arn)) return false;
    this.#store.remove(message);
    target.admit(deadLettered(message, this, this.#context.clock.now()));
    return true;
  }
}
