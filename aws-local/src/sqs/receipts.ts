import { AwsError } from '../http/aws-error';
import type { MessageStore } from './message-store';
import type { QueueCounts } from './queue-counts';
import { readReceiptHandle } from './receipt-handle';
import { checkVisibilityTimeout, MAX_VISIBILITY_SECONDS } from './receive-limits';
import type { StoredMessage } from './stored-message';

const invalidHandle = (handle: string, reason: string): AwsError =>
  new AwsError('InvalidParameterValue', `Value ${handle} for parameter ReceiptHandle is invalid. Reason: ${reason}.`);

/** What a receipt handle gives access to in one queue. */
export class Receipts {
  readonly #store: MessageStore;
  readonly #queueId: string;
  readonly #fifo: boolean;
  readonly #counts: QueueCounts;

  public constructor(store: MessageStore, queueId: string, fifo: boolean, counts: QueueCounts) {
    this.#counts = counts;
    this.#store = store;
    this.#queueId = queueId;
    this.#fifo = fifo;
  }

  /**
   * Deletes a received message. A handle that a later receive replaced deletes nothing and still succeeds; once
   * visibility has ended, a FIFO queue refuses it, since somebody else may have the message by now.
   */
  public delete(handle: string): object {
    const { message, latest } = this.#find(handle);
    if (message === undefined) return {};
    if (this.#fifo && !(latest && message.state === 'inFlight')) {
      throw invalidHandle(handle, 'The receipt handle has expired');
    }
    if (latest) {
      this.#store.remove(message);
      this.#counts.deleted += 1;
    }
    return {};
  }

  /**
   * Sets the visibility timeout anew from now; 0 makes the message available at once. A standard queue also takes a handle whose visibility
   * has ended (LocalStack test_sqs.py::test_change_message_visibility_after_visibility_timeout_expiration), and an older one, which says
   * nothing about the receive that followed it.
   */
  public changeVisibility(handle: string, seconds: number, nowMs: number): object {
    checkVisibilityTimeout(seconds);
    const { message, latest } = this.#find(handle);
    if (message === undefined) {
      throw invalidHandle(handle, 'Message does not exist or is not available for visibility timeout change');
    }
    if (this.#fifo && !(latest && message.state === 'inFlight')) {
      throw invalidHandle(handle, 'The receipt handle has expired');
    }
    if (!latest) return {};
    const visibleAtMs = nowMs + seconds * 1000;
    if (visibleAtMs > message.lastReceivedMs + MAX_VISIBILITY_SECONDS * 1000) {
      throw new AwsError(
        'InvalidParameterValue',
        `Value ${seconds} for parameter VisibilityTimeout is invalid. Reason: Total VisibilityTimeout for the message is beyond the limit [${MAX_VISIBILITY_SECONDS} seconds].`,
      );
    }
    this.#store.hideUntil(message, visibleAtMs);
    return {};
  }

  #find(handle: string): { message: StoredMessage | undefined; latest: boolean } {
    const receipt = readReceiptHandle(this.#queueId, handle);
    const message = this.#store.find(receipt.messageId);
    return { message, latest: message?.receivesInQueue === receipt.receive };
  }
}
