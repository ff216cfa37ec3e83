import type { IntentStatus, PaymentIntent } from '../../stages/payment/gateway/gateway';

interface LedgerRow {
  readonly orderId: string;
  readonly status: IntentStatus;
  readonly amount: number;
  readonly currency: string;
  readonly captures: number;
  readonly refundedAmount: number;
}
/** The gateway's own books: intents by id. */
export type Ledger = Readonly<Record<string, LedgerRow>>;

export type GatewayCall =
  | { readonly method: 'open'; readonly orderId: string; readonly amount: number; readonly currency: string }
  | { readonly method: 'confirm'; readonly intentId: string; readonly token: string }
  | { readonly method: 'read' | 'cancel' | 'refund'; readonly intentId: string };

export const DECLINED_TOKEN = 'tok_declined';

const intentOf = (id: string, row: LedgerRow): PaymentIntent => ({
  id,
  status: row.status,
  money: { amount: row.amount, currency: row.currency },
  refundedAmount: row.refundedAmount,
  ...(row.status === 'declined' && { decline: { code: 'card_declined', message: 'the card was declined' } }),
});

const moved = (row: LedgerRow, call: GatewayCall): LedgerRow => {
  switch (call.method) {
    case 'confirm':
      if (row.status !== 'unconfirmed') return row;
      return call.token === DECLINED_TOKEN
        ? { ...row, status: 'declined' }
        : { ...row, status: 'captured', captures: row.captures + 1 };
    case 'cancel':
      return row.status === 'unconfirmed' ? { ...row, status: 'cancelled' } : row;
    case 'refund':
      return row.status === 'captured' ? { ...row, refundedAmount: row.amount } : row;
    default:
      return row;
  }
};

/** One call's effect. The gateway has forgotten its idempotency keys (Stripe does after a day), so each open makes an intent. */
export const callGateway = (ledger: Ledger, call: GatewayCall): { ledger: Ledger; answer: PaymentIntent } => {
  if (call.method === 'open') {
    const { orderId, amount, currency } = call;
    if (amount <= 0) throw new Error(`the gateway charges no ${amount}: order ${orderId} must never reach it`);
    const id = `pi-${orderId}-${Object.values(ledger).filter((row) => row.orderId === orderId).length + 1}`;
    const row: LedgerRow = { orderId, status: 'unconfirmed', amount, currency, captures: 0, refundedAmount: 0 };
    return { ledger: { ...ledger, [id]: row }, answer: intentOf(id, row) };
  }
  const row = ledger[call.intentId];
  if (!row) throw new Error(`the gateway has no intent ${call.intentId}`);
  const after = moved(row, call);
  return { ledger: { ...ledger, [call.intentId]: after }, answer: intentOf(call.intentId, after) };
};
