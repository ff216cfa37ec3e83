import type { Clock } from '@coffee-shop/aws-local/clock';
import { GATEWAY_OPERATIONS, type GatewayOperation } from './endpoints';

/** Counts what reached the gateway, failed and replayed calls included, and when. */
export class CallCounts {
  readonly #clock: Clock;
  readonly #atMs = new Map<GatewayOperation, number[]>(GATEWAY_OPERATIONS.map((operation) => [operation, []]));

  public constructor(clock: Clock) {
    this.#clock = clock;
  }

  public record(operation: GatewayOperation): void {
    this.#atMs.get(operation)?.push(this.#clock.now());
  }

  /** Number of calls by operation, in the window [fromMs, toMs) of environment time when one is given. */
  public byOperation({ fromMs = -Infinity, toMs = Infinity } = {}): Record<GatewayOperation, number> {
    const within = (operation: GatewayOperation) =>
      this.#atMs.get(operation)?.filter((atMs) => atMs >= fromMs && atMs < toMs).length ?? 0;
    return {
      open: within('open'),
      confirm: within('confirm'),
      read: within('read'),
      cancel: within('cancel'),
      refund: within('refund'),
    };
  }

  /** Environment time of every call of an operation, oldest first; of all operations unless one is given. */
  public timesMs(operation?: GatewayOperation): readonly number[] {
    if (operation !== undefined) return this.#atMs.get(operation) ?? [];
    return [...this.#atMs.values()].flat().sort((a, b) => a - b);
  }
}
