import type { OutgoingEvent } from '../../pipeline/events/outgoing';
import type { OrderHistory } from '../../pipeline/orders/order-history';
import { historyFromItem } from '../../pipeline/orders/order-item';
import { ORDER_SORT_KEY } from '../../pipeline/orders/table-keys';
import { ORDERS_TABLE } from '../stages/run-stage';
import type { World } from './world';

type Item = Readonly<Record<string, unknown>>;

/** By item: worlds share the items in which they do not differ. */
const histories = new WeakMap<Item, OrderHistory>();

const historyOf = (item: Item): OrderHistory => {
  const history = histories.get(item) ?? historyFromItem(item);
  histories.set(item, history);
  return history;
};

export const orderItemsIn = ({ tables }: Pick<World, 'tables'>): readonly Item[] =>
  Object.values(tables[ORDERS_TABLE] ?? {}).filter(({ SK }) => SK === ORDER_SORT_KEY);

/** What is stored of an order. */
export const historyIn = (world: Pick<World, 'tables'>, orderId: string): OrderHistory | undefined =>
  orderItemsIn(world)
    .map(historyOf)
    .find((history) => history.orderId === orderId);

/** By all that was published: worlds share it where they do not differ. */
const announcements = new WeakMap<World['published'], readonly OutgoingEvent[]>();

/** What was published, each event once. */
export const publishedIn = ({ published }: Pick<World, 'published'>): readonly OutgoingEvent[] => {
  const known = announcements.get(published) ?? Object.values(published).map((text) => JSON.parse(text));
  announcements.set(published, known);
  return known;
};

/** Details of the published events of a type. */
export const announcedIn = <T extends OutgoingEvent['type']>(
  world: Pick<World, 'published'>,
  type: T,
): readonly OutgoingEvent<T>['detail'][] =>
  publishedIn(world)
    .filter((event) => event.type === type)
    .map(({ detail }) => detail as OutgoingEvent<T>['detail']);
