import type { BusEventOf, Detail, OrderEventType } from '../../contracts/events/events';
import type { StageName } from '../../contracts/events/order-processor';
import type { EventTypeOf } from '../../contracts/events/subscriptions';
import { stockKey } from '../../contracts/tables/counter-table';
import type { Done } from '../../pipeline/batch/record';
import type { OutgoingEvent } from '../../pipeline/events/outgoing';
import type { OrderHistory } from '../../pipeline/orders/order-history';
import { historyFromItem, itemFromHistory } from '../../pipeline/orders/order-item';
import { checkKey, kitchenKey, orderKey } from '../../pipeline/orders/table-keys';
import { type Kitchen, NEW_KITCHEN } from '../../stages/fulfillment/kitchen';
import { confirmed, created, delivered, handedOver, ORDER_ID, SHOP_ID } from './events';
import { callGateway, DECLINED_TOKEN, type GatewayCall, type Happening, happensTo, type Ledger } from './gateway';
import { type Call, COUNTER_TABLE, ORDERS_TABLE, runStage } from './run-stage';
import { NOW_MS, SETTINGS, type Settings } from './settings';
import { execute, type Tables, transactionCancelled } from './tables';

type Item = Readonly<Record<string, unknown>>;
/** An event as the bus delivers it, or the type of one that a stage has published in the scenario. */
type Arriving<S extends StageName> = BusEventOf<EventTypeOf<S>> | EventTypeOf<S>;

/** Counters of one product. */
interface StockCounts {
  readonly available: number;
  readonly reserved: number;
  readonly sold: number;
}

export interface Given extends Omit<Partial<Settings>, 'kitchen'> {
  readonly kitchenSettings?: Settings['kitchen'];
  /** Pieces available by product. */
  readonly stock?: Readonly<Record<string, number>>;
  readonly kitchen?: Kitchen;
}

/** Steps that go on where others end; awaited, they give the scenario as it is then. */
export class Steps extends Promise<Scenario> {
  meanwhile(what: Happening): Steps {
    return this.then((scenario) => scenario.meanwhile(what)) as Steps;
  }

  afterSeconds(seconds: number): Steps {
    return this.then((scenario) => scenario.afterSeconds(seconds)) as Steps;
  }

  atPayment(...events: Arriving<'payment'>[]): Steps {
    return this.then((scenario) => scenario.atPayment(...events)) as Steps;
  }

  atInventory(...events: Arriving<'inventory'>[]): Steps {
    return this.then((scenario) => scenario.atInventory(...events)) as Steps;
  }

  atFulfillment(...events: Arriving<'fulfillment'>[]): Steps {
    return this.then((scenario) => scenario.atFulfillment(...events)) as Steps;
  }
}

/**
 * One order's life and the shop around it. Each event is worked by the stage's own dispatch, over tables and a gateway
 * in memory, in a batch of its own.
 */
export class Scenario {
  nowMs = NOW_MS;
  readonly published: OutgoingEvent[] = [];
  readonly counted: Record<string, number> = {};
  /** What the stages asked the gateway. */
  readonly gatewayCalls: GatewayCall[] = [];
  /** What happens between a stage and the gateway, just before it is asked; a failure if it throws. */
  beforeGateway: (call: GatewayCall) => void = () => undefined;
  /** What became of the last event. */
  last: Done | undefined;
  settings: Settings;
  #tables: Tables = {};
  #ledger: Ledger = {};

  constructor({ stock = { latte: 100, scone: 100 }, kitchen, kitchenSettings, ...settings }: Given) {
    this.settings = { ...SETTINGS, ...settings, ...(kitchenSettings && { kitchen: kitchenSettings }) };
    for (const [productId, available] of Object.entries(stock)) {
      const PK = stockKey(SHOP_ID, productId);
      this.#put(COUNTER_TABLE, PK, { PK, received: available, available, reserved: 0, sold: 0 });
    }
    if (kitchen) this.#put(ORDERS_TABLE, this.#kitchenKey, { ...kitchenKey(SHOP_ID), ...kitchen, version: 1 });
  }

  /** All that has happened to the order, as it is stored. */
  get order(): OrderHistory {
    const item = this.#tables[ORDERS_TABLE]?.[this.#orderKey];
    return item ? historyFromItem(item) : { orderId: ORDER_ID, version: 0 };
  }

  /** The check of the order's payment, while it is pending. */
  get check(): Item | undefined {
    const { PK, SK } = checkKey(ORDER_ID);
    return this.#tables[ORDERS_TABLE]?.[`${PK}/${SK}`];
  }

  /** The customer, or the bank, does something with the order's intent. */
  meanwhile(what: Happening): this {
    const [intentId = ''] = Object.keys(this.#ledger);
    const ledger = happensTo(this.#ledger, intentId, what);
    if (!ledger) throw new Error(`${what}: that cannot happen to the intent ${intentId}`);
    this.#ledger = ledger;
    return this;
  }

  /** What the gateway keeps of the order's money. */
  get netCharge(): number {
    return Object.values(this.#ledger).reduce(
      (sum, { captures, amount, refundedAmount, dispute }) =>
        sum + captures * amount - refundedAmount - (dispute === 'lost' ? amount : 0),
      0,
    );
  }

  get kitchen(): Kitchen {
    const item = this.#tables[ORDERS_TABLE]?.[this.#kitchenKey];
    if (!item) return NEW_KITCHEN;
    const { PK: _pk, SK: _sk, ...kitchen } = item;
    return kitchen as unknown as Kitchen;
  }

  stockOf(productId: string): StockCounts {
    const { available = 0, reserved = 0, sold = 0 } = this.#tables[COUNTER_TABLE]?.[stockKey(SHOP_ID, productId)] ?? {};
    return { available, reserved, sold } as StockCounts;
  }

  /** Stores an order as an earlier release or another worker may have left it. */
  store(order: OrderHistory): this {
    this.#put(ORDERS_TABLE, this.#orderKey, itemFromHistory(order));
    return this;
  }

  /** Drops the order from the table, as DynamoDB does long after its end. */
  forget(): this {
    const { [this.#orderKey]: _gone, ...others } = this.#tables[ORDERS_TABLE] ?? {};
    this.#tables = { ...this.#tables, [ORDERS_TABLE]: others };
    return this;
  }

  afterSeconds(seconds: number): this {
    this.nowMs += seconds * 1000;
    return this;
  }

  atPayment(...events: Arriving<'payment'>[]): Steps {
    return this.#arrive('payment', events);
  }

  atInventory(...events: Arriving<'inventory'>[]): Steps {
    return this.#arrive('inventory', events);
  }

  atFulfillment(...events: Arriving<'fulfillment'>[]): Steps {
    return this.#arrive('fulfillment', events);
  }

  /** The latest event of this type that the stages published. */
  event<T extends OrderEventType>(type: T): OutgoingEvent<T> {
    const found = this.published.findLast((event) => event.type === type);
    if (!found) throw new Error(`no stage published ${type}, only ${this.published.map((e) => e.type).join(', ')}`);
    return found as unknown as OutgoingEvent<T>;
  }

  #arrive(stage: StageName, events: readonly Arriving<StageName>[]): Steps {
    return Steps.resolve(this).then(async () => {
      for (const event of events) await this.#work(stage, event);
      return this;
    }) as Steps;
  }

  async #work(stage: StageName, arriving: Arriving<StageName>): Promise<void> {
    const event = typeof arriving === 'string' ? delivered(this.event(arriving)) : arriving;
    const setup = { settings: this.settings, powertools: false, nowMs: this.nowMs };
    const [result] = await runStage(stage, [event], setup, async (call) => this.#answer(call));
    if (result?.status !== 'done') throw result?.error;
    this.last = result;
    this.published.push(...result.events);
    for (const [name, value] of Object.entries(result.counts)) this.counted[name] = (this.counted[name] ?? 0) + value;
  }

  #answer(call: Call): unknown {
    if (call.to === 'powertools') return undefined;
    if (call.to === 'gateway') {
      this.gatewayCalls.push(call.call);
      this.beforeGateway(call.call);
      const { ledger, answer } = callGateway(this.#ledger, call.call);
      this.#ledger = ledger;
      return answer;
    }
    const executed = execute(this.#tables, call.command);
    if (!executed) throw transactionCancelled();
    this.#tables = executed.tables;
    return executed.answer;
  }

  get #orderKey(): string {
    const { PK, SK } = orderKey(ORDER_ID);
    return `${PK}/${SK}`;
  }

  get #kitchenKey(): string {
    const { PK, SK } = kitchenKey(SHOP_ID);
    return `${PK}/${SK}`;
  }

  #put(table: string, key: string, item: Item): void {
    this.#tables = { ...this.#tables, [table]: { ...this.#tables[table], [key]: item } };
  }
}

/** A shop with the settings of `SETTINGS` and these differences, in which nothing has happened yet. */
export const given = (differences: Given = {}): Scenario => new Scenario(differences);
export const givenPaid = (differences?: Given): Steps => given(differences).atPayment(created());
export const givenDeclined = (differences?: Given): Steps => given(differences).atPayment(declinedOrder());
export const givenValidated = (differences?: Given): Steps => givenPaid(differences).atPayment(confirmed());
export const givenAllocated = (differences?: Given): Steps =>
  givenValidated(differences).atInventory('Payment Validated');
export const givenScheduled = (differences?: Given): Steps =>
  givenAllocated(differences).atFulfillment('Inventory Allocated');
export const givenFulfilled = (differences?: Given): Steps => givenScheduled(differences).atFulfillment(handedOver());

/** Order Created with a card that the gateway declines. */
const declinedOrder = (more: Partial<Detail<'Order Created'>> = {}) =>
  created({ payment: { token: DECLINED_TOKEN }, ...more });

/** The events that the last step published, by type. */
export const published = ({ last }: Scenario): string[] => last?.events.map(({ type }) => type) ?? [];

/** Detail of the only event of this type that the last step published. */
export const detailOf = <T extends OrderEventType>({ last }: Scenario, type: T): Detail<T> => {
  const [event, ...more] = last?.events.filter((candidate) => candidate.type === type) ?? [];
  if (!event || more.length > 0) throw new Error(`expected one ${type}, got ${last?.events.map((e) => e.type)}`);
  return event.detail as Detail<T>;
};

/** What no replay may change. */
const stateOf = (scenario: Scenario) => ({
  order: scenario.order,
  kitchen: scenario.kitchen,
  latte: scenario.stockOf('latte'),
  scone: scenario.stockOf('scone'),
});

/** Takes a step again: it must publish the same events as the first time, count nothing and change nothing. */
export const expectReplay = async (
  first: Scenario | Promise<Scenario>,
  again: (scenario: Scenario) => PromiseLike<Scenario>,
): Promise<void> => {
  const scenario = await first;
  const [events, state] = [scenario.last?.events, stateOf(scenario)];
  await again(scenario.afterSeconds(3600));
  expect(scenario.last).toMatchObject({ replay: true, counts: {} });
  expect(scenario.last?.events).toEqual(events);
  expect(stateOf(scenario)).toEqual(state);
};

/** What a permanent fault looks like: the record goes to the dead-letter queue and its field and value are recorded. */
export const permanent = (field: string, value: string) =>
  expect.objectContaining({ failureClass: 'permanent', field, value, message: expect.stringContaining(value) });

/** The failure of an event about what did not happen to the order; it blames no field. */
export const unfounded = () =>
  expect.objectContaining({
    failureClass: 'permanent',
    message: expect.stringMatching(/^[A-Z][\w ]+: order o-1 (is|was|has) /),
  });
