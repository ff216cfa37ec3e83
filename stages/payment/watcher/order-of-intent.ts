import { ID_PATTERN } from '../../../contracts/events/fields';
import type { IntentMetadata } from '../gateway/intent-metadata';

/** Whose payment an intent is. */
export interface OrderOfIntent {
  readonly orderId: string;
  readonly shopId: string;
}

/** @returns undefined if the intent is not one of this environment. */
export const orderOfIntent = (metadata: IntentMetadata | undefined, environment: string): OrderOfIntent | undefined => {
  const { orderId = '', shopId = '' } = metadata ?? {};
  const isOurs = metadata?.environment === environment && ID_PATTERN.test(orderId) && ID_PATTERN.test(shopId);
  return isOurs ? { orderId, shopId } : undefined;
};
