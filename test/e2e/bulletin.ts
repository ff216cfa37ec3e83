import type { BusEvent } from '@coffee-shop/aws-local';

/** An event that the bus took. */
export interface Heard {
  readonly type: string;
  readonly source: string;
  readonly orderId: unknown;
  readonly detail: Readonly<Record<string, unknown>>;
}

interface Waiting {
  readonly isIt: (heard: Heard) => boolean;
  readonly tell: (heard: Heard) => void;
}

/** Has a listener told of every event; gives what ends that. */
export type Listen = (listener: (event: Pick<BusEvent, 'detail-type' | 'source' | 'detail'>) => void) => () => void;

/** Everything that the bus has taken, in order, and those who wait for something of it. */
export class Bulletin {
  readonly heard: Heard[] = [];
  readonly close: () => void;
  /** Whether somebody gave up: what was waited for may still be on its way. */
  waitedInVain = false;
  readonly #waiting = new Set<Waiting>();

  /** @param patienceMs how long somebody waits in vain for an event. */
  constructor(
    listen: Listen,
    private readonly patienceMs: number,
  ) {
    this.close = listen((event) => {
      const detail = (event.detail ?? {}) as Record<string, unknown>;
      const heard = { type: event['detail-type'], source: event.source, orderId: detail.orderId, detail };
      this.heard.push(heard);
      for (const waiting of this.#waiting) if (waiting.isIt(heard)) waiting.tell(heard);
    });
  }

  /** The first event that `isIt`, be it here already or still to come. @throws Error that tells what was waited for in vain. */
  async first(what: string, isIt: (heard: Heard) => boolean): Promise<Heard> {
    const known = this.heard.find(isIt);
    if (known) return known;
    return new Promise((resolve, reject) => {
      const waiting: Waiting = {
        isIt,
        tell: (heard) => {
          clearTimeout(timer);
          this.#waiting.delete(waiting);
          resolve(heard);
        },
      };
      const timer = setTimeout(() => {
        this.#waiting.delete(waiting);
        this.waitedInVain = true;
        const orders = this.heard.map(({ type, orderId }) => `${type} of ${orderId}`);
        reject(new Error(`no ${what} came; the bus took ${orders.join(', ') || 'nothing'}`));
      }, this.patienceMs);
      this.#waiting.add(waiting);
    });
  }

  /** Resolves when nothing was heard for so long, counted from now. */
  async silence(ms: number): Promise<void> {
    for (let heard = -1; heard !== this.heard.length; ) {
      heard = this.heard.length;
      await new Promise((resolve) => setTimeout(resolve, ms));
    }
  }
}
