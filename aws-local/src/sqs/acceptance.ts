import { createHash } from 'node:crypto';
import { DeduplicationWindow } from './deduplication';
import type { KeptQueue, RestoredQueue } from './kept';
import type { SendEntry, SentMessage } from './message';
import { newMessageId } from './message-id';
import type { MessageStore } from './message-store';
import type { QueueCounts } from './queue-counts';
import type { QueueSettings } from './queue-settings';
import { checkEntry, deduplicationIdOf } from './send-entry';
import { sequenceNumber } from './stored-message';

const NO_ATTRIBUTES = {};

/** Takes sent messages into a queue; a FIFO queue takes each deduplication id once in five minutes. */
export class Acceptance {
  readonly #store: MessageStore;
  readonly #fifo: boolean;
  readonly #deduplicatesPerGroup: boolean;
  readonly #window: DeduplicationWindow;
  readonly #counts: QueueCounts;

  /**
   * @param deduplicatesPerGroup by the queue's scope when it was made: a later change of the attribute changes nothing on AWS (LocalStack
   *   test_sqs.py::test_fifo_change_to_high_throughput_after_creation, …_to_regular_throughput_after_creation).
   */
  public constructor(
    store: MessageStore,
    fifo: boolean,
    deduplicatesPerGroup: boolean,
    counts: QueueCounts,
    kept?: KeptQueue,
  ) {
    this.#counts = counts;
    this.#deduplicatesPerGroup = deduplicatesPerGroup;
    this.#window = new DeduplicationWindow(kept?.deduplication);
    this.#store = store;
    this.#fifo = fifo;
  }

  /** Throws the API's codes for a message that is refused; answers a duplicate as the original was answered. */
  public accept(entry: SendEntry, settings: QueueSettings, nowMs: number): SentMessage {
    checkEntry(entry, this.#fifo, settings);
    const md5OfBody = createHash('md5').update(entry.body).digest('hex');
    if (!this.#fifo) {
      const delayMs = entry.delaySeconds === undefined ? settings.delayMs : entry.delaySeconds * 1000;
      const { messageId } = this.#add(entry, md5OfBody, undefined, delayMs, nowMs);
      return { messageId, md5OfBody };
    }
    const deduplicationId = deduplicationIdOf(entry);
    // A space can be in neither id, so the two cannot run into each other.
    const key = this.#deduplicatesPerGroup ? `${entry.groupId} ${deduplicationId}` : deduplicationId;
    const original = this.#window.find(key, nowMs);
    if (original !== undefined) {
      this.#counts.deduplicated += 1;
      return { ...original.sent, md5OfBody };
    }
    const { messageId, order } = this.#add(entry, md5OfBody, deduplicationId, settings.delayMs, nowMs);
    const sent = { messageId, sequenceNumber: sequenceNumber(order) };
    this.#window.remember(key, { sent, acceptedMs: nowMs });
    return { ...sent, md5OfBody };
  }

  /** Forgets what was accepted: after a purge nothing is a duplicate (LocalStack test_sqs.py::test_purge_queue_clears_fifo_deduplication_cache). */
  public forgetAccepted(): void {
    this.#window.clear();
  }

  /** Puts back the deduplication window that an earlier process left. */
  public restore(accepted: RestoredQueue['accepted']): void {
    this.#window.restore(accepted);
  }

  #add(entry: SendEntry, md5OfBody: string, deduplicationId: string | undefined, delayMs: number, nowMs: number) {
    this.#counts.sent += 1;
    return this.#store.add({
      messageId: newMessageId(),
      body: entry.body,
      md5OfBody,
      messageAttributes: entry.messageAttributes ?? NO_ATTRIBUTES,
      traceHeader: entry.systemAttributes?.AWSTraceHeader?.StringValue,
      groupId: entry.groupId,
      deduplicationId,
      sentMs: nowMs,
      enqueuedMs: nowMs,
      deadLetterSourceArn: undefined,
      firstReceivedMs: undefined,
      receiveCount: 0,
      delayMs,
    });
  }
}
