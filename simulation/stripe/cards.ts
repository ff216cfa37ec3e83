/** What a test payment method answers when it is charged. */
export type CardAnswer = { readonly result: 'authentication required'; readonly afterwards: FinalAnswer } | FinalAnswer;

/** An answer that asks the customer for nothing. */
export type FinalAnswer =
  | {
      readonly result: 'approved';
      readonly refunds?: RefundBehaviour;
      /** The charge is disputed for this reason as soon as it succeeded. */
      readonly disputedAs?: string;
    }
  | {
      readonly result: 'processing';
      readonly cancelable: boolean;
      /** The bank's answer in the end; the payment succeeds unless given. */
      readonly failure?: CardDecline;
    }
  | ({ readonly result: 'declined' } & CardDecline);

/** How the refunds of a charge begin: `pending`, or `succeeded` with a failure to come. */
export type RefundBehaviour = 'pending' | 'fails later';

/** `code`, `declineCode` and `message` as Stripe sends them. */
export interface CardDecline {
  readonly code: string;
  readonly declineCode?: string;
  readonly message: string;
  /** `card_error` unless given. */
  readonly type?: 'invalid_request_error';
}

const issuerSays = (code: string, declineCode: string | undefined, message: string): FinalAnswer => ({
  result: 'declined',
  code,
  ...(declineCode !== undefined && { declineCode }),
  message,
});

const approved: FinalAnswer = { result: 'approved' };
const cardDeclined = (declineCode: string, message = 'Your card was declined.') =>
  issuerSays('card_declined', declineCode, message);
const insufficientFunds = cardDeclined('insufficient_funds', 'Your card has insufficient funds.');
const authenticationThen = (afterwards: FinalAnswer): CardAnswer => ({ result: 'authentication required', afterwards });
const DISPUTED_AS_FRAUDULENT: FinalAnswer = { result: 'approved', disputedAs: 'fraudulent' };

/** Stripe's own test payment methods (https://docs.stripe.com/testing), by token. */
const CARDS: ReadonlyMap<string, CardAnswer> = new Map<string, CardAnswer>([
  ['pm_card_visa', approved],
  ['pm_card_visa_debit', approved],
  ['pm_card_mastercard', approved],
  ['pm_card_amex', approved],
  ['pm_card_discover', approved],

  ['pm_card_chargeDeclined', cardDeclined('generic_decline')],
  ['pm_card_visa_chargeDeclined', cardDeclined('generic_decline')],
  ['pm_card_chargeDeclinedInsufficientFunds', insufficientFunds],
  ['pm_card_visa_chargeDeclinedInsufficientFunds', insufficientFunds],
  ['pm_card_chargeDeclinedLostCard', cardDeclined('lost_card')],
  ['pm_card_visa_chargeDeclinedLostCard', cardDeclined('lost_card')],
  ['pm_card_chargeDeclinedStolenCard', cardDeclined('stolen_card')],
  ['pm_card_visa_chargeDeclinedStolenCard', cardDeclined('stolen_card')],
  ['pm_card_chargeDeclinedFraudulent', cardDeclined('fraudulent')],
  ['pm_card_radarBlock', cardDeclined('fraudulent')],
  [
    'pm_card_chargeDeclinedVelocityLimitExceeded',
    cardDeclined(
      'card_velocity_exceeded',
      'Your card was declined for making repeated attempts too frequently or exceeding its amount limit.',
    ),
  ],
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
  ['pm_card_authenticationRequired', authenticationThen(approved)],
  ['pm_card_authenticationRequiredChargeDeclinedInsufficientFunds', authenticationThen(insufficientFunds)],
  ['pm_card_threeDSecureRequired', authenticationThen(approved)],
  ['pm_card_threeDSecureRequiredChargeDeclined', authenticationThen(cardDeclined('generic_decline'))],

  // https://docs.stripe.com/testing#refunds
  ['pm_card_pendingRefund', { result: 'approved', refunds: 'pending' }],
  ['pm_card_refundFail', { result: 'approved', refunds: 'fails later' }],

  // https://docs.stripe.com/testing#disputes
  ['pm_card_createDispute', DISPUTED_AS_FRAUDULENT],
  ['pm_card_createDisputeProductNotReceived', { result: 'approved', disputedAs: 'product_not_received' }],

  // Bank debits take days (https://docs.stripe.com/payments/ach-direct-debit/accept-a-payment#test-account-numbers). The
  // one that stays in processing is there to test cancellation; otherwise a payment under way can rarely be cancelled.
  ['pm_usBankAccount_processing', { result: 'processing', cancelable: true }],
  ['pm_usBankAccount_success', { result: 'processing', cancelable: false }],
  [
    'pm_usBankAccount_insufficientFunds',
    {
      result: 'processing',
      cancelable: false,
      failure: {
        code: 'payment_method_customer_decline',
        declineCode: 'insufficient_funds',
        message: "The customer's bank account has insufficient funds to complete this payment.",
      },
    },
  ],
]);

/** The answer of a test card, or undefined when there is no such payment method. */
export const cardAnswer = (paymentMethod: string): CardAnswer | undefined => CARDS.get(paymentMethod);

/**
 * The decline of a card that asks for authentication when the customer is not there
 * (https://docs.stripe.com/error-codes#authentication-required).
 */
export const AUTHENTICATION_REQUIRED: FinalAnswer = {
  result: 'declined',
  code: 'authentication_required',
  declineCode: 'authentication_required',
  message: 'Your card was declined. This transaction requires authentication.',
};

/** https://docs.stripe.com/error-codes#payment-intent-authentication-failure */
export const AUTHENTICATION_FAILED: CardDecline = {
  type: 'invalid_request_error',
  code: 'payment_intent_authentication_failure',
  message: 'We are unable to authenticate your payment method. Please choose a different payment method and try again.',
};
