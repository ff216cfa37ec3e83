import type { GuardedCall } from '../../../pipeline/circuit-breaker/breaker';
import type { PaymentGateway } from './gateway';

/** The gateway behind a circuit breaker: every call goes through `call`. */
export const guarded = (gateway: PaymentGateway, call: GuardedCall): PaymentGateway => ({
  open: (order) => call(() => gateway.open(order)),
  confirm: (intentId, token) => call(() => gateway.confirm(intentId, token)),
  read: (intentId) => call(() => gateway.read(intentId)),
  cancel: (intentId) => call(() => gateway.cancel(intentId)),
  refund: (intentId) => call(() => gateway.refund(intentId)),
});
