import { cutText, portable } from '../../contracts/text';
import { DependencyError } from '../../pipeline/batch/failure';
import type { PaymentIntent } from './gateway/gateway';
import { requireDecided } from './pending';

/** What the gateway made of the charge; flat, because Powertools keeps it. */
export type ChargeResult =
  | { readonly status: 'captured'; readonly intentId: string }
  | { readonly status: 'declined'; readonly code: string; readonly message: string };

const MAX_MESSAGE_CHARACTERS = 400;

/** A decline in the words of our events: whatever the gateway calls it, codes are upper case and begin with a letter. */
export const declined = (code: string, message: string): ChargeResult & { readonly status: 'declined' } => ({
  status: 'declined',
  code: code
    .toUpperCase()
    .replaceAll(/[^A-Z0-9]+/g, '_')
    .replace(/^(?![A-Z]{2})/, 'GATEWAY_')
    .slice(0, 64),
  message: cutText(portable(message), MAX_MESSAGE_CHARACTERS),
});

/**
 * What the gateway's answer to a confirm means for the charge.
 * @throws PendingAtGateway while the gateway has not decided.
 * @throws DependencyError if the confirm left no trace: the message comes again.
 */
export const chargeResultOf = (intent: PaymentIntent): ChargeResult => {
  requireDecided(intent);
  const { id, status, decline } = intent;
  switch (status) {
    case 'captured':
      return { status, intentId: id };
    case 'declined':
      return declined(decline?.code ?? 'card_declined', decline?.message ?? 'the card was declined');
    case 'cancelled':
      // A cancellation got there first, and has ended the order: storing this answer will meet its write.
      return declined('payment_cancelled', 'the payment was cancelled at the gateway');
    default:
      throw new DependencyError(`payment ${id} is still ${status} at the gateway`);
  }
};
