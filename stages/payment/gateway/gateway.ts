import type { FailureClass } from '../../../pipeline/batch/failure';
import type { Permit } from '../../../pipeline/circuit-breaker/breaker';
import type { Money } from '../../../pipeline/orders/order-history';

/**
 * - `unconfirmed`: opened, no money has moved, and it can be cancelled.
 * - `action-required`: confirmed, and the customer has to authenticate at `actionUrl`; settle it later.
 * - `processing`: confirmed, the bank has not decided yet; settle it later.
 * - `captured`: the customer was charged (it stays `captured` when refunded; see `refundedAmount`).
 * - `declined`: the card was declined, or asks for authentication. Final: the intent can never be confirmed again.
 * - `cancelled`: given up before any money moved. Final.
 */
export type IntentStatus = 'unconfirmed' | 'action-required' | 'processing' | 'captured' | 'declined' | 'cancelled';

export interface Decline {
  /** The gateway's reason, such as `insufficient_funds`. */
  readonly code: string;
  /** For the customer's eyes; holds no card data. */
  readonly message: string;
}

/** What the gateway knows of one attempt to charge one order. */
export interface PaymentIntent {
  readonly id: string;
  readonly status: IntentStatus;
  readonly money: Money;
  /** Minor units given back so far; equal to `money.amount` when nothing of the charge is left. */
  readonly refundedAmount: number;
  /** Present when, and only when, `status` is `declined`. */
  readonly decline?: Decline;
  /**
   * Where the customer authenticates: present when, and only when, `status` is `action-required`. Whoever has it can go on
   * with the payment: it is for the customer's app alone, never for a table, a log or a trace.
   */
  readonly actionUrl?: string;
}

/** What has become of giving the money of a captured intent back. */
export interface PaymentRefund {
  /**
   * - `succeeded`: all of it went back.
   * - `pending`: it is asked for, and the gateway has not decided; look again later.
   * - `due`: not all of it is asked for, or what was asked for has failed.
   */
  readonly status: 'succeeded' | 'pending' | 'due';
  /** The gateway's id of the latest refund; undefined if there is none. */
  readonly refundId?: string;
  /** Minor units that went back or are on their way. */
  readonly amount: number;
}

/** The customer's bank takes a captured payment back, or has tried to. */
export interface PaymentDispute {
  readonly id: string;
  readonly status: 'opened' | 'won' | 'lost';
  /** When it was opened, ISO 8601. */
  readonly openedAt: string;
  /** The order that the intent is of. */
  readonly orderId: string;
}

/** An order as the gateway needs it. */
export interface GatewayOrder {
  readonly orderId: string;
  readonly shopId: string;
  /** Of the order manager; the gateway only notes it. */
  readonly customerId: string;
  /** The gateway's own customer, to whom the payment method belongs. */
  readonly customer?: string;
  readonly money: Money;
  /** Where the customer comes back to after authenticating; without one, cards that ask for that are declined. */
  readonly returnUrl?: string;
}

/**
 * What the payment stage needs of a payment gateway. The gateway's own state machine makes it safe to repeat any call at
 * any later time: an intent can be captured once and refunded to zero once.
 *
 * Every method throws GatewayUnavailableError (ambiguous: it may have taken effect; repeat it), GatewayBusyError (repeat
 * it), GatewayMisuseError and GatewayConfigurationError (our fault: the order waits until somebody mended it).
 */
export interface PaymentGateway {
  /**
   * Opens an intent, which moves no money. The same order gives the same intent, as it was when it was opened, for as
   * long as the gateway keeps its idempotency keys (Stripe: a day). After that, or with other terms, another intent is
   * opened, so the caller stores the id before it confirms.
   * @throws GatewayRefusedError if amount, currency or customer of the order cannot be charged.
   */
  open(order: GatewayOrder): Promise<PaymentIntent>;
  /**
   * Charges an intent that was opened just now with the customer's payment token. What the order itself is to blame for is
   * an answer, `declined`: a declined card, a token that names no payment method, a card that asks for the customer's
   * authentication where there is no return URL. Before it is given, the intent is cancelled, so that no other confirm can
   * charge it afterwards; if another one came first, the answer is its state.
   */
  confirm(intentId: string, token: string, returnUrl?: string): Promise<PaymentIntent>;
  /** As `confirm`, for an intent that an earlier attempt may have confirmed: it is read first, and confirmed only if no
   * confirm has left a trace in it. */
  resume(intentId: string, token: string, returnUrl?: string): Promise<PaymentIntent>;
  /** The intent as the gateway sees it now. */
  read(intentId: string): Promise<PaymentIntent>;
  /** As `read`, for an intent that was confirmed: what failed since then, such as the customer's authentication, is made
   * final before it is answered as `declined`. */
  settle(intentId: string): Promise<PaymentIntent>;
  /** Gives up an intent whose customer has not authenticated: `declined`, unless it has come further by now. */
  abandon(intentId: string): Promise<PaymentIntent>;
  /** Makes sure that an intent is never charged. One that was captured already (or is processing) answers its state
   * unchanged, and the caller refunds; `cancelled` and `declined` both mean that no money will ever move. */
  cancel(intentId: string): Promise<PaymentIntent>;
  /** What has become of refunding a captured intent; nothing is asked for. @param money what was captured. */
  readRefund(intentId: string, money: Money): Promise<PaymentRefund>;
  /** The latest dispute of an intent that this environment has opened, if there is any. */
  readDispute(intentId: string): Promise<PaymentDispute | undefined>;
  /**
   * Asks for whatever is left of a captured intent; what is pending or went back is not asked for again, and what failed
   * is, once for each call.
   * @param money what was captured.
   * @throws GatewayRefusedError if the gateway will never give the money back; with the code `charge_disputed` while, or
   * after, the customer's bank takes it.
   */
  refund(intentId: string, money: Money): Promise<PaymentRefund>;
}

/** What goes with every call that one piece of work makes. */
export interface GatewayAccess {
  /** Of the circuit breaker: each call asks it first, and tells it how the call went. */
  readonly permit: Permit;
  /** Bounds each wait for the gateway. */
  readonly timeoutMs: number;
}

/** Gives the gateway to one piece of work. */
export type Gateway = (access: GatewayAccess) => PaymentGateway;

/** Base of everything that a payment gateway throws. No message ever holds a token or a key. */
export abstract class GatewayError extends Error {
  /** What the batch layer makes of it (pipeline/batch/failure.ts). */
  public abstract readonly failureClass: FailureClass;
  /** The gateway's machine-readable reason, or ours where it gave none. */
  public readonly code: string;

  public constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}

/** The gateway timed out, could not be reached or failed. The call may or may not have taken effect; repeat it later. */
export class GatewayUnavailableError extends GatewayError {
  public readonly failureClass = 'dependency';
}

/** The gateway is busy: with another call at the same intent, or with too many calls. Repeat it later; says nothing about
 * the gateway's health. */
export class GatewayBusyError extends GatewayError {
  public readonly failureClass = 'dependency';
}

/** The gateway refuses what came from the order, for good. The message is fit for the customer's eyes. */
export class GatewayRefusedError extends GatewayError {
  public readonly failureClass = 'permanent';
}

/** The gateway refuses our request or our account, whatever the order is: repeating helps once somebody mended that. */
export class GatewayMisuseError extends GatewayError {
  public readonly failureClass = 'dependency';
}

/** The gateway does not accept our API key, or there is none. Repeating helps only after someone mended the secret. */
export class GatewayConfigurationError extends GatewayError {
  public readonly failureClass = 'dependency';
}
