import {
  GatewayRefusedError,
  type IntentStatus,
  type PaymentDispute,
  type PaymentIntent,
  type PaymentRefund,
} from '../../stages/payment/gateway/gateway';

export interface LedgerRow {
  readonly orderId: string;
  /** `failed`: the authentication or the bank's answer was a failure, and the intent could be confirmed again. */
  readonly status: IntentStatus | 'failed';
  readonly amount: number;
  readonly currency: string;
  readonly captures: number;
  readonly refundedAmount: number;
  /** What was asked for, the newest last. `failed late`: it had succeeded before; the gateway itself makes no difference. */
  readonly refunds: readonly ('pending' | 'succeeded' | 'failed' | 'failed late')[];
  /** The bank has taken `amount` if it is lost, which moves no `refundedAmount`. */
  readonly dispute?: PaymentDispute['status'];
  /** What the card was confirmed with. */
  readonly token?: string;
}
/** The gateway's own books: intents by id. */
export type Ledger = Readonly<Record<string, LedgerRow>>;

export type GatewayCall =
  | { readonly method: 'open'; readonly orderId: string; readonly amount: number; readonly currency: string }
  | { readonly method: 'confirm'; readonly intentId: string; readonly token: string; readonly returnUrl?: string }
  | {
      readonly method: 'read' | 'settle' | 'abandon' | 'cancel' | 'readRefund' | 'readDispute' | 'refund';
      readonly intentId: string;
    };

export const DECLINED_TOKEN = 'tok_declined';
/** Asks for the customer's authentication; declined where there is no return URL. */
export const AUTHENTICATION_TOKEN = 'tok_authenticate';
/** The bank takes its time for the charge. */
export const PROCESSING_TOKEN = 'tok_processing';
/** The bank takes its time for the refund. */
export const SLOW_REFUND_TOKEN = 'tok_slow_refund';

export const actionUrlOf = (intentId: string): string => `https://bank.example/authenticate?secret=of-${intentId}`;

const intentOf = (id: string, row: LedgerRow): PaymentIntent => ({
  id,
  status: row.status === 'failed' ? 'unconfirmed' : row.status,
  money: { amount: row.amount, currency: row.currency },
  refundedAmount: row.refundedAmount,
  ...(row.status === 'declined' && { decline: { code: 'card_declined', message: 'the card was declined' } }),
  ...(row.status === 'action-required' && { actionUrl: actionUrlOf(id) }),
});

/** The gateway's id of the latest refund. */
export const latestRefundId = (id: string, { refunds }: Pick<LedgerRow, 'refunds'>): string =>
  `re-${id}-${refunds.length}`;

const refundOf = (id: string, row: LedgerRow): PaymentRefund => {
  const latest = row.refunds.at(-1);
  const isLive = latest === 'pending' || latest === 'succeeded';
  return {
    status: isLive ? latest : 'due',
    amount: isLive ? row.amount : 0,
    ...(latest !== undefined && { refundId: latestRefundId(id, row) }),
  };
};

const disputeOf = (id: string, { dispute, orderId }: LedgerRow): PaymentDispute | undefined =>
  dispute && { id: `du-${id}`, status: dispute, openedAt: '2026-11-25T09:00:00.000Z', orderId };

const captured = (row: LedgerRow): LedgerRow => ({ ...row, status: 'captured', captures: row.captures + 1 });

const confirmed = (row: LedgerRow, token: string, returnUrl: string | undefined): LedgerRow => {
  switch (token) {
    case DECLINED_TOKEN:
      return { ...row, status: 'declined' };
    case AUTHENTICATION_TOKEN:
      return { ...row, status: returnUrl === undefined ? 'declined' : 'action-required' };
    case PROCESSING_TOKEN:
      return { ...row, status: 'processing' };
    default:
      return captured({ ...row, token });
  }
};

const refunded = (row: LedgerRow): LedgerRow => {
  const latest = row.refunds.at(-1);
  if (row.status !== 'captured' || latest === 'pending' || latest === 'succeeded') return row;
  return row.token === SLOW_REFUND_TOKEN
    ? { ...row, refunds: [...row.refunds, 'pending'] }
    : { ...row, refunds: [...row.refunds, 'succeeded'], refundedAmount: row.amount };
};

/** What the customer's bank has taken, for good or until it has decided, is not refunded. */
export const isTakenByBank = ({ dispute }: Pick<LedgerRow, 'dispute'>): boolean =>
  dispute === 'opened' || dispute === 'lost';

const moved = (row: LedgerRow, call: GatewayCall): LedgerRow => {
  switch (call.method) {
    case 'confirm':
      // What failed can be confirmed again. Only a worker does so that has not looked since it stored the intent.
      return row.status === 'unconfirmed' || row.status === 'failed' ? confirmed(row, call.token, call.returnUrl) : row;
    case 'settle':
      return row.status === 'failed' ? { ...row, status: 'declined' } : row;
    case 'abandon':
      return row.status === 'action-required' || row.status === 'failed' ? { ...row, status: 'declined' } : row;
    case 'cancel':
      return row.status === 'unconfirmed' || row.status === 'action-required' || row.status === 'failed'
        ? { ...row, status: 'cancelled' }
        : row;
    case 'refund':
      return refunded(row);
    default:
      return row;
  }
};

/** One call's effect. The gateway has forgotten its idempotency keys (Stripe does after a day), so each open makes an intent. */
export const callGateway = (
  ledger: Ledger,
  call: GatewayCall,
): { ledger: Ledger; answer: PaymentIntent | PaymentRefund | PaymentDispute | undefined } => {
  if (call.method === 'open') {
    const { orderId, amount, currency } = call;
    if (amount <= 0) throw new Error(`the gateway charges no ${amount}: order ${orderId} must never reach it`);
    const id = `pi-${orderId}-${Object.values(ledger).filter((row) => row.orderId === orderId).length + 1}`;
    const row: LedgerRow = {
      orderId,
      status: 'unconfirmed',
      amount,
      currency,
      captures: 0,
      refundedAmount: 0,
      refunds: [],
    };
    return { ledger: { ...ledger, [id]: row }, answer: intentOf(id, row) };
  }
  const { intentId, method } = call;
  const row = ledger[intentId];
  if (!row && method === 'readDispute') return { ledger, answer: undefined };
  if (!row) throw new Error(`the gateway has no intent ${intentId}`);
  if (method === 'readDispute') return { ledger, answer: disputeOf(intentId, row) };
  if (method === 'refund' && isTakenByBank(row) && refunded(row) !== row)
    throw new GatewayRefusedError('charge_disputed', 'the charge is disputed');
  const after = moved(row, call);
  const isAboutRefund = method === 'refund' || method === 'readRefund';
  return {
    ledger: { ...ledger, [intentId]: after },
    answer: isAboutRefund ? refundOf(intentId, after) : intentOf(intentId, after),
  };
};

/** What the customer or the bank does with an intent. */
export type Happening =
  | 'authenticates'
  | 'fails'
  | 'pays'
  | 'refund succeeds'
  | 'refund fails'
  | 'disputes'
  | 'shop loses the dispute'
  | 'shop wins the dispute';

/** @returns the books after it; undefined if it cannot happen to the intent as it is. */
export const happensTo = (ledger: Ledger, intentId: string, what: Happening): Ledger | undefined => {
  const row = ledger[intentId];
  const after = row && happened(row, what);
  return after && { ...ledger, [intentId]: after };
};

const happened = (row: LedgerRow, what: Happening): LedgerRow | undefined => {
  const { status, refunds } = row;
  switch (what) {
    case 'authenticates':
      return status === 'action-required' ? captured(row) : undefined;
    case 'pays':
      return status === 'processing' ? captured(row) : undefined;
    case 'fails':
      return status === 'action-required' || status === 'processing' ? { ...row, status: 'failed' } : undefined;
    case 'disputes':
      // A charge that is fully refunded is not disputed (https://docs.stripe.com/refunds).
      return status === 'captured' && row.dispute === undefined && refunds.at(-1) !== 'succeeded'
        ? { ...row, dispute: 'opened' }
        : undefined;
    case 'shop loses the dispute':
      return row.dispute === 'opened' ? { ...row, dispute: 'lost' } : undefined;
    case 'shop wins the dispute':
      return row.dispute === 'opened' ? { ...row, dispute: 'won' } : undefined;
    case 'refund succeeds':
      // A refund that is pending when its charge is disputed can only fail (`charge_for_pending_refund_disputed`).
      return refunds.at(-1) === 'pending' && !isTakenByBank(row)
        ? { ...row, refunds: refunds.with(-1, 'succeeded'), refundedAmount: row.amount }
        : undefined;
    case 'refund fails':
      if (refunds.at(-1) === 'pending') return { ...row, refunds: refunds.with(-1, 'failed') };
      return refunds.at(-1) === 'succeeded'
        ? { ...row, refunds: refunds.with(-1, 'failed late'), refundedAmount: 0 }
        : undefined;
  }
};
