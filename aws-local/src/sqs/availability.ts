import type { StoredMessage } from './stored-message';

/** Knows which messages of a queue can be received, and in which order. The queue tells it of every change of state. */
export interface Availability {
  /** A message came into the queue, delayed or available. */
  added(message: StoredMessage): void;
  /** Its delay or its visibility timeout ended. */
  becameAvailable(message: StoredMessage): void;
  /** It was available and is not now, without having been taken. */
  hidden(message: StoredMessage): void;
  /** It left the queue. */
  removed(message: StoredMessage): void;
  /**
   * Offers up to `max` messages. `deliver` puts the message in flight and returns true, or removes it from the
   * queue (dead-lettered) and returns false.
   */
  take(max: number, deliver: (message: StoredMessage) => boolean): void;
  /** Whether it could be received now: nobody holds it, and in a FIFO queue it is the first of its group. */
  canTake(message: StoredMessage): boolean;
}
