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

  public constructor(clock: Clock) {
    this.#clock = clock;
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
      const cancelTimeout = this.#clock.schedule(waitMs, giveUp);
      signal?.addEventListener('abort', giveUp, { once: true });
      this.#waiting.add(receive);
    });
  }

  /** Hands out what has become available. */
  public wake(): void {
    for (const receive of this.#waiting) {
      const messages = receive.take();
      if (messages.length === 0) return;
      receive.answer(messages);
    }
  }

  public close(): void {
    for (const receive of this.#waiting) receive.answer([]);
  }
}
