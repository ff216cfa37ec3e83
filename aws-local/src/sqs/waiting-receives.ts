import type { Clock } from '../clock/clock';
import type { ReceivedMessage } from './message';

interface WaitingReceive {
  readonly take: () => ReceivedMessage[];
  readonly answer: (messages: ReceivedMessage[]) => void;
}

/** The long polls of one queue, served in the order in which they came. */
export class WaitingReceives {
  readonly #clock: Clock;
  readonly #waiting = new Set<WaitingReceive>();

  readonly #whenSent: (serve: () => void) => void;
  readonly #onEmpty: () => void;

  /**
   * @param whenSent runs what it is given, at once or when everything that is sent at this moment has been.
   * @param onEmpty told of a receive whose time is over.
   */
  public constructor(clock: Clock, whenSent: (serve: () => void) => void, onEmpty: () => void) {
    this.#onEmpty = onEmpty;
    this.#clock = clock;
    this.#whenSent = whenSent;
  }

  /** Resolves with what `take` gives once something can be received, with nothing after `waitMs` or an abort. */
  public wait(take: () => ReceivedMessage[], waitMs: number, signal?: AbortSignal): Promise<ReceivedMessage[]> {
    return new Promise((resolve) => {
      const answer = (messages: ReceivedMessage[]): void => {
        this.#waiting.delete(receive);
        cancelTimeout();
        signal?.removeEventListener('abort', giveUp);
        resolve(messages);
      };
      const giveUp = (): void => answer([]);
      const receive: WaitingReceive = { take, answer };
      const cancelTimeout = this.#clock.schedule(waitMs, () => {
        this.#onEmpty();
        giveUp();
      });
      signal?.addEventListener('abort', giveUp, { once: true });
      this.#waiting.add(receive);
    });
  }

  /** Hands out what has become available. */
  public wake(): void {
    if (this.#waiting.size > 0) this.#whenSent(this.#serve);
  }

  readonly #serve = (): void => {
    for (const receive of this.#waiting) {
      const messages = receive.take();
      if (messages.length === 0) return;
      receive.answer(messages);
    }
  };

  public close(): void {
    for (const receive of this.#waiting) receive.answer([]);
  }
}
