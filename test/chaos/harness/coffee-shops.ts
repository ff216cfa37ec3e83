import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient, PutCommand, paginateScan, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { BusEvent, MappingDescription, Queue } from '@coffee-shop/aws-local';
import { FAIR, Simulation } from '@coffee-shop/aws-local/faults';
import { ORDER_MANAGER_SOURCE } from '../../../contracts/events/order-manager';
import { CONFIG_KEYS } from '../../../contracts/tables/config-table';
import { stockKey } from '../../../contracts/tables/counter-table';
import { type Environment, startEnvironment } from '../../../local/environment';
import { writeItems } from '../../../pipeline/aws/write-items';
import { CHECK_SORT_KEY } from '../../../pipeline/orders/table-keys';
import { audit } from '../../../simulation/audit/audit';
import { collect } from '../../../simulation/audit/collect';
import type { ExpectedOrder, Finding } from '../../../simulation/audit/evidence';
import { gatewayCallTarget } from '../../../simulation/stripe/call-target';
import type { PlannedStock } from '../../../simulation/traffic/plan';
import { COFFEE_SHOP_PROFILE } from '../../../simulation/traffic/profile';

const CREDENTIALS = { region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };
/** Longer than a purge has to wait for the one before; no process lives on from one run to the next. */
const BETWEEN_RUNS_MS = 61_000;
const MAX_REDRIVES = 12;
const REDRIVEN_PER_SECOND = 100;
/** A run that takes longer hangs: the longest wait in it is a few visibility timeouts of minutes. */
const LONGEST_RUN_MS = 4 * 3_600_000;

/** The payment watcher's schedule. */
const WATCHED_EVERY_MS = 60_000;

/** How bus deliveries and entries of PutEvents are disturbed; replaced per run. */
export interface BusFaults {
  rejectEntry(source: string, type: string): { code: string; message: string } | undefined;
  deliver(event: BusEvent, deliverNow: () => void): void;
}

const NO_BUS_FAULTS: BusFaults = { rejectEntry: () => undefined, deliver: (_event, deliverNow) => deliverNow() };

/** Quiet unless a run says otherwise: limits so wide that no good order meets them. */
export const ROOMY = { storeOpen: true, maxOrdersInQueue: 1_000, maxOrdersPerUser: 1_000 };

/**
 * The synthesized stack under simulation, with everything that a run of chaos needs around it: the order manager's events, a barista, tables that can be
 * set and wiped, redrives, and the audit from outside. One after the other, many runs use one environment.
 */
export class CoffeeShops {
  public busFaults = NO_BUS_FAULTS;
  /** Seconds from Delivery Scheduled to Order Ready after the time that the ticket says. */
  public baristaDelaySeconds: () => number = () => 0;
  readonly #tables: { readonly orders: string; readonly config: string; readonly counters: string };
  readonly #busName: string;
  readonly #documents: DynamoDBDocumentClient;
  readonly #sqs: SQSClient;
  readonly #functions: readonly string[];
  /** As they were deployed. */
  readonly #mappings: readonly MappingDescription[];
  #events: BusEvent[] = [];
  #due = 0;
  #served = new Set<string>();

  private constructor(public readonly simulation: Simulation<Environment>) {
    const environment = simulation.environment;
    const outputs: Record<string, string> = Object.assign({}, ...Object.values(environment.outputs));
    const named = (name: string): string => {
      const value = outputs[name];
      if (!value) throw new Error(`the stacks have no output ${name}`);
      return value;
    };
    this.#tables = {
      orders: named('OrdersTableName'),
      config: named('ConfigTableName'),
      counters: named('CounterTableName'),
    };
    this.#busName = named('EventBusName');
    this.#functions = Object.keys(outputs)
      .filter((name) => name.endsWith('FunctionName'))
      .map(named);
    this.#mappings = environment.lambda.mappings();
    const endpoint = environment.variables.AWS_ENDPOINT_URL_DYNAMODB ?? '';
    this.#documents = DynamoDBDocumentClient.from(new DynamoDBClient({ endpoint, ...CREDENTIALS }));
    this.#sqs = new SQSClient({ endpoint: environment.url, useQueueUrlAsEndpoint: false, ...CREDENTIALS });
    environment.events.onEvent((event) => this.#hear(event));
  }

  public static async open(options: { readonly assembly?: string; readonly log?: (line: string) => void } = {}) {
    process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
    let shops: CoffeeShops | undefined;
    const simulation = await Simulation.start({
      startMs: Date.UTC(2026, 10, 24, 14),
      targetElsewhere: gatewayCallTarget,
      startEnvironment: (simulated) =>
        startEnvironment({
          ...simulated,
          ...(options.assembly && { assembly: options.assembly }),
          onLog: ({ functionName, environment, text }) => options.log?.(`${functionName} ${environment} ${text}`),
          faults: {
            rejectEntry: ({ Source = '', DetailType = '' }) => shops?.busFaults.rejectEntry(Source, DetailType),
          },
          deliver: (event, _target, deliverNow) => (shops ? shops.busFaults.deliver(event, deliverNow) : deliverNow()),
        }),
    });
    shops = new CoffeeShops(simulation);
    return shops;
  }

  public get environment(): Environment {
    return this.simulation.environment;
  }

  public get nowMs(): number {
    return this.simulation.clock.now();
  }

  public get functions(): readonly string[] {
    return this.#functions;
  }

  public get configTable(): string {
    return this.#tables.config;
  }

  /** Ends what is under way, forgets all orders, and lets so much time pass that nothing remembers the run before. */
  public async reset(stock: readonly PlannedStock[] = [], orderProcessor: object = {}): Promise<void> {
    this.simulation.conductor = FAIR;
    this.busFaults = NO_BUS_FAULTS;
    this.baristaDelaySeconds = () => 0;
    this.environment.gateway.faults.clear();
    this.environment.gateway.refundsRefused.clear();
    for (const name of this.#functions) await this.environment.lambda.killEnvironments(name);
    await this.simulation.pass(BETWEEN_RUNS_MS);
    for (const queue of this.environment.sqs.queues()) queue.purge();
    this.#events = [];
    this.#served = new Set();
    this.#due = 0;
    for (const table of [this.#tables.orders, this.#tables.counters]) await this.#wipe(table);
    await this.#enableMappings();
    await this.configure(CONFIG_KEYS.menu, { value: COFFEE_SHOP_PROFILE.menu.map(({ productId }) => ({ productId })) });
    await this.configure(CONFIG_KEYS.config, ROOMY);
    await this.configure(CONFIG_KEYS.orderProcessor, orderProcessor);
    for (const { shopId, productId, received } of stock) {
      const Item = { PK: stockKey(shopId, productId), received, available: received, reserved: 0, sold: 0 };
      await this.#documents.send(new PutCommand({ TableName: this.#tables.counters, Item }));
    }
  }

  public async configure(key: string, item: object): Promise<void> {
    await this.#documents.send(new PutCommand({ TableName: this.#tables.config, Item: { ...item, PK: key } }));
  }

  /** Books pieces into stock as the foundation does, which owns the counters. @param key of the stock item. */
  public async deliverStock(key: string, pieces: number): Promise<void> {
    await this.#documents.send(
      new UpdateCommand({
        TableName: this.#tables.counters,
        Key: { PK: key },
        UpdateExpression: 'ADD received :pieces, available :pieces',
        ExpressionAttributeValues: { ':pieces': pieces },
      }),
    );
  }

  /** Does something `delayMs` from now, as part of the run: it is not over before. */
  public later(delayMs: number, action: () => void | Promise<void>): void {
    this.#due += 1;
    this.simulation.clock.schedule(delayMs, () => {
      const done = Promise.resolve(action()).finally(() => {
        this.#due -= 1;
      });
      this.simulation.standStill(done);
    });
  }

  /** Publishes an event as the order manager does. */
  public publish(type: string, detail: Readonly<Record<string, unknown>>): void {
    const timestamp = new Date(this.nowMs).toISOString();
    this.environment.events.putEvents([
      {
        EventBusName: this.#busName,
        Source: ORDER_MANAGER_SOURCE,
        DetailType: type,
        Detail: JSON.stringify({ timestamp, ...detail }),
      },
    ]);
  }

  /**
   * Starts a redrive of every dead-letter queue that holds something. Each ends when it had time for what was there at its start: handlers take no
   * time here, so a hopeless message is back before a task could find its queue empty, and would be moved for ever.
   */
  public redrive(): void {
    const { moveTasks } = this.environment.sqs;
    for (const queue of this.#deadLetterQueues()) {
      if (queue.peek().length === 0 || moveTasks.list(queue.arn)[0]?.status === 'RUNNING') continue;
      const task = moveTasks.start({ sourceArn: queue.arn, messagesPerSecond: REDRIVEN_PER_SECOND });
      this.later((task.toMove * 1000) / REDRIVEN_PER_SECOND, () => {
        if (task.status === 'RUNNING') task.cancel();
      });
    }
  }

  /** Bodies of all dead letters. */
  public deadLetters(): { queue: string; messageId: string; body: string }[] {
    return this.#deadLetterQueues().flatMap((queue) =>
      queue.peek().map(({ messageId, body }) => ({ queue: queue.name, messageId, body })),
    );
  }

  /**
   * Runs until nothing is under way any more and no payment is looked after, which the payment watcher does on its schedule.
   * @throws Error that says what is, if that takes longer than any wait can be.
   */
  public async quiesce(): Promise<void> {
    const untilMs = this.nowMs + LONGEST_RUN_MS;
    for (;;) {
      await this.simulation.run(() => this.#isIdle() || this.nowMs > untilMs);
      if (!this.#isIdle()) throw new Error(`nothing comes to an end: ${this.#underWay().join(', ')}`);
      const checks = await this.#checks();
      if (checks.length === 0) return;
      if (this.nowMs > untilMs) throw new Error(`payments are not decided: ${checks.join(', ')}`);
      await this.simulation.pass(WATCHED_EVERY_MS);
    }
  }

  /**
   * Runs until nothing is left to do: what faults have dead-lettered is redriven, again and again, until only dead letters are left that `isHopeless`.
   */
  public async settle(isHopeless: (body: string) => boolean = () => false): Promise<void> {
    await this.quiesce();
    this.simulation.conductor = FAIR;
    this.busFaults = NO_BUS_FAULTS;
    // What a process still meant to do when its messages were deleted belongs to the run.
    await this.simulation.pass(60_000);
    await this.quiesce();
    for (let redrives = 0; redrives < MAX_REDRIVES; redrives++) {
      if (this.deadLetters().every(({ body }) => isHopeless(body))) return;
      this.redrive();
      await this.simulation.pass(60_000);
      await this.quiesce();
    }
  }

  /** What the audit finds wrong with the orders of a run, by everything that can be seen from outside. */
  public async findings(
    expected: readonly ExpectedOrder[],
    { malformedMarkers = [] as readonly string[], isHopeless = (_body: string): boolean => false } = {},
  ): Promise<Finding[]> {
    const deadLetters = this.deadLetters();
    const collected = await collect({
      dynamodb: this.#documents,
      sqs: this.#sqs,
      ordersTable: this.#tables.orders,
      counterTable: this.#tables.counters,
      queues: this.environment.sqs.queues().map(({ name, arn }) => ({
        queueUrl: `${this.environment.url}/000000000000/${name}`,
        forDeadLetters: this.#deadLetterQueues().some((queue) => queue.arn === arn),
      })),
      deadLetters,
    });
    const ids = new Set(expected.map(({ orderId }) => orderId));
    const left = deadLetters
      .filter(({ body }) => !isHopeless(body))
      .map(({ queue, body }) => ({ invariant: 'everythingDone', detail: `${queue} keeps ${body.slice(0, 200)}` }));
    const { findings } = audit({
      ...collected,
      expected,
      malformedMarkers,
      ledger: this.environment.gateway.ledger.entries().filter(({ orderId }) => ids.has(orderId)),
      events: this.#events,
    });
    return [...left, ...findings];
  }

  /** Events that the bus accepted in this run. */
  public get events(): readonly BusEvent[] {
    return this.#events;
  }

  public async close(): Promise<void> {
    await this.simulation.stop();
    this.#documents.destroy();
    this.#sqs.destroy();
  }

  /** Hears what the bus accepts; the barista answers each ticket once. */
  #hear(event: BusEvent): void {
    this.#events.push(event);
    if (event['detail-type'] !== 'Delivery Scheduled') return;
    const { orderId, shopId, readyAt } = event.detail as { orderId: string; shopId: string; readyAt: string };
    if (this.#served.has(orderId)) return;
    this.#served.add(orderId);
    const delayMs = Math.max(0, Date.parse(readyAt) - this.nowMs) + this.baristaDelaySeconds() * 1000;
    this.later(delayMs, () => this.publish('Order Ready', { orderId, shopId }));
  }

  /** Orders whose payment is looked after, and what it waits for. */
  async #checks(): Promise<string[]> {
    const checks: string[] = [];
    const request = {
      TableName: this.#tables.orders,
      FilterExpression: 'SK = :check',
      ExpressionAttributeValues: { ':check': CHECK_SORT_KEY },
    };
    for await (const { Items = [] } of paginateScan({ client: this.#documents }, request))
      checks.push(...Items.map(({ orderId, waitingFor }) => `${orderId} waits for ${waitingFor}`));
    return checks;
  }

  #isIdle(): boolean {
    return this.#due === 0 && this.simulation.held === 0 && this.#busyQueues().length === 0;
  }

  #busyQueues(): Queue[] {
    const deadLetterQueues = new Set(this.#deadLetterQueues());
    return this.environment.sqs.queues().filter((queue) => {
      if (deadLetterQueues.has(queue)) return false;
      const counts = queue.attributes();
      return (
        counts.ApproximateNumberOfMessages !== '0' ||
        counts.ApproximateNumberOfMessagesNotVisible !== '0' ||
        counts.ApproximateNumberOfMessagesDelayed !== '0'
      );
    });
  }

  #underWay(): string[] {
    const mappings = this.environment.lambda
      .mappings()
      .filter(({ state }) => state !== 'Enabled')
      .map(({ functionName, state }) => `${functionName} is ${state}`);
    const queues = this.#busyQueues().map((queue) => {
      const held = queue.peek();
      return `${queue.name} holds ${held.length} (${held.filter(({ inFlight }) => inFlight).length} in flight)`;
    });
    return [`${this.#due} actions planned`, `${this.simulation.held} calls held`, ...queues, ...mappings];
  }

  /** Every queue that some other one dead-letters to, and those that hold what rules could not deliver. */
  #deadLetterQueues(): Queue[] {
    return this.environment.sqs.queues().filter((queue) => this.environment.sqs.deadLetterSourcesOf(queue).length > 0);
  }

  /** With the breaker's state gone, a queue that it has paused would stay so: the keeper takes it for an operator's doing. */
  async #enableMappings(): Promise<void> {
    const { lambda } = this.environment;
    for (const { uuid, enabled, maximumConcurrency = null } of this.#mappings) {
      const now = lambda.mapping(uuid);
      if (now.enabled === enabled && (now.maximumConcurrency ?? null) === maximumConcurrency) continue;
      lambda.updateMapping(uuid, { enabled, maximumConcurrency });
    }
    await this.simulation.pass(5_000);
  }

  async #wipe(table: string): Promise<void> {
    const keys: Record<string, unknown>[] = [];
    for await (const page of paginateScan({ client: this.#documents }, { TableName: table })) {
      for (const { PK, SK } of page.Items ?? []) keys.push(SK === undefined ? { PK } : { PK, SK });
    }
    const deletions = keys.map((Key) => ({ DeleteRequest: { Key } }));
    const left = await writeItems(this.#documents, table, deletions, { attempts: 1 });
    if (left > 0) throw new Error(`${table}: ${left} items were not deleted`);
  }
}
