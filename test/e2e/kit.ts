import { randomUUID } from 'node:crypto';
import { PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { GetQueueAttributesCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { FINAL_EVENTS, type OrderEventType } from '../../contracts/events/events';
import { ORDER_PROCESSOR_SOURCE } from '../../contracts/events/order-processor';
import { stockKey } from '../../contracts/tables/counter-table';
import type { Environment } from '../../local/environment';
import { type FailureRecord, failureRecordKey } from '../../pipeline/batch/failure-records';
import type { OrderHistory } from '../../pipeline/orders/order-history';
import { kitchenKey, orderKey } from '../../pipeline/orders/table-keys';
import type { Kitchen } from '../../stages/fulfillment/kitchen';
import { isDeployed } from '../run/mode';
import { noteNotCovered } from '../run/not-covered';
import { Bulletin, type Heard } from './bulletin';
import { deployedSite } from './deployed-site';
import { confirmed, created, HOME, type Order, PRODUCTS, ready } from './orders';
import { ownSite } from './own-site';
import type { DeadLetter, ShopOptions, Site } from './site';

export interface Stock {
  readonly available: number;
  readonly reserved: number;
  readonly sold: number;
}

const STAGE_QUEUES = ['Payment', 'Inventory', 'Fulfillment'];
const POLL_MS = 50;
const PLENTY = 10_000;

/** Opens the shops in the environment that `npm run test:e2e` found by its variables, else in one started for them. One per test file. */
export const openCoffeeShop = async (options: ShopOptions = {}): Promise<CoffeeShop> => {
  const site = await (isDeployed ? deployedSite(options) : ownSite(options));
  const shop = new CoffeeShop(site);
  try {
    if (!site.inside) await shop.givenStock(HOME, Object.fromEntries(PRODUCTS.map((productId) => [productId, PLENTY])));
    await site.giveSettings(options.settings ?? {});
    // Nobody has read settings in an environment that was just started.
    if (!site.inside && options.settings) await site.settingsInForce();
    return shop;
  } catch (error) {
    await shop.close();
    throw error;
  }
};

/** What tests do to the running service and see of it, all through its public sides: bus, queues, tables, the gateway's ledger. */
export class CoffeeShop {
  readonly #site: Site;
  readonly #bulletin: Bulletin;
  readonly #deadLetters: (DeadLetter & { readonly queue: string })[] = [];

  constructor(site: Site) {
    this.#site = site;
    this.#bulletin = new Bulletin(site.listen, site.patienceMs);
  }

  async close(): Promise<void> {
    this.#bulletin.close();
    await this.#site.close(this.#bulletin.waitedInVain);
  }

  /** The environment itself. @throws Error where somebody else started it. */
  get environment(): Environment {
    return this.#inside.environment;
  }

  /** The orders table, for what no event can bring about. */
  get ordersTable(): { readonly client: Site['documents']; readonly tableName: string } {
    return { client: this.#site.documents, tableName: this.output('OrdersTableName') };
  }

  /** Every line that the stages logged. @throws Error where somebody else started the environment. */
  get log(): readonly string[] {
    return this.#inside.log;
  }

  get #inside() {
    const { inside } = this.#site;
    if (!inside)
      throw new Error('a deployed environment cannot be looked into: guard this with seenInside or testOnlyHere');
    return inside;
  }

  /** Checks that need the inside of the environment; where that cannot be seen they are noted as not covered, for this reason. */
  async seenInside(reason: string, check: () => unknown): Promise<void> {
    if (this.#site.inside) await check();
    else noteNotCovered({ what: `part of: ${expect.getState().currentTestName}`, reason });
  }

  /** Checks of what the gateway did with the money. */
  seenAtGateway(check: () => unknown): Promise<void> {
    return this.seenInside('the gateway’s ledger cannot be seen there', check);
  }

  /** Changes our config item, and waits until every stage works with it. */
  async whenSettingsChange(settings: object): Promise<void> {
    await this.#site.giveSettings(settings);
    await this.#site.settingsInForce();
  }

  async givenStock(shopId: string, available: Readonly<Record<string, number>>): Promise<void> {
    await this.#site.openShop(shopId, Object.keys(available));
    for (const [productId, received] of Object.entries(available)) {
      const item = { PK: stockKey(shopId, productId), received, available: received, reserved: 0, sold: 0 };
      await this.#put(this.output('CounterTableName'), item);
    }
  }

  async givenPaid(order: Order): Promise<void> {
    await this.when(created(order));
    await this.event(order, 'Payment Processed');
  }

  async givenScheduled(order: Order): Promise<void> {
    await this.when(created(order), confirmed(order));
    await this.event(order, 'Delivery Scheduled');
  }

  async givenFulfilled(order: Order): Promise<void> {
    await this.givenScheduled(order);
    await this.when(ready(order));
    await this.event(order, 'Order Fulfilled');
  }

  /** Publishes events as the order manager does, in one request. */
  async when(...entries: PutEventsRequestEntry[]): Promise<void> {
    const EventBusName = this.output('EventBusName');
    for (const { Detail = '{}' } of entries) this.#site.claimEvent(JSON.parse(Detail));
    const answer = await this.#site.events.send(
      new PutEventsCommand({ Entries: entries.map((entry) => ({ ...entry, EventBusName })) }),
    );
    expect(answer.FailedEntryCount).toBe(0);
  }

  /** Sends text to a queue, past the bus. @param queue name of the stack's output. */
  async whenSentTo(queue: string, body: string): Promise<void> {
    const QueueUrl = this.output(queue);
    const fifo = { MessageGroupId: 'by-hand', MessageDeduplicationId: randomUUID() };
    await this.#site.queues.send(
      new SendMessageCommand({ QueueUrl, MessageBody: body, ...(QueueUrl.endsWith('.fifo') && fifo) }),
    );
  }

  /** The first event of this type that we publish for the order, as soon as there is one. */
  event(order: Order, type: OrderEventType): Promise<Heard> {
    return this.#bulletin.first(`${type} of ${order.orderId}`, (heard) => isOurs(heard, order) && heard.type === type);
  }

  /** How the order ends: its final event. */
  end(order: Order): Promise<Heard> {
    const finals: readonly string[] = FINAL_EVENTS;
    return this.#bulletin.first(
      `end of ${order.orderId}`,
      (heard) => isOurs(heard, order) && finals.includes(heard.type),
    );
  }

  /** The events that we published for the order so far, in order. */
  heard(order: Order): Heard[] {
    const heard = this.#bulletin.heard.filter((each) => isOurs(each, order));
    if (this.#site.inside) return heard;
    // What comes through a standard queue may have overtaken. Events of one moment stay as they came.
    return heard.toSorted((one, other) => publishedAtMs(one) - publishedAtMs(other));
  }

  /** Their types. */
  published(order: Order): string[] {
    return this.heard(order).map(({ type }) => type);
  }

  /** The order as it is stored, once it is as wanted. */
  async orderOnce(order: Order, isSo: (stored: OrderHistory) => boolean): Promise<OrderHistory> {
    for (;;) {
      const stored = await this.order(order);
      if (stored && isSo(stored)) return stored;
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }

  async order({ orderId }: Order): Promise<OrderHistory | undefined> {
    return (await this.#get(this.output('OrdersTableName'), orderKey(orderId))) as OrderHistory | undefined;
  }

  async stock(shopId: string, productId: string): Promise<Stock> {
    const item = await this.#get(this.output('CounterTableName'), { PK: stockKey(shopId, productId) });
    const { available = 0, reserved = 0, sold = 0 } = (item ?? {}) as Partial<Stock>;
    return { available, reserved, sold };
  }

  /** Orders that have a ticket in the shop's kitchen, by id: DynamoDB gives a map back in any order. */
  async openTickets(shopId: string): Promise<string[]> {
    const kitchen = await this.#get(this.output('OrdersTableName'), kitchenKey(shopId));
    return Object.keys((kitchen as Kitchen | undefined)?.open ?? {}).toSorted();
  }

  /** What the gateway did with the order's money, in order: `opened`, `captured`, … */
  ledger({ orderId }: Order): string[] {
    return this.environment.gateway.ledger.entries(orderId).map(({ type }) => type);
  }

  /** What the gateway holds of the order's money: captured minus refunded, minor units. */
  netCharge({ orderId }: Order): number {
    return this.environment.gateway.ledger.netByOrder()[orderId] ?? 0;
  }

  /** The first dead letter in a queue with this text in it, as soon as there is one. @param queue name of the stack's output. */
  async deadLetter(queue: string, text: string): Promise<DeadLetter> {
    const QueueUrl = this.output(queue);
    for (;;) {
      const found = this.#deadLetters.find((letter) => letter.queue === queue && letter.body.includes(text));
      if (found) return found;
      const taken = await this.#site.takeLetters(QueueUrl);
      this.#deadLetters.push(...taken.map((letter) => ({ queue, ...letter })));
    }
  }

  /** How many messages a queue holds. @param queue name of the stack's output. */
  async depth(queue: string): Promise<number> {
    const { Attributes = {} } = await this.#site.queues.send(
      new GetQueueAttributesCommand({ QueueUrl: this.output(queue), AttributeNames: ['All'] }),
    );
    return (
      Number(Attributes.ApproximateNumberOfMessages) +
      Number(Attributes.ApproximateNumberOfMessagesNotVisible) +
      Number(Attributes.ApproximateNumberOfMessagesDelayed)
    );
  }

  /** Why a message was rejected, as the orders table has it. */
  async reason(letter: DeadLetter): Promise<FailureRecord | undefined> {
    return (await this.#get(this.output('OrdersTableName'), failureRecordKey(letter))) as FailureRecord | undefined;
  }

  /** Resolves when no stage has anything left to do for us. */
  async quiet(): Promise<void> {
    const { silenceMs } = this.#site;
    // Others' messages are in the queues of a deployed environment, too.
    if (silenceMs !== undefined) return this.#bulletin.silence(silenceMs);
    const hasIngress = this.#site.output('PaymentIngressQueueUrl') !== undefined;
    const queues = STAGE_QUEUES.flatMap((stage) => [
      ...(hasIngress ? [`${stage}IngressQueueUrl`] : []),
      `${stage}QueueUrl`,
    ]);
    let calm = 0;
    // Twice: between a pipe's two queues a message is in neither.
    while (calm < 2) {
      const depths = await Promise.all(queues.map((queue) => this.depth(queue)));
      calm = depths.every((depth) => depth === 0) ? calm + 1 : 0;
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }

  output(name: string): string {
    const value = this.#site.output(name);
    if (value === undefined) throw new Error(`the stack has no output ${name}`);
    return value;
  }

  async #put(TableName: string, Item: Record<string, unknown>): Promise<void> {
    await this.#site.documents.send(new PutCommand({ TableName, Item }));
  }

  async #get(TableName: string, Key: Record<string, unknown>): Promise<Record<string, unknown> | undefined> {
    return (await this.#site.documents.send(new GetCommand({ TableName, Key, ConsistentRead: true }))).Item;
  }
}

const publishedAtMs = ({ detail }: Heard): number => Date.parse(String(detail.timestamp));

const isOurs = ({ source, orderId }: Heard, order: Order): boolean =>
  source === ORDER_PROCESSOR_SOURCE && orderId === order.orderId;
