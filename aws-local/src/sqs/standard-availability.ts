import type { Availability } from './availability';
import { LinkedList, type ListNode } from './linked-list';
import type { StoredMessage } from './stored-message';

/** A standard queue: first available, first received; a message that returns goes to the back. */
export class StandardAvailability implements Availability {
  readonly #ready = new LinkedList<StoredMessage>();
  readonly #nodes = new Map<StoredMessage, ListNode<StoredMessage>>();

  public added(message: StoredMessage): void {
    if (message.state === 'available') this.becameAvailable(message);
  }

  public becameAvailable(message: StoredMessage): void {
    this.#nodes.set(message, this.#ready.append(message));
  }

  public hidden(message: StoredMessage): void {
    this.removed(message);
  }

  public removed(message: StoredMessage): void {
    const node = this.#nodes.get(message);
    if (node === undefined) return;
    this.#ready.remove(node);
    this.#nodes.delete(message);
  }

  public take(max: number, deliver: (message: StoredMessage) => boolean): void {
    let taken = 0;
    for (let node = this.#ready.first; node !== undefined && taken < max; node = this.#ready.first) {
      if (deliver(node.value)) {
        this.removed(node.value);
        taken += 1;
      }
    }
  }

  public canTake(message: StoredMessage): boolean {
    return message.state === 'available';
  }
}
