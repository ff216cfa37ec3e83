import type { AuditReport } from '../../simulation/audit/audit';
import { distinctEvents } from '../../simulation/audit/dead-letters';
import type { DeadLetter, Evidence } from '../../simulation/audit/evidence';
import type { OrderPlan } from '../../simulation/traffic/plan';
import type { Deliveries } from '../deliveries';
import { type Denial, deniedLines } from '../denials';
import { type GatewayWaits, gatewayWaitsOf } from './gateway-waits';
import type { Journal } from './journal';
import type { OutageFigures } from './outage';
import { isTakenBack, type ReleaseFigures } from './release';
import type { Requests } from './requests';
import { type Percentiles, serviceLatency, type Wait, waitsOf } from './waits';

/** What `--json` prints (issue: "Orders run from placed to fulfilled on one machine"). */
interface DemoFigures {
  /** Real orders; malformed events are none. */
  readonly orders: number;
  readonly fulfilled: number;
  readonly failed: number;
  readonly cancelled: number;
  /** Orders that have not ended. */
  readonly pending: number;
  readonly duplicatesSent: number;
  readonly malformedSent: number;
  /** Distinct events in dead-letter queues. */
  readonly deadLetters: number;
  /** Events that a rule could bring neither to a queue nor into a dead-letter queue. */
  readonly eventsLost: number;
  /** Messages that pipes could not hand over, each counted as often as it came. */
  readonly pipeRefusals: number;
  /** Calls that the policies of the templates denied. */
  readonly callsDenied: number;
  /** Ended orders per real second, from the first order published to the last one ended. */
  readonly ordersPerSecond: number;
  /** From the later of Order Created and Order Confirmed to Delivery Scheduled, real milliseconds. */
  readonly latencyMs: Percentiles;
  readonly requestsPerOrder: Requests;
  readonly invariants: AuditReport['invariants'];
  /** Of a run in which the payment gateway failed. */
  readonly outage?: OutageFigures;
  /** Of a run in which a bad release was made. */
  readonly release?: ReleaseFigures;
}

export interface DemoResult {
  readonly figures: DemoFigures;
  readonly audit: AuditReport;
  /** Why orders failed, most frequent first. */
  readonly failures: readonly { readonly reason: string; readonly orders: number }[];
  readonly waits: readonly Wait[];
  readonly gatewayWaits: GatewayWaits;
  readonly deadLetters: readonly DeadLetter[];
  readonly deliveries: Deliveries;
  /** Each denied call once, in words. */
  readonly denied: readonly string[];
  readonly seconds: { readonly start: number; readonly run: number };
}

export interface Run {
  readonly plan: OrderPlan;
  readonly journal: Journal;
  readonly evidence: Evidence;
  readonly audit: AuditReport;
  readonly deliveries: Deliveries;
  readonly denials: readonly Denial[];
  readonly requestsPerOrder: Requests;
  /** Real milliseconds, on the journal's clock. */
  readonly publishedFromMs: number;
  readonly seconds: DemoResult['seconds'];
  readonly outage?: OutageFigures;
  readonly release?: ReleaseFigures;
}

const rounded = (value: number, digits: number): number => Number(value.toFixed(digits));

const roundedAll = <T extends object>(values: T, digits: number): T =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, rounded(value as number, digits)])) as T;

/** The code before the colon of a failed order's reason, with the stage that failed it. */
const reasonOf = ({ ended }: Evidence['orders'][number]): string =>
  `${ended?.stage ?? 'unknown'}: ${(ended?.reason ?? 'unknown').split(':')[0]?.toLowerCase().replaceAll('_', ' ')}`;

const failuresOf = (orders: Evidence['orders']): DemoResult['failures'] => {
  const counts = new Map<string, number>();
  for (const order of orders) {
    if (order.outcome === 'failed') counts.set(reasonOf(order), (counts.get(reasonOf(order)) ?? 0) + 1);
  }
  return [...counts]
    .map(([reason, count]) => ({ reason, orders: count }))
    .sort((one, other) => other.orders - one.orders);
};

/** What a run came to; figures only, no wording. */
export const resultOf = ({
  plan,
  journal,
  evidence,
  audit,
  deliveries,
  denials,
  requestsPerOrder,
  publishedFromMs,
  seconds,
  outage,
  release,
}: Run): DemoResult => {
  const ids = plan.orders.map(({ orderId }) => orderId);
  const placed = new Set(ids);
  const orders = evidence.orders.filter(({ orderId }) => placed.has(orderId));
  const endedAtMs = ids.map((id) => journal.endedAtMs(id)).filter((atMs) => atMs !== undefined);
  // The journal for the end, the table for how: an order whose final event never came is pending, whatever its item says.
  const ended = new Set(ids.filter((id) => journal.endedAtMs(id) !== undefined));
  const count = (outcome: string) =>
    orders.filter((order) => order.outcome === outcome && ended.has(order.orderId)).length;
  const runSeconds = (Math.max(publishedFromMs, ...endedAtMs) - publishedFromMs) / 1000;
  const times = ids.map((id) => journal.timesOf(id));
  return {
    figures: {
      orders: ids.length,
      fulfilled: count('fulfilled'),
      failed: count('failed'),
      cancelled: count('cancelled'),
      pending: ids.length - ended.size,
      duplicatesSent: plan.orders.reduce((sum, { duplicates }) => sum + duplicates.length, 0),
      malformedSent: plan.malformed.length,
      deadLetters: distinctEvents(evidence.deadLetters),
      eventsLost: deliveries.lost.count,
      pipeRefusals: deliveries.refused.count,
      callsDenied: denials.length,
      ordersPerSecond: rounded(runSeconds > 0 ? endedAtMs.length / runSeconds : 0, 1),
      latencyMs: roundedAll(serviceLatency(times), 1),
      requestsPerOrder: roundedAll(requestsPerOrder, 2),
      invariants: audit.invariants,
      ...(outage && { outage }),
      ...(release && { release }),
    },
    audit,
    failures: failuresOf(orders),
    waits: waitsOf(times).map(({ where, orders: passed, ...ms }) => ({ where, orders: passed, ...roundedAll(ms, 1) })),
    gatewayWaits: gatewayWaitsOf(orders),
    deadLetters: evidence.deadLetters,
    deliveries,
    denied: deniedLines(denials),
    seconds,
  };
};

/** Whether every promise was kept: what the exit code says. */
export const isGood = ({ figures, audit }: DemoResult): boolean =>
  figures.pending === 0 &&
  figures.deadLetters === figures.malformedSent &&
  figures.eventsLost === 0 &&
  figures.callsDenied === 0 &&
  (figures.release === undefined || isTakenBack(figures.release)) &&
  audit.notCovered.length === 0 &&
  Object.values(audit.invariants).every(Boolean);
