import type { DetailType } from '../../contracts/events/events';

/** A queue past the bus, by the stem of its stack output. */
export const QUEUES = [
  'Payment',
  'PaymentIngress',
  'Inventory',
  'InventoryIngress',
  'Fulfillment',
  'FulfillmentIngress',
] as const;
type QueueStem = (typeof QUEUES)[number];

interface Named {
  /** Unique in the corpus: what it is, and what is wrong with it. */
  readonly name: string;
}

/** An event as it goes to PutEvents; `detail` is text, as JSON that no object can express is hostile, too. */
export interface ForBus extends Named {
  readonly to: 'bus';
  readonly source: string;
  readonly detailType: string;
  readonly detail: string;
  /** What the producer says of the event's time, milliseconds from when it is sent. */
  readonly timeInMs?: number;
}

/** A message past the bus; `groupId` is for a FIFO queue. */
export interface ForQueue extends Named {
  readonly to: QueueStem;
  readonly body: string;
  readonly groupId: string;
}

export type HostileEvent = ForBus | ForQueue;

export type Detail = Readonly<Record<string, unknown>>;

/** One kind of hostility, which any event can have. */
export interface Kind {
  readonly name: string;
  /** @returns the spoiled detail, or its text where no object can express it. */
  spoil(sound: Detail, type: DetailType): object | string;
}

export const textOf = (detail: object | string): string =>
  typeof detail === 'string' ? detail : JSON.stringify(detail);

/** A kind that puts other values into a detail. */
export const having = (name: string, fields: Detail): Kind => ({ name, spoil: (sound) => ({ ...sound, ...fields }) });

/** A kind that writes a field in a way that JSON.stringify never would. */
export const writing = (name: string, field: string, json: string): Kind => ({
  name,
  spoil: ({ [field]: _replaced, ...sound }) =>
    `${JSON.stringify(sound).slice(0, -1)},${JSON.stringify(field)}:${json}}`,
});
