import pLimit from 'p-limit';
import type { OrderHistory } from '../../pipeline/orders/order-history';
import { type IntentReader, ListingUnsupportedError, type OrderIntent } from '../../stages/payment/gateway/intent-list';
import { ordersInScope } from './scope';

/** What the gateway says of the intents of some orders. */
export interface IntentsRead {
  /** The orders that it was asked about. */
  readonly orders: readonly OrderHistory[];
  readonly intents: readonly OrderIntent[];
  /** Stored ids that the gateway does not know. */
  readonly unknownIds: ReadonlySet<string>;
  /** Why intents that no order stored could not be seen; missing if they could. */
  readonly gap?: string;
}

/** Stripe takes 25 requests per second at one endpoint (https://docs.stripe.com/rate-limits); each takes some 0.2 s. */
const READS_AT_ONCE = 4;

const list = async (reader: IntentReader, sinceMs: number): Promise<Pick<IntentsRead, 'intents' | 'gap'>> => {
  try {
    return { intents: await reader.createdSince(sinceMs) };
  } catch (error) {
    if (!(error instanceof ListingUnsupportedError)) throw error;
    return { intents: [], gap: `${error.message}, so an intent that no order stored cannot be seen` };
  }
};

/**
 * Lists the intents of this environment, and reads one by one those that an order stored and the list lacks: they are
 * older, or the gateway has no list.
 * @param orders those that changed since, and those that listed intents name, are compared.
 * @param sinceMs epoch milliseconds.
 */
export const readIntents = async (
  reader: IntentReader,
  orders: readonly OrderHistory[],
  sinceMs: number,
): Promise<IntentsRead> => {
  const { intents: listed, gap } = await list(reader, sinceMs);
  const inScope = ordersInScope(orders, listed, sinceMs);
  const known = new Set(listed.map(({ id }) => id));
  const missing = [...new Set(inScope.flatMap(({ payment }) => payment?.intentId ?? []))].filter(
    (id) => !known.has(id),
  );
  const limit = pLimit(READS_AT_ONCE);
  const read = await Promise.all(missing.map((id) => limit(async () => ({ id, intent: await reader.read(id) }))));
  return {
    orders: inScope,
    intents: [...listed, ...read.flatMap(({ intent }) => intent ?? [])],
    unknownIds: new Set(read.filter(({ intent }) => !intent).map(({ id }) => id)),
    ...(gap !== undefined && { gap }),
  };
};
