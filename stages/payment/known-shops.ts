import type { BusEventOf } from '../../contracts/events/events';
import type { EventTypeOf } from '../../contracts/events/subscriptions';
import type { ConfigReader } from '../../pipeline/config/reader';
import { type Config, isKnownShop } from '../../pipeline/config/settings';

/** So that orders of unknown shops, however many, cost one read in this time. */
const MAX_AGE_MS = 1_000;

/**
 * Reads the config that decides a batch. A shop that has just opened may be missing from the copy at hand, and its orders
 * would be refused for good: the config is read again before an order of an unknown shop is decided.
 */
export const configKnowing = async (
  reader: ConfigReader,
  events: readonly BusEventOf<EventTypeOf<'payment'>>[],
): Promise<Config> => {
  const config = await reader.read();
  const isComplete = events.every(
    ({ type, detail }) => type !== 'Order Created' || isKnownShop(config.orderProcessor, detail.shopId),
  );
  return isComplete ? config : reader.read(MAX_AGE_MS);
};
