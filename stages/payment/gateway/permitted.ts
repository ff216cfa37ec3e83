import type { LimitFunction } from 'p-limit';
import type { GatewayAccess, PaymentGateway } from './gateway';
import type { Turn } from './pacing';
import { gatewayError } from './stripe-errors';

/**
 * Asks the permit before each operation, paces them, lets so many be under way at once, and throws the port's errors in place of Stripe's. An
 * operation waits for its turn before the breaker judges it: waiting does not make it slow, and a breaker that opened meanwhile still stops it.
 */
export const permitted = (
  { permit }: Pick<GatewayAccess, 'permit'>,
  { limit, turn }: { readonly limit: LimitFunction; readonly turn: Turn },
  gateway: PaymentGateway,
): PaymentGateway => {
  const asked =
    <A extends unknown[], R>(name: keyof PaymentGateway, operation: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      await turn(name);
      return limit(() =>
        permit.call(() =>
          operation(...args).catch((error: unknown) => {
            throw gatewayError(error) ?? error;
          }),
        ),
      );
    };
  return {
    open: asked('open', gateway.open),
    confirm: asked('confirm', gateway.confirm),
    resume: asked('resume', gateway.resume),
    read: asked('read', gateway.read),
    settle: asked('settle', gateway.settle),
    abandon: asked('abandon', gateway.abandon),
    cancel: asked('cancel', gateway.cancel),
    readRefund: asked('readRefund', gateway.readRefund),
    readDispute: asked('readDispute', gateway.readDispute),
    refund: asked('refund', gateway.refund),
  };
};
