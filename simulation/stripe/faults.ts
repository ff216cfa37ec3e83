import type { Clock } from '@coffee-shop/aws-local/clock';
import type { GatewayOperation } from './endpoints';

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

/** Any answer in place of the gateway's own: an error that has no kind, a proxy's page, a redirect. */
export interface InjectedAnswer {
  readonly status: number;
  /** A string is sent as it is, as HTML; anything else as JSON; nothing if absent. */
  readonly body?: unknown;
  /** Besides the content type: the `location` of a redirect, for instance. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Whether the call takes effect before its answer is replaced; not unless given. */
  readonly takesEffect?: boolean | undefined;
}

export type Fault = FaultKind | InjectedAnswer;

type FaultTerms = { readonly kind: FaultKind } | InjectedAnswer;

export type PlannedFault = FaultTerms & {
  /** Any operation unless given. */
  readonly operation?: GatewayOperation | undefined;
  /** How many calls it hits; 1 unless given. */
  readonly count?: number | undefined;
};

export type FaultRate = FaultTerms & {
  /** Share of the calls that it hits, 0 to 1. */
  readonly probability: number;
  readonly operation?: GatewayOperation | undefined;
};

const faultOf = (terms: FaultTerms): Fault => {
  if ('kind' in terms) return terms.kind;
  const { status, body, headers, takesEffect } = terms;
  return { status, body, headers, takesEffect };
};

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
  #planned: { fault: Fault; operation?: GatewayOperation | undefined; left: number }[] = [];
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
  public failNext({ operation, count = 1, ...terms }: PlannedFault): void {
    this.#planned.push({ fault: faultOf(terms), operation, left: count });
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
  public next(operation: GatewayOperation): Fault | undefined {
    const planned = this.#planned.find((plan) => (plan.operation ?? operation) === operation);
    if (planned) {
      planned.left -= 1;
      if (planned.left <= 0) this.#planned = this.#planned.filter((plan) => plan !== planned);
      return planned.fault;
    }
    const ofOperation = this.#rates.filter((rate) => (rate.operation ?? operation) === operation);
    const hit = ofOperation.find(({ probability }) => this.#random() < probability);
    return hit && faultOf(hit);
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
