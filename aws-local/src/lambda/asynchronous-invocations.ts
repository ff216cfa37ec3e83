import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock/clock';
import type { KeptInvocations } from './kept';

/** Waits before the second and the third attempt of an asynchronous invocation (L invocation-async-error-handling.html). */
const RETRY_MS = [60_000, 120_000];

interface QueuedEvent {
  readonly id: string;
  readonly functionArn: string;
  readonly event: unknown;
}

/** Events that wait for their functions: each is tried twice more after failures, and nobody learns the result. */
export class AsynchronousInvocations {
  readonly #clock: Clock;
  readonly #invoke: (functionArn: string, event: unknown) => Promise<unknown>;
  readonly #kept: KeptInvocations | undefined;
  readonly #cancelRetries = new Set<() => void>();
  #closed = false;

  public constructor(options: {
    readonly clock: Clock;
    readonly invoke: (functionArn: string, event: unknown) => Promise<unknown>;
    /** Keeps those that have not ended over restarts. */
    readonly kept: KeptInvocations | undefined;
  }) {
    this.#clock = options.clock;
    this.#invoke = options.invoke;
    this.#kept = options.kept;
  }

  public add(functionArn: string, event: unknown): void {
    this.#attempt({ id: randomUUID(), functionArn, event }, 0);
  }

  /** Tries again what an earlier process left. @param isThere its function may be gone from the stacks. */
  public release(isThere: (functionArn: string) => boolean): void {
    for (const [id, { functionArn, event, retry }] of this.#kept?.restored() ?? []) {
      if (isThere(functionArn)) this.#attempt({ id, functionArn, event }, retry);
      else this.#kept?.done(id);
    }
  }

  public close(): void {
    this.#closed = true;
    for (const cancel of this.#cancelRetries) cancel();
  }

  #attempt({ id, functionArn, event }: QueuedEvent, retry: number): void {
    this.#kept?.put(id, { functionArn, event, retry });
    const attempt = async (): Promise<void> => {
      try {
        await this.#invoke(functionArn, event);
      } catch {
        if (this.#closed) return;
        const delayMs = RETRY_MS[retry];
        if (delayMs !== undefined) return this.#attemptLater({ id, functionArn, event }, retry + 1, delayMs);
      }
      this.#kept?.done(id);
    };
    void attempt();
  }

  #attemptLater(queued: QueuedEvent, retry: number, delayMs: number): void {
    const cancel = this.#clock.schedule(delayMs, () => {
      this.#cancelRetries.delete(cancel);
      this.#attempt(queued, retry);
    });
    this.#cancelRetries.add(cancel);
  }
}
