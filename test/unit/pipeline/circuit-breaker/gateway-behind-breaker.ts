import type { CallLimits, CircuitBreaker, Permit } from '../../../../pipeline/circuit-breaker/breaker';
import type { BreakerSettings } from '../../../../pipeline/circuit-breaker/settings';
import { circuitBreaker, type Transition, type Verdict } from '../../../../pipeline/circuit-breaker/shared-breaker';
import { type BreakerState, INITIAL_STATE } from '../../../../pipeline/circuit-breaker/state';
import type { BreakerStore } from '../../../../pipeline/circuit-breaker/store';

/** Runs work with a permit of its own, as a stage does with one record. */
export const through = async <R>(
  breaker: CircuitBreaker,
  work: (call: Permit['call']) => Promise<R>,
  limits?: CallLimits,
): Promise<R> => {
  await using permit = await breaker.enter(limits);
  return await work((callee) => permit.call(callee));
};

export class GatewayDown extends Error {}
export class CardDeclined extends Error {}
export class KeyMissing extends Error {}
export class RequestRefused extends Error {}
export class KeyRevoked extends Error {}

/** The table item that all instances share, with the condition of the real one. */
class SharedItem implements BreakerStore {
  state: BreakerState = INITIAL_STATE;
  isDown = false;
  reads = 0;
  writes = 0;

  async read(): Promise<BreakerState> {
    this.reads += 1;
    if (this.isDown) throw new Error('DynamoDB cannot be reached');
    return this.state;
  }

  async write(next: BreakerState): Promise<boolean> {
    this.writes += 1;
    if (this.isDown) throw new Error('DynamoDB cannot be reached');
    if (next.transition !== this.state.transition + 1) return false;
    this.state = next;
    return true;
  }
}

export interface Instance {
  readonly breaker: CircuitBreaker;
  readonly transitions: Transition[];
  readonly storeFailures: unknown[];
  /** One record with one call: gives `paid`, or the name of the error's class. */
  pay(): Promise<string>;
}

const VERDICTS: readonly (readonly [type: new () => Error, verdict: Verdict])[] = [
  [CardDeclined, 'success'],
  [KeyMissing, 'neutral'],
  [RequestRefused, 'refusal'],
  [KeyRevoked, 'rejection'],
];

/** A gateway and the instances that call it, over one shared item and one time. */
export class Gateway {
  nowMs = Date.UTC(2026, 0, 5, 8);
  calls = 0;
  /** What a call does: it may take time or throw. */
  answer: () => unknown = () => undefined;
  readonly item = new SharedItem();

  readonly call = async (): Promise<string> => {
    this.calls += 1;
    await this.answer();
    return 'paid';
  };

  down(): void {
    this.answer = () => {
      throw new GatewayDown('connection refused');
    };
  }

  back(): void {
    this.answer = () => undefined;
  }

  /** @param clockAheadMs how far the instance's clock is ahead of the true time. */
  instance(owner: string, settings: Partial<BreakerSettings> = {}, clockAheadMs = 0): Instance {
    const transitions: Transition[] = [];
    const storeFailures: unknown[] = [];
    const breaker = circuitBreaker({
      name: 'gateway',
      store: this.item,
      owner,
      settings,
      now: () => this.nowMs + clockAheadMs,
      verdictOf: (error): Verdict => VERDICTS.find(([type]) => error instanceof type)?.[1] ?? 'failure',
      onTransition: (transition) => transitions.push(transition),
      onStoreFailure: (error) => storeFailures.push(error),
    });
    const pay = () =>
      through(breaker, (call) => call(this.call)).catch((error: unknown) =>
        error instanceof Error ? error.constructor.name : String(error),
      );
    return { breaker, transitions, storeFailures, pay };
  }
}

export const times = async <R>(count: number, action: () => Promise<R>): Promise<R[]> => {
  const results: R[] = [];
  for (let at = 0; at < count; at++) results.push(await action());
  return results;
};
