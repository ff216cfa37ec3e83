import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { FINAL_EVENTS, type OrderEventType } from '../../contracts/events/events';
import { ORDER_PROCESSOR_SOURCE } from '../../contracts/events/order-processor';
import { CONFIG_KEYS } from '../../contracts/tables/config-table';
import { stockKey } from '../../contracts/tables/counter-table';
import { type Environment, startEnvironment } from '../../local/environment';
import { type Rejection, rejectionKey } from '../../pipeline/batch/rejections';
import type { Order as StoredOrder } from '../../pipeline/orders/order';
import { orderKey } from '../../pipeline/orders/order-item';
import type { Kitchen } from '../../stages/fulfillment/kitchen';
import { kitchenKey } from '../../stages/fulfillment/kitchen-table';
import { builtAssembly } from '../built';
import { Bulletin, type Heard } from './bulletin';
import { confirmed, created, type Order, ready } from './orders';

export interface ShopOptions {
  /** What the `order-processor` item of the config table holds besides the seed, from the start. */
  readonly settings?: object;
  /** Environment milliseconds per real millisecond. */
  readonly clockScale?: number;
  /** Context for the CDK app, which is synthesized for it. */
  readonly context?: Readonly<Record<string, string>>;
  /** Folder of an assembly to run in the place of the CDK app's own. */
  readonly assembly?: string;
  /** Variables that every function gets besides those of its template. */
  readonly functionVariables?: Readonly<Record<string, string>>;
}

export interface Stock {
  readonly available: number;
  readonly reserved: number;
  readonly sold: number;
}

/** A message in a dead-letter queue. */
export interface DeadLetter {
  readonly body: string;
  readonly messageId: string;
}

const OUTPUTS = 'CoffeeShopOrderProcessor';
const STAGE_QUEUES = ['Payment', 'Inventory', 'Fulfillment'];
const POLL_MS = 50;

/** Starts the synthesized stack on this machine and opens the shops in it. One per test file: it takes about a second. */
export const openCoffeeShop = async ({
  settings = {},
  clockScale = 1,
  context,
  assembly = builtAssembly(),
  functionVariables = {},
}: ShopOptions = {}): Promise<CoffeeShop> => {
  const log: string[] = [];
  const environment = await startEnvironment({
    clockScale,
    ...(context ? { context } : { assembly }),
    functionVariables,
    onLog: ({ text }) => log.push(text),
  });
  const shop = new CoffeeShop(environment, log);
  await shop.givenSettings(settings);
  return shop;
};

/** What tests do to the running service and see of it, all through its public sides: bus, queues, tables, the gateway's ledger. */
export class CoffeeShop {
  readonly #bulletin: Bulletin;
  readonly #events: EventBridgeClient;
  readonly #queues: SQSClient;
  readonly #database: DynamoDBClient;
  readonly #documents: DynamoDBDocumentClient;
  readonly #deadLetters: (DeadLetter & { readonly queue: string })[] = [];

  constructor(
    readonly environment: Environment,
    /** Every line that the stages logged. */
    readonly log: readonly string[],
  ) {
    const { url, variables, events } = environment;
    this.#bulletin = new Bulletin((listener) => events.onEvent(listener));
    this.#events = new EventBridgeClient({ endpoint: url });
    this.#queues = new SQSClient({ endpoint: url });
    this.#database = new DynamoDBClient({ endpoint: variables.AWS_ENDPOINT_URL_DYNAMODB ?? '' });
    this.#documents = DynamoDBDocumentClient.from(this.#database);
  }

  async close(): Promise<void> {
    this.#bulletin.close();
    await this.environment.stop();
    for (const client of [this.#events, this.#queues, this.#database]) client.destroy();
  }

  /** Changes our config item; the stages see it when what they have read is 30 seconds old. */
  async givenSettings(settings: object): Promise<void> {
    await this.#put(this.output('ConfigTableName'), { PK: CONFIG_KEYS.orderProcessor, ...settings });
  }

  async givenStock(shopId: string, available: Readonly<Record<string, number>>): Promise<void> {
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
    const answer = await this.#events.send(
      new PutEventsCommand({ Entries: entries.map((entry) => ({ ...entry, EventBusName })) }),
    );
    expect(answer.FailedEntryCount).toBe(0);
  }

  /** Sends text to a queue, past the bus. @param queue name of the stack's output. */
  async whenSentTo(queue: string, body: string): Promise<void> {
    const QueueUrl = this.output(queue);
    const fifo = { MessageGroupId: 'by-hand', MessageDeduplicationId: `by-hand-${body.length}` };
    await this.#queues.send(
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
    return this.#bulletin.heard.filter((heard) => isOurs(heard, order));
  }

  /** Their types. */
  published(order: Order): string[] {
    return this.heard(order).map(({ type }) => type);
  }

  async order({ orderId }: Order): Promise<StoredOrder | undefined> {
    return (await this.#get(this.output('OrdersTableName'), orderKey(orderId))) as StoredOrder | undefined;
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
      const { Messages = [] } = await this.#queues.send(
        new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 }),
      );
      for (const { Body = '', MessageId = '', ReceiptHandle } of Messages) {
        await this.#queues.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
        this.#deadLetters.push({ queue, body: Body, messageId: MessageId });
      }
    }
  }

  /** How many messages a queue holds. @param queue name of the stack's output. */
  async depth(queue: string): Promise<number> {
    const { Attributes = {} } = await this.#queues.send(
      new GetQueueAttributesCommand({ QueueUrl: this.output(queue), AttributeNames: ['All'] }),
    );
    return (
      Number(Attributes.ApproximateNumberOfMessages) +
      Number(Attributes.ApproximateNumberOfMessagesNotVisible) +
      Number(Attributes.ApproximateNumberOfMessagesDelayed)
    );
  }

  /** Why a message was rejected, as the orders table has it. */
  async reason(letter: DeadLetter): Promise<Rejection | undefined> {
    return (await this.#get(this.output('OrdersTableName'), rejectionKey(letter))) as Rejection | undefined;
  }

  /** Resolves when no stage has anything left to do. */
  async quiet(): Promise<void> {
    const hasIngress = this.#outputs.PaymentIngressQueueUrl !== undefined;
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

  get #outputs(): Readonly<Record<string, string>> {
    return this.environment.outputs[OUTPUTS] ?? {};
  }

  output(name: string): string {
    const value = this.#outputs[name];
    if (value === undefined) throw new Error(`the stack has no output ${name}`);
    return value;
  }

  async #put(TableName: string, Item: Record<string, unknown>): Promise<void> {
    await this.#documents.send(new PutCommand({ TableName, Item }));
  }

  async #get(TableName: string, Key: Record<string, unknown>): Promise<Record<string, unknown> | undefined> {
    return (await this.#documents.send(new GetCommand({ TableName, Key, ConsistentRead: true }))).Item;
  }
}

const isOurs = ({ source, orderId }: Heard, order: Order): boolean =>
  source === ORDER_PROCESSOR_SOURCE && orderId === order.orderId;
