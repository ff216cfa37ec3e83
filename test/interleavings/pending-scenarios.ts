import { AUTHENTICATION_TOKEN, PROCESSING_TOKEN, SLOW_REFUND_TOKEN } from '../stages/gateway';
import { type Scenario, UNCONFIRMED } from './scenario';

/** The customer has to authenticate, or lets the time for that pass. */
export const AUTHENTICATION: Scenario = {
  token: AUTHENTICATION_TOKEN,
  settings: { ...UNCONFIRMED.settings, returnUrl: 'https://shop.example/back' },
};

/** The bank takes its time for the charge. */
export const PROCESSING: Scenario = { token: PROCESSING_TOKEN, ...UNCONFIRMED };

/** The bank takes its time for the refund of an order that is never made, and may refuse it once. */
export const SLOW_REFUND: Scenario = { token: SLOW_REFUND_TOKEN, ...UNCONFIRMED, isMade: false, refundFailures: 1 };

/** How the stages behind payment meet each other and a cancellation, other scenarios explore. */
export const BEHIND_IN_ONE_STEP = { inOneStep: ['inventory', 'fulfillment'] } as const;
