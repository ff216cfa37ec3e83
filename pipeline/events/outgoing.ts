import { createHash } from 'node:crypto';
import type { BusEventOf, Detail, DetailType, OrderEventType } from '../../contracts/events/events';
import { SCHEMA_VERSION } from '../../contracts/events/fields';

/** An event on its way to the bus. */
export type OutgoingEvent<T extends DetailType = DetailType> = {
  [K in T]: { readonly type: K; readonly detail: Detail<K> };
}[T];

/** What makes an event the same event when it is published again. */
export interface EventCause {
  readonly orderId: string;
  readonly shopId: string;
  /** When the operation behind the event was recorded, ISO 8601. */
  readonly at: string;
  /** The event that caused the operation. */
  readonly causedBy: string;
}

/** Those of the events that an event caused: they are published again when its message comes again. */
export const causedBy = (events: readonly OutgoingEvent[], { eventId }: Pick<BusEventOf, 'eventId'>): OutgoingEvent[] =>
  events.filter(({ detail }) => detail.metadata?.causationId === eventId);

type Body<T extends DetailType> = Omit<Detail<T>, 'orderId' | 'shopId' | 'timestamp' | 'metadata'>;

/** A UUID that follows from a name: version 8 of RFC 9562, the bits of its SHA-256. */
export const nameBasedId = (name: string): string => {
  const hex = createHash('sha256').update(name).digest('hex');
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 3) | 8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
};

/**
 * An event of an order. Its id follows from the order, the type and `part`, never from the attempt: a replay publishes the same event.
 * @param part tells apart several events of one type and order (the product of a Stock Low).
 */
export const orderEvent = <T extends OrderEventType>(
  type: T,
  cause: EventCause,
  body: Body<T>,
  part = '',
): OutgoingEvent<T> => {
  const eventId = nameBasedId(`${cause.orderId}\n${type}\n${part}`);
  const detail = {
    orderId: cause.orderId,
    shopId: cause.shopId,
    timestamp: cause.at,
    metadata: { eventId, schemaVersion: SCHEMA_VERSION, causationId: cause.causedBy },
    ...body,
  };
  return { type, detail } as unknown as OutgoingEvent<T>;
};
