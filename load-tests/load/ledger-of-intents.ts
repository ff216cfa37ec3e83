import type { LedgerEntry } from '../../simulation/audit/evidence';
import type { IntentStatus } from '../../stages/payment/gateway/gateway';
import type { OrderIntent } from '../../stages/payment/gateway/intent-list';

/** What must have happened to an intent for it to be in a state, oldest first. A declined one was cancelled too. */
const HISTORY: Readonly<Record<IntentStatus, readonly LedgerEntry['type'][]>> = {
  unconfirmed: ['opened'],
  'action-required': ['opened'],
  processing: ['opened'],
  captured: ['opened', 'captured'],
  declined: ['opened', 'declined', 'cancelled'],
  cancelled: ['opened', 'cancelled'],
};

const entriesOf = ({ id, orderId, status, money, refundedAmount }: OrderIntent): LedgerEntry[] => {
  const entry = { intentId: id, orderId, ...money };
  return [
    ...HISTORY[status].map((type) => ({ ...entry, type })),
    ...(refundedAmount > 0 ? [{ ...entry, type: 'refunded' as const, amount: refundedAmount }] : []),
  ];
};

/** The ledger that the intents' states tell of: what was captured, and the sum that was given back. */
export const ledgerOfIntents = (intents: readonly OrderIntent[]): LedgerEntry[] => intents.flatMap(entriesOf);
