import { GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { scaledClock } from '@coffee-shop/aws-local/clock';
import type { Context } from 'aws-lambda';
import type { BusEventOf, OrderEventType } from '../../../contracts/events/events';
import type { StageName } from '../../../contracts/events/order-processor';
import type { EventTypeOf } from '../../../contracts/events/subscriptions';
import { stockKey } from '../../../contracts/tables/counter-table';
import type { Done, GroupHandler, RecordResult, StageRecord } from '../../../pipeline/batch/record';
import { noBreaker } from '../../../pipeline/circuit-breaker/breaker';
import type { OutgoingEvent } from '../../../pipeline/events/outgoing';
import { EffectOnce } from '../../../pipeline/idempotency/effect-once';
import { OrderStore } from '../../../pipeline/orders/order-store';
import { readForShops, type ShopBatch, type ShopStage, shopStage } from '../../../pipeline/orders/shop-stage';
import { kitchenKey } from '../../../pipeline/orders/table-keys';
import { startGatewaySimulator } from '../../../simulation/stripe/simulator';
import { fulfillmentStage } from '../../../stages/fulfillment/fulfillment';
import { inventoryStage } from '../../../stages/inventory/inventory';
import { stripeGateway } from '../../../stages/payment/gateway/stripe';
import { paymentGroup } from '../../../stages/payment/payment';
import { created as aCreated, delivered } from '../../stages/events';
import { SETTINGS, type Settings } from '../../stages/settings';
import { COUNTERS, ORDERS, startTables } from '../tables';

const NO_TIME_LIMIT = { remainingMs: () => 60_000 };
export const INVOCATION = { getRemainingTimeInMillis: () => 30_000 } as unknown as Context;

let messages = 0;
const recordOf = <T extends OrderEventType>(event: BusEventOf<T>): StageRecord<T> => ({
  messageId: `message-${++messages}`,
  groupId: event.detail.shopId,
  receiveCount: 1,
  event,
});

/** Order Created with a card that the gateway takes. */
export const created = (more: Parameters<typeof aCreated>[0] = {}, eventId?: string) =>
  aCreated({ payment: { token: 'pm_card_visa' }, ...more }, eventId);

type Events<S extends StageName> = BusEventOf<EventTypeOf<S>>[];

/** The three stages on a real DynamoDB and a gateway that keeps its own ledger; what they share with AWS besides is left out. */
export const startStages = async (settings: Partial<Settings> = {}, gatewayUrl?: string) => {
  const tables = await startTables();
  const { documents, dynamodb } = tables;
  const clock = scaledClock();
  const simulator = await startGatewaySimulator({ clock });
  const gateway = stripeGateway({
    environment: 'test',
    apiKey: async () => 'sk_test_local',
    callsAtOnce: 10,
    callsPerSecond: 1_000,
    url: gatewayUrl ?? simulator.url,
  });
  const orders = new OrderStore(documents, ORDERS);
  const once = new EffectOnce(dynamodb, ORDERS);
  once.registerInvocation(INVOCATION);
  const now = () => clock.now();
  const settingsFor = () => ({ ...SETTINGS, ...settings });
  const onRefundRefused = () => undefined;
  const payment = paymentGroup({
    orders,
    gateway,
    once,
    breaker: noBreaker,
    onRefundRefused,
    onRefundFailed: onRefundRefused,
    now,
  });
  const inventory = inventoryStage({ counterTable: COUNTERS, now });
  const fulfillment = fulfillmentStage({ ordersTable: ORDERS, now });
  const work = async <T extends OrderEventType, P>(handler: GroupHandler<T, P>, events: BusEventOf<T>[], prepared: P) =>
    handler(events.map(recordOf), { prepared, ...NO_TIME_LIMIT });
  const workShop = async <T extends OrderEventType, S>(
    stage: ShopStage<T, S, ShopBatch & { settingsFor: typeof settingsFor }>,
    events: BusEventOf<T>[],
  ) => {
    const read = await readForShops(orders, stage, events.map(recordOf));
    return work(shopStage(orders, stage), events, { read, settingsFor });
  };

  return {
    ...tables,
    orders,
    simulator,
    /** All that has happened to an order, as it is stored. */
    history: async (orderId: string) => (await orders.readHistories([orderId])).get(orderId),
    ledger: (orderId: string): string[] => simulator.ledger.entries(orderId).map(({ type }) => type),

    /** One group of the payment stage: the events of one order. */
    async pay(...events: Events<'payment'>): Promise<readonly RecordResult[]> {
      const read = await orders.read(events.map(({ detail }) => detail.orderId));
      return work(payment, events, { orders: read.orders, settingsFor });
    },
    /** One group of the inventory stage: events of one shop. */
    stock: (...events: Events<'inventory'>) => workShop(inventory, events),
    /** One group of the fulfillment stage: events of one shop. */
    cook: (...events: Events<'fulfillment'>) => workShop(fulfillment, events),

    async givenStock(shopId: string, available: Readonly<Record<string, number>>): Promise<void> {
      for (const [productId, received] of Object.entries(available)) {
        const Item = { PK: stockKey(shopId, productId), received, available: received, reserved: 0, sold: 0 };
        await documents.send(new PutCommand({ TableName: COUNTERS, Item }));
      }
    },
    /** Somebody else changes what is there, as the foundation does when it books deliveries and losses. */
    async bookStock(shopId: string, productId: string, difference: number): Promise<void> {
      await documents.send(
        new UpdateCommand({
          TableName: COUNTERS,
          Key: { PK: stockKey(shopId, productId) },
          UpdateExpression: 'ADD received :difference, available :difference',
          ExpressionAttributeValues: { ':difference': difference },
        }),
      );
    },
    async stockOf(shopId: string, productId: string) {
      const Key = { PK: stockKey(shopId, productId) };
      const { Item = {} } = await documents.send(new GetCommand({ TableName: COUNTERS, Key, ConsistentRead: true }));
      const { PK: _key, ...counts } = Item;
      return counts;
    },
    async kitchenOf(shopId: string) {
      const Key = kitchenKey(shopId);
      return (await documents.send(new GetCommand({ TableName: ORDERS, Key, ConsistentRead: true }))).Item;
    },
    async stop(): Promise<void> {
      await simulator.close();
      await tables.close();
    },
  };
};

export type Stages = Awaited<ReturnType<typeof startStages>>;

const doneOf = (result: RecordResult): Done => {
  if (result.status === 'done') return result;
  throw result.error;
};

/** How each record ended: `charged`, `out of stock`, … @throws what a record failed with. */
export const outcomes = (results: readonly RecordResult[]): string[] => results.map((result) => doneOf(result).outcome);
/** What the records publish, in order. */
export const published = (results: readonly RecordResult[]): OutgoingEvent[] =>
  results.flatMap((result) => [...doneOf(result).events]);
export const types = (results: readonly RecordResult[]): string[] => published(results).map(({ type }) => type);

/** The only event of this type among the results, as the bus delivers it to the next stage. */
export const handedOn = <T extends OrderEventType>(results: readonly RecordResult[], type: T): BusEventOf<T> => {
  const [event, ...more] = published(results).filter((candidate) => candidate.type === type);
  if (!event || more.length > 0) throw new Error(`expected one ${type}, got ${types(results).join(', ') || 'nothing'}`);
  return delivered(event as unknown as OutgoingEvent<T>);
};
