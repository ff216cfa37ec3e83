import { sumOf } from '../../local/demo/requests';
import { type Percentiles, percentilesOf } from '../../local/demo/waits';
import type { AuditReport } from '../../simulation/audit/audit';
import type { CostPerMillion, Usage } from '../price/price';
import type { Phase, PhaseSpan } from './artillery';
import { type Memory, type MemoryOfPhase, type MemorySample, memoryOfPhase } from './memory';
import type { BacklogSample, ObservedOrder } from './observations';

/** One stretch of the run. Latencies are of the orders that were published in it; null if none of them was fulfilled. */
export interface Bucket {
  readonly fromSecond: number;
  readonly placedPerSecond: number;
  readonly fulfilledPerSecond: number;
  readonly latencyMs: Percentiles | null;
}

/** What was counted at the environment itself. */
export interface Counted {
  readonly requestsPerOrder: Readonly<Record<'dynamodb' | 'sqs' | 'eventbridge' | 'gateway', number>>;
  readonly usage: Usage;
  readonly costPerMillionUsd: CostPerMillion;
}

/** What `report.json` holds. */
export interface LoadFigures {
  readonly runId: string;
  readonly startedAt: string;
  readonly target: string;
  readonly machine: string;
  readonly phases: readonly PhaseSpan[];
  readonly orders: {
    readonly placed: number;
    readonly published: number;
    readonly fulfilled: number;
    /** Ended in another way. */
    readonly unfulfilled: number;
    /** Published and without an end when their time was over. */
    readonly lost: number;
    /** Customers whose publishing failed, or whom artillery stopped. */
    readonly unpublished: number;
  };
  readonly fulfilledPerSecond: { readonly mean: number; readonly peak: number };
  /** From the moment that Order Created and Order Confirmed are on the bus to the order's own Order Fulfilled, seen by a tap. */
  readonly latencyMs: Percentiles;
  readonly bucketSeconds: number;
  readonly buckets: readonly Bucket[];
  readonly backlog: readonly { readonly atSecond: number; readonly messages: Readonly<Record<string, number>> }[];
  readonly mostMessagesWaiting: number;
  /** Of an environment on this machine; empty for others. */
  readonly memory: readonly (Memory & { readonly atSecond: number })[];
  readonly memoryOfLongestPhase: MemoryOfPhase | null;
  readonly deadLettersAdded: number;
  /** A gateway that answers too late, or a machine too busy to hear it in time: orders waited for the probe. */
  readonly circuitsOpened: number;
  /** Null where the environment does not tell who asks from outside. */
  readonly counted: Counted | null;
  readonly invariants: AuditReport['invariants'];
  readonly notCovered: AuditReport['notCovered'];
  readonly findings: AuditReport['findings'];
  /** What of the gateway's ledger could not be seen; null if all of it was. */
  readonly ledgerGap: string | null;
  /** Artillery's exit code: 0 if every threshold of `ensure` was met. */
  readonly artilleryExitCode: number;
}

const MOST_BUCKETS = 120;
const SHORTEST_BUCKET_SECONDS = 2;

const bucketSecondsOf = (seconds: number): number =>
  Math.max(SHORTEST_BUCKET_SECONDS, Math.ceil(seconds / MOST_BUCKETS));

/** When phases begin and how long they last, one after the other. */
export const spansOf = (phases: readonly Phase[]): PhaseSpan[] => {
  let fromSecond = 0;
  return phases.map(({ name = 'phase', duration: seconds = 0 }) => {
    const span = { name, fromSecond, seconds };
    fromSecond += seconds;
    return span;
  });
};

const isFulfilled = ({ ended }: ObservedOrder): boolean => ended?.type === 'Order Fulfilled';

const latencyOf = ({ publishedAtMs, ended }: ObservedOrder): number[] =>
  publishedAtMs !== undefined && ended?.type === 'Order Fulfilled' ? [Math.max(0, ended.atMs - publishedAtMs)] : [];

/** Cuts a run into stretches of equal length. */
export const bucketsOf = (orders: readonly ObservedOrder[], startMs: number, seconds: number): Bucket[] => {
  const width = bucketSecondsOf(seconds);
  const at = (ms: number): number => Math.floor((ms - startMs) / 1000 / width);
  return Array.from({ length: Math.max(1, Math.ceil(seconds / width)) }, (_, index) => {
    const latencies = orders
      .filter(({ publishedAtMs }) => publishedAtMs !== undefined && at(publishedAtMs) === index)
      .flatMap(latencyOf);
    return {
      fromSecond: index * width,
      placedPerSecond: orders.filter(({ placedAtMs }) => at(placedAtMs) === index).length / width,
      fulfilledPerSecond:
        orders.filter((order) => isFulfilled(order) && order.ended && at(order.ended.atMs) === index).length / width,
      latencyMs: latencies.length > 0 ? percentilesOf(latencies) : null,
    };
  });
};

/** Puts what was observed into figures. Pure. */
export const figuresOf = (run: {
  readonly runId: string;
  readonly target: string;
  readonly machine: string;
  readonly phases: readonly Phase[];
  readonly orders: readonly ObservedOrder[];
  readonly backlog: readonly BacklogSample[];
  readonly memory: readonly MemorySample[];
  readonly deadLettersAdded: number;
  readonly circuitsOpened: number;
  readonly counted: Counted | null;
  readonly audit: AuditReport;
  readonly artilleryExitCode: number;
}): LoadFigures => {
  const { orders, backlog, memory, audit, phases, ...same } = run;
  const spans = spansOf(phases);
  const ordered = orders.flatMap(({ placedAtMs, ended }) => [placedAtMs, ended?.atMs ?? placedAtMs]);
  // A run that was stopped before its first order has the looks at its queues alone.
  const times = ordered.length > 0 ? ordered : backlog.map(({ atMs }) => atMs);
  const startMs = times.reduce((least, ms) => Math.min(least, ms), times[0] ?? 0);
  const endMs = times.reduce((most, ms) => Math.max(most, ms), startMs);
  const seconds = Math.max(1, (endMs - startMs) / 1000);
  const buckets = bucketsOf(orders, startMs, seconds);
  const fulfilled = orders.filter(isFulfilled).length;
  const published = orders.filter(({ publishedAtMs }) => publishedAtMs !== undefined);
  return {
    ...same,
    startedAt: new Date(startMs).toISOString(),
    phases: spans,
    orders: {
      placed: orders.length,
      published: published.length,
      fulfilled,
      unfulfilled: orders.filter((order) => order.ended && !isFulfilled(order)).length,
      lost: published.filter(({ lost, ended }) => lost || !ended).length,
      unpublished: orders.length - published.length,
    },
    fulfilledPerSecond: {
      mean: fulfilled / seconds,
      peak: Math.max(...buckets.map(({ fulfilledPerSecond }) => fulfilledPerSecond)),
    },
    latencyMs: percentilesOf(orders.flatMap(latencyOf)),
    bucketSeconds: bucketSecondsOf(seconds),
    buckets,
    backlog: backlog.map(({ atMs, messages }) => ({ atSecond: (atMs - startMs) / 1000, messages })),
    mostMessagesWaiting: backlog.reduce((most, { messages }) => Math.max(most, sumOf(messages)), 0),
    memory: memory.map(({ atMs, ...at }) => ({ atSecond: (atMs - startMs) / 1000, ...at })),
    memoryOfLongestPhase: memoryOfPhase(memory, spans, startMs) ?? null,
    invariants: audit.invariants,
    notCovered: audit.notCovered,
    findings: audit.findings,
    ledgerGap: audit.ledgerGap ?? null,
  };
};

/** Whether the run kept every promise that was checked. */
export const isGood = ({ orders, deadLettersAdded, invariants, artilleryExitCode }: LoadFigures): boolean =>
  artilleryExitCode === 0 &&
  orders.placed > 0 &&
  orders.lost === 0 &&
  orders.unpublished === 0 &&
  orders.unfulfilled === 0 &&
  deadLettersAdded === 0 &&
  Object.values(invariants).every(Boolean);
