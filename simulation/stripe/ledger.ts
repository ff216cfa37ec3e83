import type { Section } from '@coffee-shop/aws-local';

/** How each kind of entry changes what the shop keeps of an order. */
const EFFECT = {
  opened: 0,
  captured: 1,
  declined: 0,
  cancelled: 0,
  /** The money is on its way to the customer; `refunded` or `refund-failed` follows. */
  'refund-pending': 0,
  refunded: -1,
  /** The money of a refund came back; its amount is 0 if the refund was pending. */
  'refund-failed': 1,
  /** Stripe withdraws a disputed payment at once (https://docs.stripe.com/disputes/how-disputes-work). */
  disputed: -1,
  'dispute-won': 1,
  'dispute-lost': 0,
} as const;

export type LedgerEntryType = keyof typeof EFFECT;

/** One thing that happened to an order's money, in the order in which it happened. */
export interface LedgerEntry {
  readonly intentId: string;
  /** From the intent's metadata; empty when it was opened without one. */
  readonly orderId: string;
  readonly type: LedgerEntryType;
  /** Minor units of `currency` (ISO 4217, upper case). */
  readonly amount: number;
  readonly currency: string;
  /** Environment time, epoch milliseconds. */
  readonly atMs: number;
}

/** What the gateway did, append only: the witness that audits ask what customers were really charged. */
export class Ledger {
  readonly #entries: LedgerEntry[] = [];
  readonly #byOrder = new Map<string, LedgerEntry[]>();
  readonly #kept: Section<LedgerEntry> | undefined;

  /** @param kept notes what must outlive the process. */
  public constructor(kept?: Section<LedgerEntry>) {
    this.#kept = kept;
    for (const [, entry] of kept?.restored() ?? []) this.#enter(entry);
  }

  public append(entry: LedgerEntry): void {
    this.#kept?.put(`${this.#entries.length}`, entry);
    this.#enter(entry);
  }

  #enter(entry: LedgerEntry): void {
    this.#entries.push(entry);
    const ofOrder = this.#byOrder.get(entry.orderId);
    if (ofOrder) ofOrder.push(entry);
    else this.#byOrder.set(entry.orderId, [entry]);
  }

  public entries(orderId?: string): readonly LedgerEntry[] {
    return orderId === undefined ? this.#entries : (this.#byOrder.get(orderId) ?? []);
  }

  public captures(orderId: string): readonly LedgerEntry[] {
    return this.entries(orderId).filter(({ type }) => type === 'captured');
  }

  /** Captured minus given back, in minor units, of every order that the gateway has heard of. */
  public netByOrder(): Record<string, number> {
    return Object.fromEntries([...this.#byOrder].map(([orderId, entries]) => [orderId, netOf(entries)]));
  }
}

const netOf = (entries: readonly LedgerEntry[]): number =>
  entries.reduce((net, { type, amount }) => net + EFFECT[type] * amount, 0);
