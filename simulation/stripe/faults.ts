import type { Clock } from '@coffee-shop/aws-local/clock';
import type { GatewayOperation } from './stripe-api';

/**
 * How one call fails. `error`: a 500, saved for its idempotency key. `timeout`: no answer, ever. `reset`: the connection
 * is cut. Before the effect the call does nothing; after it, it did everything but answer. `rate-limited`: a 429.
 * `misuse`: a 400 that is no order's fault, as for a parameter that Stripe does not know.
 */
export const FAULT_KINDS = [
  'error-before-effect',
  'error-after-effect',
  'timeout-before-effect',
  'timeout-after-effect',
  'reset-before-effect',
  'reset-after-effect',
  'rate-limited',
  'misuse',
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

/** How every call fails for a while. `refused`: the connection is cut at once; `503`: an error page's status; `hanging`: no
 * answer; `unauthorized`: the key is revoked; `misuse`: the gateway takes no request of ours, whatever the order. None of
 * them takes effect or is saved for an idempotency key. */
export const OUTAGE_MODES = ['refused', '503', 'hanging', 'unauthorized', 'misuse'] as const;
export type OutageMode = (typeof OUTAGE_MODES)[number];

export interface PlannedFault {
  readonly kind: FaultKind;
  /** Any operation unless given. */
  readonly operation?: GatewayOperation | undefined;
  /** How many calls it hits; 1 unless given. */
  readonly count?: number | undefined;
}

export interface FaultRate {
  readonly kind: FaultKind;
  /** Share of the calls that it hits, 0 to 1. */
  readonly probability: number;
  readonly operation?: GatewayOperation | undefined;
}

export interface OutageWindow {
  readonly mode: OutageMode;
  /** Environment milliseconds from now. */
  readonly startInMs: number;
  readonly durationMs: number;
}

/** Decides, call by call, whether it fails and how. */
export class Faults {
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #pending = new Set<() => void>();
  #planned: { kind: FaultKind; operation?: GatewayOperation | undefined; left: number }[] = [];
  #rates: readonly FaultRate[] = [];
  #outage: OutageMode | undefined;

  public constructor(clock: Clock, random: () => number) {
    this.#clock = clock;
    this.#random = random;
  }

  public get outage(): OutageMode | undefined {
    return this.#outage;
  }

  /** Fails the next `count` calls of an operation; several plans are used up in the order in which they were made. */
  public failNext({ kind, operation, count = 1 }: PlannedFault): void {
    this.#planned.push({ kind, operation, left: count });
  }

  /** Fails calls at random from now on, in place of the rates that were set before. The first rate that hits counts. */
  public setRates(rates: readonly FaultRate[]): void {
    this.#rates = rates;
  }

  public setOutage(mode: OutageMode | undefined): void {
    this.#outage = mode;
  }

  public scheduleOutage({ mode, startInMs, durationMs }: OutageWindow): void {
    this.#after(startInMs, () => {
      this.#outage = mode;
      this.#after(durationMs, () => this.setOutage(undefined));
    });
  }

  /** The fault of this call, which uses it up. Random numbers are drawn per call, so that one seed gives one sequence. */
  public next(operation: GatewayOperation): FaultKind | undefined {
    const planned = this.#planned.find((fault) => (fault.operation ?? operation) === operation);
    if (planned) {
      planned.left -= 1;
      if (planned.left <= 0) this.#planned = this.#planned.filter((fault) => fault !== planned);
      return planned.kind;
    }
    const ofOperation = this.#rates.filter((rate) => (rate.operation ?? operation) === operation);
    return ofOperation.find(({ probability }) => this.#random() < probability)?.kind;
  }

  /** Drops everything that is planned or scheduled; ends an outage. */
  public clear(): void {
    for (const cancel of this.#pending) cancel();
    this.#pending.clear();
    this.#planned = [];
    this.#rates = [];
    this.#outage = undefined;
  }

  #after(delayMs: number, action: () => void): void {
    const cancel = this.#clock.schedule(delayMs, () => {
      this.#pending.delete(cancel);
      action();
    });
    this.#pending.add(cancel);
  }
}
