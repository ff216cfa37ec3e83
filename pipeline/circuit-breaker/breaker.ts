import { randomUUID } from 'node:crypto';
import { BreakerOpenError } from '../batch/failure';
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
  /** Instead of the setting of that name, for one that may change while running. */
  readonly slowCallMs?: () => number;
  readonly verdictOf: (error: unknown) => Verdict;
  /** Must not throw. Its event goes out with the batch; the keeper does not depend on it. */
  readonly onTransition: (transition: Transition) => void;
  /** Each failure of the state's store, which lets calls through. Must not throw. */
  readonly onStoreFailure: (error: unknown) => void;
  /** Who holds the probe's lease; one value per instance. */
  readonly owner?: string;
}

/** Runs one call of the dependency and counts how it went. @throws BreakerOpenError without calling, or what the call throws. */
export type GuardedCall = <R>(callee: () => Promise<R>) => Promise<R>;

export interface CircuitBreaker {
  /**
   * Admits a piece of work (one record), then runs it; every call of the dependency goes through the `call` that it is given, and there
   * may be several or none. Half-open, the work of an instance goes one by one: the first is the probe, the others wait for what it finds.
   * Do not admit within admitted work: it would wait for itself.
   * @throws BreakerOpenError before the work has begun, or whatever the work throws.
   */
  admit<R>(work: (call: GuardedCall) => Promise<R>): Promise<R>;
}

/** Lets everything through: for comparison, and for tests that are about something else. */
export const noBreaker: CircuitBreaker = { admit: (work) => work((callee) => callee()) };

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

  async admit<R>(work: (call: GuardedCall) => Promise<R>): Promise<R> {
    for (;;) {
      await this.#probing;
      const { admittance } = await this.#look();
      if (this.#probing) continue;
      if (admittance.may === 'wait') throw this.#openError(admittance.retryAtMs);
      if (admittance.may === 'call') return work((callee) => this.#call(callee));
      const answer = await this.#oneByOne(() => this.#probe(admittance.from, work));
      if (answer) return answer.result;
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

  async #call<R>(callee: () => Promise<R>): Promise<R> {
    const { state, admittance } = await this.#look();
    if (admittance.may === 'wait') throw this.#openError(admittance.retryAtMs);
    if (admittance.may === 'probe') throw this.#openError(this.#options.now());
    return this.#judged(callee, (verdict, reason) => this.#count(state, verdict, reason));
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

  async #oneByOne<R>(task: () => Promise<R>): Promise<R> {
    const running = task();
    const done = () => {
      this.#probing = undefined;
    };
    this.#probing = running.then(done, done);
    return running;
  }

  /** Runs work as the probe. Gives nothing if another instance got the lease. */
  async #probe<R>(
    from: Open | HalfOpen,
    work: (call: GuardedCall) => Promise<R>,
  ): Promise<{ readonly result: R } | undefined> {
    const state = probing(from, this.#owner, this.#options.now(), this.#settings);
    const change = await this.#change(from, state);
    if (change === 'lost') return undefined;
    if (change === 'unreachable') return { result: await work((callee) => this.#call(callee)) };
    const probe: Probe = { state, successes: state.successes, isOver: false };
    try {
      const call: GuardedCall = (callee) =>
        probe.isOver
          ? this.#call(callee)
          : this.#judged(callee, (verdict, reason) => this.#conclude(probe, verdict, reason));
      return { result: await work(call) };
    } finally {
      if (!probe.isOver) await this.#change(state, vacated(state, probe.successes, this.#options.now()));
    }
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
    conclude: (verdict: Verdict, reason: string) => Promise<void>,
  ): Promise<R> {
    const { now, verdictOf, slowCallMs: current } = this.#options;
    const slowCallMs = current?.() ?? this.#settings.slowCallMs;
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
