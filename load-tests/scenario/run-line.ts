import { createConnection, type Socket } from 'node:net';
import { createInterface } from 'node:readline';

/** What a virtual user tells the one who started the run. */
export type FromUser =
  | { readonly told: 'placed'; readonly orderId: string; readonly total: number; readonly currency: string }
  /** All that the service needs is on the bus. */
  | { readonly told: 'published'; readonly orderId: string; readonly atMs: number; readonly eventIds: string[] }
  | { readonly told: 'lost'; readonly orderId: string };

/** An order's final event, as the tap saw it. Times are epoch milliseconds of this machine. */
export interface Ended {
  readonly orderId: string;
  readonly type: string;
  readonly atMs: number;
}

/**
 * The line to `npm run test:load`, which listens to the bus for all virtual users: one JSON object per line of text. One tap serves them all, and is
 * removed even when artillery is killed.
 */
export class RunLine {
  readonly #socket: Socket;
  readonly #ended = new Map<string, Ended>();
  readonly #waiting = new Map<string, (ended: Ended) => void>();

  public constructor(port: number) {
    this.#socket = createConnection({ host: '127.0.0.1', port });
    // artillery ends when its users have ended, not when the line does.
    this.#socket.unref();
    this.#socket.on('error', () => this.#socket.destroy());
    createInterface({ input: this.#socket }).on('line', (line) => this.#hear(JSON.parse(line) as Ended));
  }

  public tell(message: FromUser): void {
    this.#socket.write(`${JSON.stringify(message)}\n`);
  }

  /** Resolves with the order's end; undefined if `timeoutMs` pass without one. */
  public async endOf(orderId: string, timeoutMs: number): Promise<Ended | undefined> {
    const known = this.#ended.get(orderId);
    if (known) return known;
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(orderId);
        resolve(undefined);
      }, timeoutMs);
      this.#waiting.set(orderId, (ended) => {
        clearTimeout(timer);
        resolve(ended);
      });
    });
  }

  #hear(ended: Ended): void {
    const waits = this.#waiting.get(ended.orderId);
    // Several workers share the bus: an order of another one is never asked for, and forgotten with the run.
    if (waits) {
      this.#waiting.delete(ended.orderId);
      waits(ended);
    } else this.#ended.set(ended.orderId, ended);
  }
}
