import type { BreakerSettings } from './settings';

interface Numbered {
  /** Counts the changes of the shared state; 0 before the first. Each is written once, by whoever finds the one before. */
  readonly transition: number;
  /** Epoch milliseconds. */
  readonly changedAtMs: number;
}

/** Calls go through. */
export interface Closed extends Numbered {
  readonly status: 'closed';
}

/** No calls before `retryAtMs`. */
export interface Open extends Numbered {
  readonly status: 'open';
  readonly retryAtMs: number;
  readonly recoveryMs: number;
  readonly reason: string;
}

/** The single place of a probe, kept for its owner until `untilMs`. */
interface ProbeLease {
  readonly owner: string;
  readonly untilMs: number;
}

/** One caller at a time tries whether the dependency is back. */
export interface HalfOpen extends Numbered {
  readonly status: 'half-open';
  /** Of the opening that this may end. */
  readonly recoveryMs: number;
  /** Finished probes that succeeded. */
  readonly successes: number;
  /** Nobody probes at the moment without it. */
  readonly probe?: ProbeLease;
}

export type BreakerState = Closed | Open | HalfOpen;

export const INITIAL_STATE: Closed = { status: 'closed', transition: 0, changedAtMs: 0 };

/** What a caller may do: call, call as the probe (once it has the lease), or nothing before `retryAtMs`. */
export type Admittance =
  | { readonly may: 'call' }
  | { readonly may: 'probe'; readonly from: Open | HalfOpen }
  | { readonly may: 'wait'; readonly retryAtMs: number };

export const admittanceOf = (
  state: BreakerState,
  nowMs: number,
  { clockSkewMs }: Pick<BreakerSettings, 'clockSkewMs'>,
): Admittance => {
  switch (state.status) {
    case 'closed':
      return { may: 'call' };
    case 'open':
      return nowMs < state.retryAtMs ? { may: 'wait', retryAtMs: state.retryAtMs } : { may: 'probe', from: state };
    case 'half-open': {
      // The owner's clock may be behind ours: its lease is over when it is over by both.
      const freeAtMs = state.probe ? state.probe.untilMs + clockSkewMs : nowMs;
      return nowMs < freeAtMs ? { may: 'wait', retryAtMs: freeAtMs } : { may: 'probe', from: state };
    }
  }
};

const next = ({ transition }: Numbered, nowMs: number): Numbered => ({
  transition: transition + 1,
  changedAtMs: nowMs,
});

/** Opens: for the recovery time after a closed state, for twice the last one after a probe that failed. */
export const opened = (
  from: BreakerState,
  reason: string,
  nowMs: number,
  { recoveryMs: firstRecoveryMs, maxRecoveryMs }: Pick<BreakerSettings, 'recoveryMs' | 'maxRecoveryMs'>,
): Open => {
  const recoveryMs = Math.min(maxRecoveryMs, from.status === 'closed' ? firstRecoveryMs : 2 * from.recoveryMs);
  return { status: 'open', ...next(from, nowMs), retryAtMs: nowMs + recoveryMs, recoveryMs, reason };
};

/** Gives the probe's place to `owner`. */
export const probing = (
  from: Open | HalfOpen,
  owner: string,
  nowMs: number,
  { probeLeaseMs }: Pick<BreakerSettings, 'probeLeaseMs'>,
): HalfOpen => ({
  status: 'half-open',
  ...next(from, nowMs),
  recoveryMs: from.recoveryMs,
  successes: from.status === 'half-open' ? from.successes : 0,
  probe: { owner, untilMs: nowMs + probeLeaseMs },
});

/** Frees the place of a probe that decided nothing, and keeps what it found out. */
export const vacated = ({ recoveryMs, ...from }: HalfOpen, successes: number, nowMs: number): HalfOpen => ({
  status: 'half-open',
  ...next(from, nowMs),
  recoveryMs,
  successes,
});

export const closed = (from: BreakerState, nowMs: number): Closed => ({ status: 'closed', ...next(from, nowMs) });
