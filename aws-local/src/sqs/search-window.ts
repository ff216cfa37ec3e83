import { LinkedList, type ListNode } from './linked-list';
import type { StoredMessage } from './stored-message';

/**
 * The first `size` messages of a FIFO queue: SQS looks for available groups only there, so a backlog in one group can
 * starve the groups behind it (SQS developer guide, "avoid a large backlog with the same message group ID").
 */
export class SearchWindow {
  readonly #size: number;
  readonly #all = new LinkedList<StoredMessage>();
  readonly #nodes = new Map<StoredMessage, ListNode<StoredMessage>>();
  #inside = 0;
  #last: ListNode<StoredMessage> | undefined;

  public constructor(size: number) {
    this.#size = size;
  }

  public add(message: StoredMessage): void {
    const node = this.#all.append(message);
    this.#nodes.set(message, node);
    if (this.#inside === this.#size) return;
    this.#inside += 1;
    this.#last = node;
  }

  public has(message: StoredMessage): boolean {
    return this.#last !== undefined && message.order <= this.#last.value.order;
  }

  /** Takes a message out and returns the one that enters the window in its place, if any. */
  public remove(message: StoredMessage): StoredMessage | undefined {
    const node = this.#nodes.get(message);
    if (node === undefined) return undefined;
    const inside = this.has(message);
    const entering = inside ? this.#last?.next : undefined;
    if (inside && entering === undefined) this.#inside -= 1;
    if (entering !== undefined) this.#last = entering;
    else if (node === this.#last) this.#last = node.previous;
    this.#all.remove(node);
    this.#nodes.delete(message);
    return entering?.value;
  }
}
