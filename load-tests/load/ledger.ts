import { readIntents } from '../../ops/payments/read-intents';
import { isLoopback } from '../../ops/target/loopback';
import type { OrderHistory } from '../../pipeline/orders/order-history';
import type { Evidence, LedgerEntry } from '../../simulation/audit/evidence';
import type { IntentReader } from '../../stages/payment/gateway/intent-list';
import { ledgerOfIntents } from './ledger-of-intents';

/** A payment gateway whose books are wanted. */
export interface AuditedGateway {
  /** Stripe's own unless given. */
  readonly url?: string;
  /** Called only if it is not the simulator. */
  readonly reader: () => Promise<IntentReader>;
}

/** The ledger that the simulator keeps beside its payments; undefined of any other gateway. */
const simulatorLedger = async (url: string | undefined): Promise<readonly LedgerEntry[] | undefined> => {
  // Only a gateway on this machine may be the simulator.
  if (!isLoopback(url)) return undefined;
  const answer = await fetch(new URL('/_sim/ledger', url));
  const isJson = answer.headers.get('content-type')?.includes('json');
  const { entries } = (answer.ok && isJson ? await answer.json() : {}) as { entries?: LedgerEntry[] };
  return entries;
};

/**
 * What the gateway did with the money of some orders: by its own ledger if it is the simulator, else by its payment
 * intents. Never throws, because a run's other figures must not be lost: `ledgerGap` says what could not be read.
 * @param sinceMs when the first of the orders may have been opened, epoch milliseconds.
 */
export const ledgerOf = async (
  { url, reader }: AuditedGateway,
  orders: readonly OrderHistory[],
  sinceMs: number,
): Promise<Pick<Evidence, 'ledger' | 'ledgerGap'>> => {
  try {
    const ledger = await simulatorLedger(url);
    if (ledger) return { ledger };
    const { intents, gap } = await readIntents(await reader(), orders, sinceMs);
    return { ledger: ledgerOfIntents(intents), ...(gap !== undefined && { ledgerGap: gap }) };
  } catch (error) {
    return { ledgerGap: `the gateway cannot be read: ${error instanceof Error ? error.message : String(error)}` };
  }
};
