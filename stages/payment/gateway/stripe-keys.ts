import { isKeyReused, isSavedFailure } from './stripe-errors';

/** How many keys one request may burn: each is used only when the one before can only fail. */
const KEYS = 5;

/**
 * Sends a request under an idempotency key, and under another one when Stripe answers with an error that it saved for the
 * first, or has it for other parameters.
 * @param request sends it under the key of an attempt, from 1.
 * @param isSaved whether an error is of an earlier request under the same key.
 */
export const underFreshKey = async <R>(
  request: (attempt: number) => Promise<R>,
  isSaved: (error: unknown) => boolean = isSavedFailure,
): Promise<R> => {
  for (let attempt = 1; ; attempt++) {
    try {
      return await request(attempt);
    } catch (error) {
      if (attempt === KEYS || !(isSaved(error) || isKeyReused(error))) throw error;
    }
  }
};
