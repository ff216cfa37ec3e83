import type { BusEventOf, Detail, OrderEventType } from '../../../contracts/events/events';
import { ORDER_MANAGER_SOURCE } from '../../../contracts/events/order-manager';
import { ORDER_PROCESSOR_SOURCE } from '../../../contracts/events/order-processor';
import type { OutgoingEvent } from '../../../pipeline/events/outgoing';
import type { Decision } from '../../../pipeline/orders/decision';
import { newOrder, type Order } from '../../../pipeline/orders/order';
import { type Kitchen, NEW_KITCHEN } from '../../../stages/fulfillment/kitchen';
import { ready } from '../../../stages/fulfillment/ready';
import { type FulfillmentSettings, schedule } from '../../../stages/fulfillment/schedule';
import { cancelTicket } from '../../../stages/fulfillment/take-down';
import { allocate } from '../../../stages/inventory/allocate';
import { release } from '../../../stages/inventory/release';
import { settle } from '../../../stages/inventory/settle';
import type { ShopStock } from '../../../stages/inventory/stock';
import { type ChargeSettings, decideCharge, recordCharge } from '../../../stages/payment/charge';
import type { ChargeResult } from '../../../stages/payment/charge-result';
import { confirm } from '../../../stages/payment/confirm';
import { decideRefund, recordRefund } from '../../../stages/payment/refund';

/** 8:00 in New York, on a Tuesday. */
export const NOW_MS = Date.UTC(2026, 10, 24, 13, 0, 0);
export const ORDER_ID = 'o-1';
export const SHOP_ID = 'astoria';
const PLACED_AT = '2026-11-24T12:59:00Z';

export interface Settings extends ChargeSettings, FulfillmentSettings {
  readonly lowStockThreshold: number;
}

export const SETTINGS: Settings = {
  storeOpen: true,
  productIds: new Set(['latte', 'scone']),
  requireConfirmation: true,
  lowStockThreshold: 0,
  maxOrdersInQueue: 50,
  maxOrdersPerUser: 5,
  kitchen: { stations: 2, prepSecondsPerItem: 45, timeZone: 'America/New_York' },
  fulfilledWithinSeconds: 900,
  paymentTimeoutMs: 5_000,
  slowCallMs: 3_000,
};

const base = { orderId: ORDER_ID, shopId: SHOP_ID, timestamp: PLACED_AT };

const fromManager = <T extends OrderEventType>(type: T, detail: object, eventId?: string): BusEventOf<T> =>
  ({
    type,
    eventId: eventId ?? `${type.toLowerCase().replaceAll(' ', '-')}-event`,
    source: ORDER_MANAGER_SOURCE,
    time: PLACED_AT,
    detail: { ...base, ...detail },
  }) as BusEventOf<T>;

/** Two lattes, 9.00 USD, placed a minute before the stories begin. */
export const created = (more: Partial<Detail<'Order Created'>> = {}, eventId?: string) =>
  fromManager(
    'Order Created',
    {
      customerId: 'c-1',
      items: [{ productId: 'latte', quantity: 2, unitPrice: 450 }],
      total: 900,
      currency: 'USD',
      payment: { token: 'tok_visa' },
      ...more,
    },
    eventId,
  );
export const confirmed = (more: Partial<Detail<'Order Confirmed'>> = {}, eventId?: string) =>
  fromManager('Order Confirmed', more, eventId);
export const cancelled = (more: Partial<Detail<'Order Cancelled'>> = {}, eventId?: string) =>
  fromManager('Order Cancelled', { reason: 'customer left', ...more }, eventId);
export const handedOver = (more: Partial<Detail<'Order Ready'>> = {}, eventId?: string) =>
  fromManager('Order Ready', more, eventId);

/** An event that we published, as the bus delivers it to the next stage. */
export const delivered = <T extends OrderEventType>({ type, detail }: OutgoingEvent<T>): BusEventOf<T> =>
  ({
    type,
    eventId: detail.metadata?.eventId ?? '',
    source: ORDER_PROCESSOR_SOURCE,
    time: detail.timestamp,
    detail,
  }) as unknown as BusEventOf<T>;

export const CAPTURED: ChargeResult = { status: 'captured', intentId: 'pi-1' };
export const DECLINED: ChargeResult = { status: 'declined', code: 'CARD_DECLINED', message: 'the card was declined' };

/** One order's life and the shop around it. Every step is the stage's own decision; an event of ours is given by its name. */
export class Story {
  order: Order = newOrder(ORDER_ID);
  stock: ShopStock;
  kitchen: Kitchen;
  nowMs = NOW_MS;
  readonly published: OutgoingEvent[] = [];
  readonly counted: Record<string, number> = {};
  /** The decision on the last event. */
  last: Decision | undefined;
  readonly #settings: Settings;
  #answer: ChargeResult = CAPTURED;

  constructor({
    stock = { latte: 100, scone: 100 },
    kitchen = NEW_KITCHEN,
    kitchenSettings = SETTINGS.kitchen,
    ...settings
  }: Given) {
    this.#settings = { ...SETTINGS, ...settings, kitchen: kitchenSettings };
    this.stock = { availableWhenRead: stock, changes: {} };
    this.kitchen = kitchen;
  }

  /** What the gateway says to charges from now on. */
  gatewayAnswers(answer: ChargeResult): this {
    this.#answer = answer;
    return this;
  }

  afterSeconds(seconds: number): this {
    this.nowMs += seconds * 1000;
    return this;
  }

  atPayment(...events: (BusEventOf<PaymentEvent> | OrderEventType)[]): this {
    for (const event of events) this.#take(this.#pay(this.#event(event)));
    return this;
  }

  atInventory(...events: (BusEventOf<InventoryEvent> | OrderEventType)[]): this {
    for (const event of events) {
      const decision = this.#inventory(this.#event(event));
      this.stock = decision.shop;
      this.#take(decision);
    }
    return this;
  }

  atFulfillment(...events: (BusEventOf<FulfillmentEvent> | OrderEventType)[]): this {
    for (const event of events) {
      const decision = this.#fulfillment(this.#event(event));
      this.kitchen = decision.shop;
      this.#take(decision);
    }
    return this;
  }

  /** The latest event of this type that the stages published. */
  event<T extends OrderEventType>(type: T): OutgoingEvent<T> {
    const found = this.published.findLast((event) => event.type === type);
    if (!found) throw new Error(`the story has no ${type}, only ${this.published.map((e) => e.type).join(', ')}`);
    return found as unknown as OutgoingEvent<T>;
  }

  #event(event: BusEventOf<OrderEventType> | OrderEventType): BusEventOf<OrderEventType> {
    return typeof event === 'string' ? delivered(this.event(event)) : event;
  }

  #take(decision: Decision): void {
    this.last = decision;
    this.order = decision.order === this.order ? this.order : { ...decision.order, version: this.order.version + 1 };
    this.published.push(...decision.events);
    for (const [name, value] of Object.entries(decision.counts)) {
      this.counted[name] = (this.counted[name] ?? 0) + value;
    }
  }

  #pay(event: BusEventOf<OrderEventType>): Decision {
    switch (event.type) {
      case 'Order Created': {
        const before = decideCharge(this.order, event, this.#settings, this.nowMs);
        if ('answer' in before) return before.answer;
        const opened = { ...before.unpaid, payment: { intentId: 'pi-1' } };
        return recordCharge(opened, event, this.#answer, this.#settings, this.nowMs);
      }
      case 'Order Confirmed':
        return confirm(this.order, event, this.nowMs);
      case 'Order Cancelled':
      case 'Inventory Rejected':
      case 'Fulfillment Rejected': {
        const before = decideRefund(this.order, event, this.nowMs);
        if ('answer' in before) return before.answer;
        const amount = before.undo.charged?.amount ?? 0;
        return recordRefund(before.undo, event, { amount, currency: 'USD' }, this.nowMs);
      }
      default:
        throw new Error(`payment does not take ${event.type}`);
    }
  }

  #inventory(event: BusEventOf<OrderEventType>) {
    switch (event.type) {
      case 'Payment Validated':
        return allocate(this.order, this.stock, event, this.#settings, this.nowMs);
      case 'Order Fulfilled':
        return settle(this.order, this.stock, event, this.nowMs);
      case 'Order Cancelled':
      case 'Fulfillment Rejected':
        return release(this.order, this.stock, event, this.nowMs);
      default:
        throw new Error(`inventory does not take ${event.type}`);
    }
  }

  #fulfillment(event: BusEventOf<OrderEventType>) {
    switch (event.type) {
      case 'Inventory Allocated':
        return schedule(this.order, this.kitchen, event, this.#settings, this.nowMs);
      case 'Order Ready':
        return ready(this.order, this.kitchen, event, this.#settings, this.nowMs);
      case 'Order Cancelled':
        return cancelTicket(this.order, this.kitchen, event, this.nowMs);
      default:
        throw new Error(`fulfillment does not take ${event.type}`);
    }
  }
}

type PaymentEvent =
  | 'Order Created'
  | 'Order Confirmed'
  | 'Order Cancelled'
  | 'Inventory Rejected'
  | 'Fulfillment Rejected';
type InventoryEvent = 'Payment Validated' | 'Order Cancelled' | 'Fulfillment Rejected' | 'Order Fulfilled';
type FulfillmentEvent = 'Inventory Allocated' | 'Order Ready' | 'Order Cancelled';

export interface Given extends Omit<Partial<Settings>, 'kitchen'> {
  readonly kitchenSettings?: Settings['kitchen'];
  /** Pieces available by product. */
  readonly stock?: Readonly<Record<string, number>>;
  readonly kitchen?: Kitchen;
}

/** A shop with the settings of `SETTINGS` and these differences, in which nothing has happened yet. */
export const given = (differences: Given = {}): Story => new Story(differences);
export const givenPaid = (differences?: Given): Story => given(differences).atPayment(created());
export const givenValidated = (differences?: Given): Story => givenPaid(differences).atPayment(confirmed());
export const givenAllocated = (differences?: Given): Story =>
  givenValidated(differences).atInventory('Payment Validated');
export const givenScheduled = (differences?: Given): Story =>
  givenAllocated(differences).atFulfillment('Inventory Allocated');
export const givenFulfilled = (differences?: Given): Story => givenScheduled(differences).atFulfillment(handedOver());

/** The events that the last step published, by type. */
export const published = ({ last }: Story): string[] => last?.events.map(({ type }) => type) ?? [];
/** Detail of the only event of this type that the last step published. */
export const detailOf = <T extends OrderEventType>({ last }: Story, type: T): Detail<T> => {
  const [event, ...more] = last?.events.filter((candidate) => candidate.type === type) ?? [];
  if (!event || more.length > 0) throw new Error(`expected one ${type}, got ${last?.events.map((e) => e.type)}`);
  return event.detail as Detail<T>;
};

/** Takes a step again: it must publish the same events as the first time, count nothing and change nothing. */
export const expectReplay = (story: Story, again: (story: Story) => Story): void => {
  const [first, order, stock, kitchen] = [story.last?.events, story.order, story.stock, story.kitchen];
  again(story.afterSeconds(3600));
  expect(story.last).toMatchObject({ replay: true, counts: {} });
  expect(story.last?.events).toEqual(first);
  expect([story.order, story.stock, story.kitchen]).toEqual([order, stock, kitchen]);
};

/** What a permanent fault looks like: the record goes to the dead-letter queue and its field and value are recorded. */
export const permanent = (field: string, value: string) =>
  expect.objectContaining({ failureClass: 'permanent', field, value, message: expect.stringContaining(value) });
