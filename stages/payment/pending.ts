import type { EffectResult } from '../../pipeline/idempotency/effect-once';
import type { PaymentIntent, PaymentRefund } from './gateway/gateway';

/** What the gateway has not decided. */
export type PendingAnswer =
  | { readonly waitingFor: 'authentication'; readonly actionUrl: string }
  | { readonly waitingFor: 'processing' }
  | { readonly waitingFor: 'refund'; readonly refundId?: string };

/**
 * The gateway has not decided yet. Thrown inside of an effect that runs once, so that nothing remembers it as done; its
 * catcher records on the order that it waits. Never logged: the URL is for the customer alone.
 */
class PendingAtGateway extends Error {
  override readonly name = 'PendingAtGateway';

  constructor(readonly answer: PendingAnswer) {
    super(`the gateway has not decided: waiting for ${answer.waitingFor}`);
  }
}

/** @returns what the intent's charge waits for, undefined if it is decided. */
export const undecidedIn = ({ status, actionUrl = '' }: PaymentIntent): PendingAnswer | undefined => {
  if (status === 'action-required') return { waitingFor: 'authentication', actionUrl };
  return status === 'processing' ? { waitingFor: 'processing' } : undefined;
};

/** @throws PendingAtGateway if the intent's charge is not decided. */
export const requireDecided = (intent: PaymentIntent): void => {
  const undecided = undecidedIn(intent);
  if (undecided) throw new PendingAtGateway(undecided);
};

/** @throws PendingAtGateway unless all of the money went back. */
export const requireRefunded = ({ status, refundId }: PaymentRefund): void => {
  if (status !== 'succeeded')
    throw new PendingAtGateway({ waitingFor: 'refund', ...(refundId !== undefined && { refundId }) });
};

/**
 * Runs an effect that may find the gateway undecided.
 * @returns its result, or what it waits for. @throws what else it throws.
 */
export const orPending = async <R extends EffectResult>(
  effect: Promise<R>,
): Promise<{ readonly result: R } | { readonly pending: PendingAnswer }> => {
  try {
    return { result: await effect };
  } catch (error) {
    if (error instanceof PendingAtGateway) return { pending: error.answer };
    throw error;
  }
};
