import { type StripeClientOptions, stripeClient } from './stripe-client';
import { gatewayError, isUnknownIntent } from './stripe-errors';

/** What an intent says about whose payment it is, as `openParameters` wrote it; others' intents say what they like. */
export type IntentMetadata = Readonly<Record<string, string>>;

/** @returns undefined if the account has no such intent. @throws GatewayError if the gateway cannot tell. */
export type ReadIntentMetadata = (intentId: string) => Promise<IntentMetadata | undefined>;

/**
 * Reads the metadata of intents, and nothing else of them. Call it once per process.
 * @param timeoutMs bounds each wait.
 */
export const intentMetadata = (options: StripeClientOptions, timeoutMs: number): ReadIntentMetadata => {
  const client = stripeClient(options);
  return async (intentId) => {
    try {
      const { metadata } = await client('read', timeoutMs, (stripe, { idempotencyKey: _, ...request }) =>
        stripe.paymentIntents.retrieve(intentId, {}, request),
      );
      return metadata;
    } catch (error) {
      if (isUnknownIntent(error)) return undefined;
      throw gatewayError(error) ?? error;
    }
  };
};
