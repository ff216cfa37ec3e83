import type { ReceivedMessage } from '../sqs/engine';

/** Why a record did not go on: it never can be sent, or the target may take it later. */
export type Stopped = 'failed' | 'waiting';

/** Keeps the order within the groups of a FIFO source: after a record that was stopped, nothing of its group goes on. Groups of a standard source have no order. */
export class GroupOrder {
  readonly #isFifo: boolean;
  readonly #stopped = new Map<string, Stopped>();

  public constructor({ fifo }: { readonly fifo: boolean }) {
    this.#isFifo = fifo;
  }

  public stop({ attributes }: ReceivedMessage, why: Stopped): void {
    if (this.#isFifo && attributes.MessageGroupId !== undefined) this.#stopped.set(attributes.MessageGroupId, why);
  }

  /** Why the record that stopped this one's group did not go on; undefined if this one may. */
  public stoppedBy({ attributes }: ReceivedMessage): Stopped | undefined {
    return this.#stopped.get(attributes.MessageGroupId ?? '');
  }
}
