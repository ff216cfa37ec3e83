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

/** What an error says about the dependency: it failed, it works (a declined card), or nothing, for it was never asked. */
export type Verdict = 'failure' | 'success' | 'neutral';

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

interface Probe {
  readonly state: HalfOpen;
  successes: number;
  isOver: boolean;
}

class SharedCircuitBreaker implements CircuitBreaker {
  readonly #options: CircuitBreakerOptions;
  readonly #settings: BreakerSettings;
  readonly #owner: string;
  readonly #shared: SharedState;
  #failures = 0;
  #opening: Promise<void> | undefined;
  #probing: Promise<void> | undefined;

  constructor(options: CircuitBreakerOptions) {
    const { store, now, onStoreFailure, settings, owner = randomUUID() } = options;
    this.#options = options;
    this.#settings = { ...DEFAULT_BREAKER_SETTINGS, ...settings };
    this.#owner = owner;
    this.#shared = new SharedState({ store, now, onStoreFailure, cacheMs: this.#settings.cacheMs });
  }

  async enter({ slowCallMs = this.#settings.slowCallMs }: CallLimits = {}): Promise<Permit> {
    for (;;) {
      await this.#probing;
      const { admittance } = await this.#look();
      if (this.#probing) continue;
      if (admittance.may === 'wait') throw this.#openError(admittance.retryAtMs);
      if (admittance.may === 'call') return this.#ordinaryPermit(slowCallMs);
      const permit = await this.#probePermit(admittance.from, slowCallMs);
      if (permit) return permit;
    }
  }

  /** The state and what it allows. An instance that meets failures does not trust what it read seconds ago. */
  async #look(): Promise<{ state: BreakerState | undefined; admittance: Admittance }> {
    await this.#opening;
    const fresh = this.#failures > 0 || this.#shared.known?.status === 'half-open';
    const state = await this.#shared.current({ fresh });
    if (!state) return { state, admittance: { may: 'call' } };
    if (state.status !== 'closed') this.#failures = 0;
    return { state, admittance: admittanceOf(state, this.#options.now(), this.#settings) };
  }

  #ordinaryPermit(slowCallMs: number): Permit {
    return { call: (callee) => this.#call(callee, slowCallMs), [Symbol.asyncDispose]: async () => undefined };
  }

  async #call<R>(callee: () => Promise<R>, slowCallMs: number): Promise<R> {
    const { state, admittance } = await this.#look();
    if (admittance.may === 'wait') throw this.#openError(admittance.retryAtMs);
    if (admittance.may === 'probe') throw this.#openError(this.#options.now());
    return this.#judged(callee, slowCallMs, (verdict, reason) => this.#count(state, verdict, reason));
  }

  /** @param seen the state in which the call began; undefined if the store could not be reached. */
  async #count(seen: BreakerState | undefined, verdict: Verdict, reason: string): Promise<void> {
    if (verdict === 'success') this.#failures = 0;
    if (verdict !== 'failure') return;
    const from = await this.#shared.current({ fresh: false });
    // Others have opened it meanwhile, or have even closed it again: an old failure says nothing about now.
    if (from && (from.status !== 'closed' || (seen && seen.transition !== from.transition))) return;
    this.#failures += 1;
    if (!from || this.#failures < this.#settings.failureThreshold) return;
    this.#opening ??= this.#open(from, reason).finally(() => {
      this.#opening = undefined;
    });
    await this.#opening;
  }

  async #open(from: BreakerState, reason: string): Promise<void> {
    const why = `${this.#failures} failures one after the other, the last: ${reason}`;
    const change = await this.#change(from, opened(from, why, this.#options.now(), this.#settings));
    if (change !== 'unreachable') this.#failures = 0;
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
    const probe: Probe = { state, successes: state.successes, isOver: change === 'unreachable' };
    return {
      call: (callee) =>
        probe.isOver
          ? this.#call(callee, slowCallMs)
          : this.#judged(callee, slowCallMs, (verdict, reason) => this.#conclude(probe, verdict, reason)),
      [Symbol.asyncDispose]: async () => {
        try {
          if (!probe.isOver) await this.#change(state, vacated(state, probe.successes, this.#options.now()));
        } finally {
          leave();
        }
      },
    };
  }

  async #conclude(probe: Probe, verdict: Verdict, reason: string): Promise<void> {
    if (probe.isOver || verdict === 'neutral') return;
    if (verdict === 'success') {
      probe.successes += 1;
      if (probe.successes < this.#settings.successesToClose) return;
    }
    // Set before the write: calls of the same work that end meanwhile decide nothing any more.
    probe.isOver = true;
    const nowMs = this.#options.now();
    const next =
      verdict === 'success'
        ? closed(probe.state, nowMs)
        : opened(probe.state, `the probe failed: ${reason}`, nowMs, this.#settings);
    await this.#change(probe.state, next);
  }

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
