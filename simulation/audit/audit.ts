import { disputesAnnounced, refundFailuresAnnounced } from './aftermath-invariants';
import { countersMatchOrders } from './counter-invariants';
import type { Breach, Evidence, Finding, With } from './evidence';
import { kitchenEmpty, ticketsWithoutGap } from './kitchen-invariants';
import {
  deadLettersHaveReasons,
  eventsMatchSchema,
  nothingLost,
  publishedEventsSeen,
  queuesDrained,
} from './message-invariants';
import {
  checksEnded,
  intentsSealed,
  ledgerMatchesOutcome,
  neverTwoCaptures,
  refusedBeforeCharge,
} from './money-invariants';
import { exactlyOneOutcome, moneyAnnounced, oneFinalEvent, outcomeAsExpected } from './order-invariants';
import { nothingReserved, soldMatchesOrders, stockConserved } from './stock-invariants';

interface Invariant {
  readonly needs: readonly (keyof Evidence)[];
  /** Undefined if some of the evidence that it needs was not collected. */
  readonly check: (evidence: Evidence) => Breach[] | undefined;
}

const given = <K extends keyof Evidence>(evidence: Evidence, needs: readonly K[]): evidence is With<K> =>
  needs.every((part) => evidence[part] !== undefined);

const needing = <K extends keyof Evidence>(needs: readonly K[], check: (evidence: With<K>) => Breach[]): Invariant => ({
  needs,
  check: (evidence) => (given(evidence, needs) ? check(evidence) : undefined),
});

/** As `needing`, of a ledger in which intents would be seen that no order stored. */
const needingWholeLedger = <K extends keyof Evidence>(
  needs: readonly K[],
  check: (evidence: With<K>) => Breach[],
): Invariant => {
  const invariant = needing(needs, check);
  return { needs, check: (evidence) => (evidence.ledgerGap === undefined ? invariant.check(evidence) : undefined) };
};

/** What must hold of any run once it has ended (design, section 11), by name. */
export const INVARIANTS = {
  exactlyOneOutcome: needing([], exactlyOneOutcome),
  oneFinalEvent: needing(['events'], oneFinalEvent),
  moneyAnnounced: needing(['events'], moneyAnnounced),
  refundFailuresAnnounced: needing(['events', 'ledger'], refundFailuresAnnounced),
  disputesAnnounced: needing(['events', 'ledger'], disputesAnnounced),
  outcomeAsExpected: needing(['expected'], outcomeAsExpected),
  ledgerMatchesOutcome: needing(['ledger'], ledgerMatchesOutcome),
  neverTwoCaptures: needingWholeLedger(['ledger'], neverTwoCaptures),
  intentsSealed: needing(['ledger'], intentsSealed),
  checksEnded: needing([], checksEnded),
  refusedBeforeCharge: needingWholeLedger(['expected', 'ledger'], refusedBeforeCharge),
  stockConserved: needing([], stockConserved),
  nothingReserved: needing([], nothingReserved),
  soldMatchesOrders: needing([], soldMatchesOrders),
  ticketsWithoutGap: needing([], ticketsWithoutGap),
  kitchenEmpty: needing([], kitchenEmpty),
  queuesDrained: needing([], queuesDrained),
  nothingLost: needing(['expected', 'malformedMarkers'], nothingLost),
  publishedEventsSeen: needing(['publishedEventIds', 'events'], publishedEventsSeen),
  deadLettersHaveReasons: needing([], deadLettersHaveReasons),
  eventsMatchSchema: needing(['events'], eventsMatchSchema),
  countersMatchOrders: needing(['counters'], countersMatchOrders),
} as const satisfies Record<string, Invariant>;

export type InvariantName = keyof typeof INVARIANTS;

export interface AuditReport {
  readonly findings: readonly Finding[];
  /** Of each invariant that could be checked, whether it holds. */
  readonly invariants: Readonly<Partial<Record<InvariantName, boolean>>>;
  /** Invariants that were not checked, and the evidence that they lack. */
  readonly notCovered: readonly { readonly invariant: InvariantName; readonly lacks: readonly string[] }[];
  /** What of the gateway's ledger could not be seen, also by the invariants that were checked. */
  readonly ledgerGap?: string;
}

/** The evidence that an invariant lacks; of a ledger that is there and not whole, why it is not. */
const lackedBy = (needs: readonly (keyof Evidence)[], evidence: Evidence): string[] => {
  const missing = needs.filter((part) => evidence[part] === undefined);
  return missing.length === 0 && evidence.ledgerGap !== undefined ? [evidence.ledgerGap] : missing;
};

/** Checks every invariant against what was collected, from the outside; an empty table and no evidence prove nothing. */
export const audit = (evidence: Evidence): AuditReport => {
  const findings: Finding[] = [];
  const invariants: Partial<Record<InvariantName, boolean>> = {};
  const notCovered: { invariant: InvariantName; lacks: string[] }[] = [];
  for (const [name, { needs, check }] of Object.entries(INVARIANTS)) {
    const invariant = name as InvariantName;
    const breaches = check(evidence);
    if (!breaches) {
      notCovered.push({ invariant, lacks: lackedBy(needs, evidence) });
      continue;
    }
    invariants[invariant] = breaches.length === 0;
    findings.push(...breaches.map((breach) => ({ invariant, ...breach })));
  }
  const { ledgerGap } = evidence;
  return { findings, invariants, notCovered, ...(ledgerGap !== undefined && { ledgerGap }) };
};
