/** What a test card answers when it is charged. */
export type CardAnswer =
  | { readonly result: 'approved' }
  | { readonly result: 'authentication required' }
  | ({ readonly result: 'declined' } & CardDecline);

/** `code`, `declineCode` and `message` as Stripe sends them. */
export interface CardDecline {
  readonly code: string;
  readonly declineCode?: string;
  readonly message: string;
}

const issuerSays = (code: string, declineCode: string | undefined, message: string): CardAnswer => ({
  result: 'declined',
  code,
  ...(declineCode !== undefined && { declineCode }),
  message,
});

const approved: CardAnswer = { result: 'approved' };
const authenticationRequired: CardAnswer = { result: 'authentication required' };
const cardDeclined = (declineCode: string, message = 'Your card was declined.') =>
  issuerSays('card_declined', declineCode, message);

/** Stripe's own test payment methods (docs.stripe.com/testing), by token. */
const CARDS: ReadonlyMap<string, CardAnswer> = new Map([
  ['pm_card_visa', approved],
  ['pm_card_visa_debit', approved],
  ['pm_card_mastercard', approved],
  ['pm_card_amex', approved],
  ['pm_card_discover', approved],
  ['pm_card_chargeDeclined', cardDeclined('generic_decline')],
  ['pm_card_visa_chargeDeclined', cardDeclined('generic_decline')],
  ['pm_card_chargeDeclinedInsufficientFunds', cardDeclined('insufficient_funds', 'Your card has insufficient funds.')],
  [
    'pm_card_visa_chargeDeclinedInsufficientFunds',
    cardDeclined('insufficient_funds', 'Your card has insufficient funds.'),
  ],
  ['pm_card_visa_chargeDeclinedLostCard', cardDeclined('lost_card')],
  ['pm_card_visa_chargeDeclinedStolenCard', cardDeclined('stolen_card')],
  ['pm_card_chargeDeclinedFraudulent', cardDeclined('fraudulent')],
  ['pm_card_chargeDeclinedExpiredCard', issuerSays('expired_card', undefined, 'Your card has expired.')],
  [
    'pm_card_chargeDeclinedIncorrectCvc',
    issuerSays('incorrect_cvc', undefined, "Your card's security code is incorrect."),
  ],
  [
    'pm_card_chargeDeclinedProcessingError',
    issuerSays(
      'processing_error',
      undefined,
      'An error occurred while processing your card. Try again in a little bit.',
    ),
  ],
  // They ask for authentication on each payment here (https://docs.stripe.com/testing#regulatory-cards and #three-ds-cards).
  ['pm_card_authenticationRequired', authenticationRequired],
  ['pm_card_threeDSecureRequired', authenticationRequired],
]);

/** The answer of a test card, or undefined when there is no such payment method. */
export const cardAnswer = (paymentMethod: string): CardAnswer | undefined => CARDS.get(paymentMethod);
