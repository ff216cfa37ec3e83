import type { Availability } from './availability';
import { LinkedList, type ListNode } from './linked-list';
import { SearchWindow } from './search-window';
import type { StoredMessage } from './stored-message';

const SEARCHED_MESSAGES = 120_000;

interface Group {
  readonly id: string;
  /** Every message of the group in its order, those in flight included: one that returns needs no re-sorting. */
  readonly messages: LinkedList<StoredMessage>;
  /** Its place among the groups that can be received from. */
  ready: ListNode<Group> | undefined;
}

/**
 * A FIFO queue: a receive takes as much as it can of one group, then fills from others (SQS developer guide, "FIFO delivery
 * logic"). A message in flight holds back what comes after it in its group, and nothing that lies before it: "subsequent
 * messages in that group are not made available" (SQS developer guide, "visibility timeout"). Recorded against AWS by
 * LocalStack's tests (test_sqs.py, test_fifo_message_group_visibility_after_change_message_visibility and its neighbours)
 * and described in LocalStack #13386.
 */
export class FifoAvailability implements Availability {
  readonly #groups = new Map<string, Group>();
  readonly #ready = new LinkedList<Group>();
  readonly #nodes = new Map<StoredMessage, ListNode<StoredMessage>>();
  readonly #window: SearchWindow;

  public constructor(searchedMessages = SEARCHED_MESSAGES) {
    this.#window = new SearchWindow(searchedMessages);
  }

  public added(message: StoredMessage): void {
    const group = this.#groupOf(message) ?? this.#newGroup(message);
    this.#nodes.set(message, group.messages.append(message));
    this.#window.add(message);
    this.#refresh(group);
  }

  public becameAvailable(message: StoredMessage): void {
    const group = this.#groupOf(message);
    if (group !== undefined) this.#refresh(group);
  }

  public hidden(message: StoredMessage): void {
    this.becameAvailable(message);
  }

  public removed(message: StoredMessage): void {
    const group = this.#groupOf(message);
    const node = this.#nodes.get(message);
    if (group === undefined || node === undefined) return;
    group.messages.remove(node);
    this.#nodes.delete(message);
    this.#refresh(group);
    if (group.messages.first === undefined) this.#groups.delete(group.id);

    const entering = this.#window.remove(message);
    const enteringGroup = entering && this.#groupOf(entering);
    if (enteringGroup !== undefined) this.#refresh(enteringGroup);
  }

  public take(max: number, deliver: (message: StoredMessage) => boolean): void {
    let taken = 0;
    for (let group = this.#ready.first?.value; group !== undefined && taken < max; group = this.#ready.first?.value) {
      let node = group.messages.first;
      while (node !== undefined && node.value.state === 'available' && taken < max) {
        const next: ListNode<StoredMessage> | undefined = node.next;
        if (deliver(node.value)) taken += 1;
        node = next;
      }
      this.#refresh(group);
    }
  }

  public canTake(message: StoredMessage): boolean {
    const group = this.#groupOf(message);
    return group?.ready !== undefined && group.messages.first?.value === message;
  }

  #groupOf(message: StoredMessage): Group | undefined {
    return this.#groups.get(message.groupId ?? '');
  }

  #newGroup(message: StoredMessage): Group {
    const group: Group = { id: message.groupId ?? '', messages: new LinkedList(), ready: undefined };
    this.#groups.set(group.id, group);
    return group;
  }

  #refresh(group: Group): void {
    const head = group.messages.first?.value;
    const receivable = head?.state === 'available' && this.#window.has(head);
    if (receivable && group.ready === undefined) {
      group.ready = this.#ready.append(group);
    } else if (!receivable && group.ready !== undefined) {
      this.#ready.remove(group.ready);
      group.ready = undefined;
    }
  }
}
