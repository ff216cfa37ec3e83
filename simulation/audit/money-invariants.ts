import { formatMoney } from '../../pipeline/money/format-money';
import { isKnownToHaveFailed, mayBeInDispute } from './aftermath';
import { refusedRefunds } from './dead-letters';
import type { Breach, Evidence, LedgerEntry, With } from './evidence';

const byOrder = (ledger: readonly LedgerEntry[]): Map<string, LedgerEntry[]> => {
  const entries = new Map<string, LedgerEntry[]>();
  for (const entry of ledger) {
    const own = entries.get(entry.orderId) ?? [];
    own.push(entry);
    entries.set(entry.orderId, own);
  }
  return entries;
};

const sumOf = (entries: readonly LedgerEntry[], type: LedgerEntry['type']): number =>
  entries.filter((entry) => entry.type === type).reduce((sum, { amount }) => sum + amount, 0);

/** What each order should have cost its customer: as placed, else as the service understood it. */
const prices = ({ expected = [], orders }: Evidence): Map<string, { total: number; currency: string }> => {
  const price = new Map<string, { total: number; currency: string }>();
  for (const { orderId, snapshot } of orders) if (snapshot) price.set(orderId, snapshot);
  for (const order of expected) price.set(order.orderId, order);
  return price;
};

/** What the shop kept of an order before anybody disputed it: refunds that failed came back. */
const keptBeforeDisputes = (entries: readonly LedgerEntry[]): number =>
  sumOf(entries, 'captured') - sumOf(entries, 'refunded') + sumOf(entries, 'refund-failed');

/** What cardholders took back and did not have to give up. */
const takenByDisputes = (entries: readonly LedgerEntry[]): number =>
  sumOf(entries, 'disputed') - sumOf(entries, 'dispute-won');

/**
 * The gateway kept an order's total if it was fulfilled and nothing otherwise, and knows of no order that we do not. A
 * dispute is no fault of the service: of a fulfilled order it is left aside, and otherwise it gave the money back. Nor is a
 * refund that failed after it was done: the shop has its money until an operator asks for another, if that is recorded.
 */
export const ledgerMatchesOutcome = (evidence: With<'ledger'>): Breach[] => {
  const entries = byOrder(evidence.ledger);
  const price = prices(evidence);
  const apart = refusedRefunds(evidence);
  const known = new Set(evidence.orders.map(({ orderId }) => orderId));
  const strangers = [...entries.keys()]
    .filter((orderId) => !known.has(orderId))
    .map((orderId) => ({ orderId, detail: 'is in the ledger and in no table' }));
  const wrong = evidence.orders.flatMap((order) => {
    const { orderId, outcome } = order;
    if (apart.has(orderId)) return [];
    const own = entries.get(orderId) ?? [];
    const isFulfilled = outcome === 'fulfilled';
    const taken = takenByDisputes(own);
    const kept = keptBeforeDisputes(own) - (isFulfilled ? 0 : taken);
    const cameBack = isKnownToHaveFailed(order) ? (order.refunded?.amount ?? 0) - taken : 0;
    const due = isFulfilled ? (price.get(orderId)?.total ?? 0) : cameBack;
    const currency = price.get(orderId)?.currency;
    const shown = (amount: number) => (currency === undefined ? `${amount}` : formatMoney(amount, currency));
    const foreign = own.find(
      (entry) => entry.type === 'captured' && currency !== undefined && entry.currency !== currency,
    );
    return [
      ...(kept === due
        ? []
        : [{ orderId, detail: `is ${outcome ?? 'open'}: the ledger keeps ${shown(kept)}, due are ${shown(due)}` }]),
      ...(foreign ? [{ orderId, detail: `was charged in ${foreign.currency}, placed in ${currency}` }] : []),
    ];
  });
  return [...strangers, ...wrong];
};

/** No order was charged twice, not even one that got its money back. */
export const neverTwoCaptures = ({ ledger }: With<'ledger'>): Breach[] =>
  [...byOrder(ledger)].flatMap(([orderId, entries]) => {
    const captures = entries.filter(({ type }) => type === 'captured');
    if (captures.length < 2) return [];
    return [
      {
        orderId,
        detail: `was charged ${captures.length} times: ${captures.map(({ intentId }) => intentId).join(', ')}`,
      },
    ];
  });

/** After these no more money can be taken, and none is kept. */
const SEALED: ReadonlySet<LedgerEntry['type']> = new Set(['cancelled', 'refunded', 'disputed', 'dispute-lost']);

/** These leave money of a captured payment with the shop, which cannot be charged again. */
const CAME_BACK: ReadonlySet<LedgerEntry['type']> = new Set(['refund-failed', 'dispute-won']);

/**
 * No payment of an order that failed or was cancelled can be charged any more: it is cancelled, or its money went back, or
 * went back in vain, and the failure is recorded.
 */
export const intentsSealed = (evidence: With<'ledger'>): Breach[] => {
  const entries = byOrder(evidence.ledger);
  const apart = refusedRefunds(evidence);
  return evidence.orders.flatMap((order) => {
    const { orderId, outcome, closed, payment } = order;
    if (!payment || !closed || outcome === 'fulfilled' || apart.has(orderId)) return [];
    const last = (entries.get(orderId) ?? []).findLast(({ intentId }) => intentId === payment.intentId);
    if (last && (SEALED.has(last.type) || (CAME_BACK.has(last.type) && isKnownToHaveFailed(order)))) return [];
    return [
      { orderId, detail: `is ${outcome}, and its payment ${payment.intentId} is only ${last?.type ?? 'unknown'}` },
    ];
  });
};

/** When all has ended, no payment is looked after but those in dispute: a bank takes weeks to decide one. */
export const checksEnded = (evidence: Evidence): Breach[] =>
  evidence.checks
    .filter(({ orderId, waitingFor }) => waitingFor !== 'dispute' || !mayBeInDispute(orderId, evidence))
    .map(({ orderId, waitingFor }) => ({ orderId, detail: `still has a check that waits for ${waitingFor}` }));

/** The gateway never heard of orders that break a rule of the shop, nor of those that cost nothing. */
export const refusedBeforeCharge = ({ expected, ledger }: With<'expected' | 'ledger'>): Breach[] => {
  const entries = byOrder(ledger);
  return expected.flatMap((order) => {
    const first = order.neverAtGateway ? entries.get(order.orderId)?.[0] : undefined;
    return first
      ? [{ orderId: order.orderId, detail: `is invalid or free, and has a payment: ${first.type} ${first.intentId}` }]
      : [];
  });
};
