import { Readable, Writable } from 'node:stream';
import type { Clock } from '../clock/clock';
import type { CallAnswer, CallRequest } from './handler-call';

/** What http.request takes, as far as the AWS SDK and Stripe's package use it. */
export interface RequestOptions {
  readonly host?: string;
  readonly hostname?: string;
  readonly port?: number | string;
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string | number | readonly string[]>>;
}

/**
 * Stands for Node's ClientRequest in a simulated process: it goes nowhere by itself, but is handed over once its body is complete, and its
 * timeouts follow the simulation's clock.
 */
export class HeldRequest extends Writable {
  readonly #options: RequestOptions;
  readonly #clock: Clock;
  readonly #onComplete: (request: CallRequest, held: HeldRequest) => void;
  readonly #chunks: Buffer[] = [];
  #cancelTimeout: () => void = () => undefined;

  public constructor(
    options: RequestOptions,
    clock: Clock,
    onComplete: (request: CallRequest, held: HeldRequest) => void,
  ) {
    super({ autoDestroy: false });
    this.#options = options;
    this.#clock = clock;
    this.#onComplete = onComplete;
  }

  public setTimeout(timeoutMs: number, onTimeout?: () => void): this {
    this.#cancelTimeout();
    if (onTimeout) this.once('timeout', onTimeout);
    if (timeoutMs > 0) this.#cancelTimeout = this.#clock.schedule(timeoutMs, () => this.emit('timeout'));
    return this;
  }

  /** Gives the caller its answer, unless it has hung up. */
  public answer({ status, headers, body }: CallAnswer): void {
    if (this.destroyed) return;
    this.#cancelTimeout();
    const response = new Readable({ read: () => undefined });
    Object.assign(response, { statusCode: status, statusMessage: '', headers, httpVersion: '1.1', complete: true });
    response.push(body);
    response.push(null);
    response.once('end', () => this.emit('close'));
    this.emit('response', response);
  }

  /** Cuts the connection as a peer that went away does. */
  public cut(): void {
    if (!this.destroyed) this.destroy(Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }));
  }

  override _write(chunk: Buffer | string, encoding: BufferEncoding, done: () => void): void {
    this.#chunks.push(typeof chunk === 'string' ? Buffer.from(chunk, encoding) : chunk);
    done();
  }

  override _final(done: () => void): void {
    done();
    const { host, hostname, port, method = 'GET', path = '/', headers = {} } = this.#options;
    this.#onComplete(
      {
        host: hostname ?? host ?? '127.0.0.1',
        port: Number(port ?? 80),
        method,
        path,
        headers: Object.fromEntries(
          Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
        ),
        body: Buffer.concat(this.#chunks),
      },
      this,
    );
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#cancelTimeout();
    done(error);
  }
}
