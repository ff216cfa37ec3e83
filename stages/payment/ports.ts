import type { CircuitBreaker } from '../../pipeline/circuit-breaker/breaker';
import type { EffectOnce } from '../../pipeline/idempotency/effect-once';
import type { OrderStore } from '../../pipeline/orders/order-store';
import type { Gateway } from './gateway/gateway';

/** What the payment stage does its I/O with. */
export interface PaymentPorts {
  readonly orders: OrderStore;
  readonly gateway: Gateway;
  readonly once: Pick<EffectOnce, 'run'>;
  /** Entered before anything is claimed. */
  readonly breaker: CircuitBreaker;
  /** Called each time that the gateway refuses for good to give money back: from there on a person has to. */
  readonly onRefundRefused: () => void;
  /** Called when a refund has failed that was recorded as done: a person has to look after it. */
  readonly onRefundFailed: () => void;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** How long the gateway may take, milliseconds. */
export interface GatewaySettings {
  /** Bounds each wait. */
  readonly paymentTimeoutMs: number;
  /** An answer that takes longer counts against the gateway. */
  readonly slowCallMs: number;
  /** Where customers come back to after authenticating; undefined: nobody can. */
  readonly returnUrl?: string;
  /** How long they may take for that. */
  readonly actionMinutes: number;
}
