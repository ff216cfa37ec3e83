import { randomUUID } from 'node:crypto';
import { BreakerOpenError } from '../batch/failure';
import type { CallLimits, CircuitBreaker, Permit } from './breaker';
import { type CircuitEvent, circuitEvent } from './events';
import { type BreakerSettings, DEFAULT_BREAKER_SETTINGS } from './settings';
import { type Change, SharedState } from './shared-state';
import {
  type Admittance,
  admittanceOf,
  type BreakerState,
  closed,
  type HalfOpen,
  type Open,
  opened,
  probing,
  vacated,
} from './state';
import type { BreakerStore } from './store';

/**
 * What an answer says about the dependency.
 * - `success`: it works (a declined card is such an answer).
 * - `failure`: it failed, timed out or could not be reached.
 * - `refusal`: it refuses our request, which may be the fault of the one piece of work: counts once per work.
 * - `rejection`: it takes nothing from us at all, as with a revoked key: opens at once.
 * - `neutral`: nothing, for it was busy or never asked.
 */
export type Verdict = 'success' | 'failure' | 'refusal' | 'rejection' | 'neutral';

/** A change of the shared state that this instance made. */
export interface Transition {
  readonly from: BreakerState['status'];
  readonly to: BreakerState;
  /** To be published; half-open has none. */
  readonly event?: CircuitEvent;
}

export interface CircuitBreakerOptions {
  readonly name: string;
  readonly store: BreakerStore;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly settings?: Partial<BreakerSettings>;
  readonly verdictOf: (error: unknown) => Verdict;
  /** Must not throw. Its event goes out with the batch; the keeper does not depend on it. */
  readonly onTransition: (transition: Transition) => void;
  /** Each failure of the state's store, which lets calls through. Must not throw. */
  readonly onStoreFailure: (error: unknown) => void;
  /** Who holds the probe's lease; one value per instance. */
  readonly owner?: string;
}

/** Failures are counted in memory, one after the other; the state is shared through the store, which is written on transitions only. */
export const circuitBreaker = (options: CircuitBreakerOptions): CircuitBreaker => new SharedCircuitBreaker(options);

/** How the last call of a piece of work went. */
interface LastCall {
  readonly verdict: Verdict;
  readonly reason: string;
  /** The state in which it began; undefined if the store could not be reached. */
  readonly seen: BreakerState | undefined;
}

class SharedCircuitBreaker implements CircuitBreaker {
  readonly #options: CircuitBreakerOptions;
  readonly #settings: BreakerSettings;
  readonly #owner: string;
  readonly #shared: SharedState;
  /** Since the last success: a value of its own for each failure, the work for a refusal. */
  readonly #failures = new Set<unknown>();
  #opening: Promise<void> | undefined;
  #probing: Promise<void> | undefined;

  constructor(options: CircuitBreakerOptions) {
    const { store, now, onStoreFailure, settings, owner = randomUUID() } = options;
    this.#options = options;
    this.#settings = { ...DEFAULT_BREAKER_SETTINGS, ...settings };
    this.#owner = owner;
    this.#shared = new SharedState({ store, now, onStoreFailure, cacheMs: this.#settings.cacheMs });
  }

  async enter({ slowCallMs = this.#settings.slowCallMs, work }: CallLimits = {}): Promise<Permit> {
    for (;;) {
      await this.#probing;
      const { admittance } = await this.#look();
      if (this.#probing) continue;
      if (admittance.may === 'wait') throw this.#openError(admittance.retryAtMs);
      if (admittance.may === 'call') return this.#ordinaryPermit(slowCallMs, work);
      const permit = await this.#probePermit(admittance.from, slowCallMs);
      if (permit) return permit;
    }
  }

  /** The state and what it allows. An instance that meets failures does not trust what it read seconds ago. */
  async #look(): Promise<{ state: BreakerState | undefined; admittance: Admittance }> {
    await this.#opening;
    const fresh = this.#failures.size > 0 || this.#shared.known?.status === 'half-open';
    const state = await this.#shared.current({ fresh });
    if (!state) return { state, admittance: { may: 'call' } };
    if (state.status !== 'closed') this.#failures.clear();
    return { state, admittance: admittanceOf(state, this.#options.now(), this.#settings) };
  }

  #ordinaryPermit(slowCallMs: number, work?: string): Permit {
    let last: LastCall | undefined;
    return {
      call: async (callee) => {
        const { state, admittance } = await this.#look();
        if (admittance.may === 'wait') throw this.#openError(admittance.retryAtMs);
        if (admittance.may === 'probe') throw this.#openError(this.#options.now());
        return this.#judged(callee, slowCallMs, async (verdict, reason) => {
          last = { verdict, reason, seen: state };
          if (verdict !== 'success') await this.#count(last, work);
        });
      },
      // Only the last call tells of success: an order that opened a payment and could not confirm it has not succeeded.
      [Symbol.asyncDispose]: async () => {
        if (last?.verdict === 'success') await this.#count(last, work);
      },
    };
  }

  async #count({ verdict, reason, seen }: LastCall, work: string | undefined): Promise<void> {
    if (verdict === 'success') this.#failures.clear();
    if (verdict === 'success' || verdict === 'neutral') return;
    const from = await this.#shared.current({ fresh: false });
    // Others have opened it meanwhile, or have even closed it again: an old failure says nothing about now.
    if (from && (from.status !== 'closed' || (seen && seen.transition !== from.transition))) return;
    this.#failures.add(verdict === 'refusal' && work !== undefined ? work : Symbol(verdict));
    if (!from || (verdict !== 'rejection' && this.#failures.size < this.#settings.failureThreshold)) return;
    this.#opening ??= this.#open(from, reason).finally(() => {
      this.#opening = undefined;
    });
    await this.#opening;
  }

  async #open(from: BreakerState, reason: string): Promise<void> {
    const { size } = this.#failures;
    const why = size > 1 ? `${size} failures one after the other, the last: ${reason}` : reason;
    const change = await this.#change(from, opened(from, why, this.#options.now(), this.#settings));
    if (change !== 'unreachable') this.#failures.clear();
  }

  /** The probe's permit; undefined if another instance got the lease. Until it is disposed of, whoever enters waits. */
  async #probePermit(from: Open | HalfOpen, slowCallMs: number): Promise<Permit | undefined> {
    let leave = (): void => undefined;
    this.#probing = new Promise((resolve) => {
      leave = () => {
        this.#probing = undefined;
        resolve();
      };
    });
    const state = probing(from, this.#owner, this.#options.now(), this.#settings);
    const change = await this.#change(from, state);
    if (change === 'lost') {
      leave();
      return undefined;
    }
    if (change === 'unreachable') {
      leave();
      return this.#ordinaryPermit(slowCallMs);
    }
    let last: LastCall | undefined;
    return {
      call: (callee) =>
        this.#judged(callee, slowCallMs, async (verdict, reason) => {
          last = { verdict, reason, seen: state };
        }),
      [Symbol.asyncDispose]: async () => {
        try {
          await this.#change(state, this.#concluded(state, last));
        } finally {
          leave();
        }
      },
    };
  }

  /** The state after a probe: open again, closed after enough successes, or free for the next probe. */
  #concluded(state: HalfOpen, last: LastCall | undefined): BreakerState {
    const nowMs = this.#options.now();
    if (!last || last.verdict === 'neutral') return vacated(state, state.successes, nowMs);
    if (last.verdict !== 'success') return opened(state, `the probe failed: ${last.reason}`, nowMs, this.#settings);
    const successes = state.successes + 1;
    return successes < this.#settings.successesToClose ? vacated(state, successes, nowMs) : closed(state, nowMs);
  }

  /** Runs a call and tells how it went; an answer that takes too long is a failure. */
  async #judged<R>(
    callee: () => Promise<R>,
    slowCallMs: number,
    conclude: (verdict: Verdict, reason: string) => Promise<void>,
  ): Promise<R> {
    const { now, verdictOf } = this.#options;
    const startedMs = now();
    const conclusion = (verdict: Verdict, reason: string): Promise<void> => {
      const tookMs = now() - startedMs;
      return verdict === 'success' && tookMs > slowCallMs
        ? conclude('failure', `it took ${tookMs} ms, more than ${slowCallMs}`)
        : conclude(verdict, reason);
    };
    let result: R;
    try {
      result = await callee();
    } catch (error) {
      await conclusion(verdictOf(error), String(error));
      throw error;
    }
    await conclusion('success', '');
    return result;
  }

  async #change(from: BreakerState, to: BreakerState): Promise<Change> {
    const change = await this.#shared.change(to);
    if (change === 'made' && from.status !== to.status) {
      const event = circuitEvent(this.#options.name, to);
      this.#options.onTransition({ from: from.status, to, ...(event && { event }) });
    }
    return change;
  }

  #openError(retryAtMs: number): BreakerOpenError {
    const at = new Date(retryAtMs).toISOString();
    return new BreakerOpenError(
      `the circuit breaker ${this.#options.name} lets nothing through before ${at}`,
      retryAtMs,
    );
  }
}
