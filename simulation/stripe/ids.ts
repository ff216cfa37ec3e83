import { createHash, randomBytes } from 'node:crypto';

/** An id that no other object has: `pi_…`, `ch_…`, `req_…`. */
export const newId = (prefix: string): string => `${prefix}_${randomBytes(12).toString('hex')}`;

/** The account that is simulated. */
export const ACCOUNT_ID = 'acct_1SimulatedCoffee';

/**
 * The secret with which a browser may complete a payment: it must not be stored, logged or shown to anyone but the
 * customer (https://docs.stripe.com/api/payment_intents/object#payment_intent_object-client_secret). It follows from the
 * id here, so that nothing has to be kept.
 */
export const clientSecretOf = (intentId: string): string =>
  `${intentId}_secret_${createHash('sha256').update(`client secret of ${intentId}`).digest('hex').slice(0, 25)}`;
