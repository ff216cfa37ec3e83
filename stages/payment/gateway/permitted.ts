import type { LimitFunction } from 'p-limit';
import type { GatewayAccess, PaymentGateway, PaymentIntent } from './gateway';
import { gatewayError } from './stripe-errors';

/**
 * Asks the permit before each operation, lets so many be under way at once, and throws the port's errors in place of Stripe's. An operation waits
 * for its turn before the breaker judges it: waiting does not make it slow, and a breaker that opened meanwhile still stops it.
 */
export const permitted = (
  { permit }: Pick<GatewayAccess, 'permit'>,
  limit: LimitFunction,
  gateway: PaymentGateway,
): PaymentGateway => {
  const asked =
    <A extends unknown[]>(operation: (...args: A) => Promise<PaymentIntent>) =>
    (...args: A): Promise<PaymentIntent> =>
      limit(() =>
        permit.call(() =>
          operation(...args).catch((error: unknown) => {
            throw gatewayError(error) ?? error;
          }),
        ),
      );
  return {
    open: asked(gateway.open),
    confirm: asked(gateway.confirm),
    resume: asked(gateway.resume),
    read: asked(gateway.read),
    cancel: asked(gateway.cancel),
    refund: asked(gateway.refund),
  };
};
