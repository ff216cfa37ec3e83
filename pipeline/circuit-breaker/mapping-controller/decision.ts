import type { BreakerState } from '../state';
import type { KeeperIntent, KeepingMode } from './intent';

/** MaximumConcurrency for a probe: the least that a mapping takes. */
const PROBE_CONCURRENCY = 2;

/**
 * How long a change of ours may take to show: AWS does not say how fast a mapping follows (aws-facts 4). What looks like an operator's doing sooner
 * than this after ours is not taken for it yet.
 */
const SETTLING_MS = 60_000;

/** The mapping as GetEventSourceMapping describes it. */
export interface MappingView {
  /** `Enabled` and `Disabled`; all others are transitions. */
  readonly state: string;
  /** Undefined: no limit. */
  readonly maximumConcurrency: number | undefined;
}

export interface MappingChange {
  readonly enabled?: boolean;
  readonly maximumConcurrency?: number;
}

type OperatorFinding = 'disabled by an operator' | 'enabled by an operator' | 'concurrency changed by an operator';

export type KeeperDecision =
  /** All is as it was meant. */
  | { readonly action: 'none' }
  /** The mapping is in transition and refuses changes. */
  | { readonly action: 'wait' }
  /** It differs from the last intent, which is so fresh that it may still be taking hold. */
  | { readonly action: 'settle' }
  /** The mapping is as it should be and only the intent has to say so. */
  | { readonly action: 'record'; readonly mode: KeepingMode }
  /** Disable (paused), enable for a probe (probing), restore (running): record the intent, then change. */
  | { readonly action: 'change'; readonly mode: KeepingMode; readonly change: MappingChange }
  /** An operator's mapping: it stays as it is, and is reported. */
  | { readonly action: 'leave'; readonly finding: OperatorFinding };

export interface KeeperSituation {
  readonly breaker: BreakerState;
  readonly mapping: MappingView;
  readonly intent: KeeperIntent;
  readonly configuredConcurrency: number;
  readonly nowMs: number;
}

/** How the queue should be drained in a state of the breaker. */
export const modeFor = (breaker: BreakerState, nowMs: number): KeepingMode => {
  if (breaker.status === 'closed') return 'running';
  return breaker.status === 'open' && nowMs < breaker.retryAtMs ? 'paused' : 'probing';
};

/**
 * What to do about the mapping. Each mode is brought about once; whatever differs after that is an operator's doing and is left alone until the mapping
 * is enabled again (if it was disabled), or until the breaker has closed (if it was enabled). A concurrency that is neither the probe's nor the
 * configured one is an operator's, too, and is kept while the mapping is paused and resumed.
 */
export const decideKeeping = (situation: KeeperSituation): KeeperDecision => {
  const { breaker, mapping, intent, nowMs } = situation;
  if (mapping.state !== 'Enabled' && mapping.state !== 'Disabled') return { action: 'wait' };
  const mode = modeFor(breaker, nowMs);
  const finding = operatorFinding(situation, mode);
  if (finding) return nowMs - intent.atMs < SETTLING_MS ? { action: 'settle' } : { action: 'leave', finding };
  if (intent.mode === mode && intent.isDone) return { action: 'none' };
  const change = changeTo(mode, situation);
  return Object.keys(change).length === 0 ? { action: 'record', mode } : { action: 'change', mode, change };
};

const operatorFinding = (
  { mapping, intent, configuredConcurrency }: KeeperSituation,
  mode: KeepingMode,
): OperatorFinding | undefined => {
  if (mapping.state === 'Disabled') return intent.pausedByKeeper ? undefined : 'disabled by an operator';
  if (!intent.isDone) return undefined;
  if (intent.mode === 'paused') return mode === 'running' ? undefined : 'enabled by an operator';
  const brought = intent.mode === 'probing' ? PROBE_CONCURRENCY : configuredConcurrency;
  return intent.mode === mode && mapping.maximumConcurrency !== brought
    ? 'concurrency changed by an operator'
    : undefined;
};

/** Only what differs, so that a mapping which needs nothing is not touched. */
const changeTo = (mode: KeepingMode, { mapping, configuredConcurrency }: KeeperSituation): MappingChange => {
  const isEnabled = mapping.state === 'Enabled';
  if (mode === 'paused') return isEnabled ? { enabled: false } : {};
  const wanted = mode === 'probing' ? PROBE_CONCURRENCY : configuredConcurrency;
  const isOurs = [PROBE_CONCURRENCY, configuredConcurrency].some((own) => own === mapping.maximumConcurrency);
  return {
    ...(!isEnabled && { enabled: true }),
    ...(isOurs && mapping.maximumConcurrency !== wanted && { maximumConcurrency: wanted }),
  };
};
