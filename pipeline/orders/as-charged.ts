import type { BusEventOf } from '../../contracts/events/events';
import { unfounded } from './decision';
import type { OrderInShop } from './order';
import type { Snapshot } from './order-history';
import { requireSame } from './same-order';

/**
 * What was charged. Events are not trusted: whoever reserves, sells or schedules goes by this.
 * @throws PermanentError if payment has not validated the order, or the event says something else of it.
 */
export const requireAsCharged = (
  { payment }: OrderInShop,
  event: BusEventOf<'Payment Validated' | 'Inventory Allocated'>,
): Snapshot => {
  if (payment.state !== 'validated') throw unfounded(event, 'was not validated by payment');
  requireSame(payment.snapshot, event.detail, 'the order was charged with');
  return payment.snapshot;
};
