import type { OutageMode, OutageWindow } from '../../simulation/stripe/faults';

/** An outage of the payment gateway in the middle of a run. */
export interface Outage {
  /** Of the environment's clock. */
  readonly seconds: number;
  readonly mode: OutageMode;
  /** Whether the circuit breaker is on. Without it, for comparison, orders end in the dead-letter queue. */
  readonly breaker: boolean;
}

/** What became of it; seconds of the environment's clock, and what never happened is null. */
export interface OutageFigures {
  readonly seconds: number;
  /** Requests that the gateway got after the breaker had first opened and before it was back. */
  readonly gatewayCallsAfterOpened: number;
  /** Requests that it got in the outage before that: all of the outage's, if it never opened. */
  readonly callsBeforeOpened: number;
  /** From the gateway's return until the breaker closed. */
  readonly recoverySeconds: number | null;
  /** Distinct Circuit Opened events: probes that failed open it again. */
  readonly opened: number;
  readonly closed: number;
}

/** Orders go on arriving for so long before the outage and after it, environment milliseconds. */
const BEFORE_MS = 60_000;
const AFTER_MS = 60_000;

/** Over how long orders arrive, so that they come before the outage, during it and after it. */
export const windowAround = ({ seconds }: Pick<Outage, 'seconds'>): number => BEFORE_MS + seconds * 1000 + AFTER_MS;

/** When the gateway fails, counted from the first order. */
export const outageWindow = ({ seconds, mode }: Outage): OutageWindow => ({
  mode,
  startInMs: BEFORE_MS,
  durationMs: seconds * 1000,
});

/** An event of the circuit breaker, as the bus has it. */
export interface CircuitNews {
  readonly type: 'Circuit Opened' | 'Circuit Closed';
  readonly eventId: string;
  /** When the breaker changed, epoch milliseconds. */
  readonly atMs: number;
}

/** Reads an event; gives nothing for any but a breaker's. */
export const circuitNews = (event: {
  readonly 'detail-type': string;
  readonly detail: unknown;
}): CircuitNews | undefined => {
  const { 'detail-type': type, detail } = event;
  if (type !== 'Circuit Opened' && type !== 'Circuit Closed') return undefined;
  const { timestamp, metadata } = detail as { timestamp: string; metadata: { eventId: string } };
  return { type, eventId: metadata.eventId, atMs: Date.parse(timestamp) };
};

export interface ObservedOutage {
  /** When the gateway was down, epoch milliseconds of the environment's clock. */
  readonly fromMs: number;
  readonly toMs: number;
  /** When requests reached the gateway. */
  readonly callsAtMs: readonly number[];
  readonly news: readonly CircuitNews[];
}

/** What an outage came to. */
export const outageFigures = ({ fromMs, toMs, callsAtMs, news }: ObservedOutage): OutageFigures => {
  const distinct = [...new Map(news.map((one) => [one.eventId, one])).values()];
  const timesOf = (type: CircuitNews['type']) =>
    distinct.flatMap((one) => (one.type === type ? [one.atMs] : [])).toSorted((one, other) => one - other);
  const opened = timesOf('Circuit Opened');
  const closed = timesOf('Circuit Closed');
  const openedAtMs = Math.min(opened.find((atMs) => atMs >= fromMs) ?? toMs, toMs);
  const calls = (sinceMs: number, untilMs: number): number =>
    callsAtMs.filter((atMs) => atMs >= sinceMs && atMs < untilMs).length;
  const closedAtMs = closed.find((atMs) => atMs >= toMs);
  return {
    seconds: Math.round((toMs - fromMs) / 1000),
    // Its time is a whole millisecond, cut off, and the gateway's are not: a call of that same millisecond came before.
    gatewayCallsAfterOpened: calls(openedAtMs + 1, toMs),
    callsBeforeOpened: calls(fromMs, Math.min(openedAtMs + 1, toMs)),
    recoverySeconds: closedAtMs === undefined ? null : Math.round((closedAtMs - toMs) / 1000),
    opened: opened.length,
    closed: closed.length,
  };
};
