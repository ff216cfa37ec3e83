import { StripeApiError } from '../../../simulation/stripe/stripe-error';

/** What cannot happen any more at the gateway does not: the order was cancelled or refunded meanwhile. */
export const ifStillPossible = (act: () => unknown) => (): void => {
  try {
    act();
  } catch (error) {
    if (!(error instanceof StripeApiError)) throw error;
  }
};
