import { SQSClient } from '@aws-sdk/client-sqs';
import type { AwsLocalOptions, BusEvent, MappingDescription } from '@coffee-shop/aws-local';
import { FAIR, Simulation } from '@coffee-shop/aws-local/faults';
import { ORDER_MANAGER_SOURCE } from '../../../contracts/events/order-manager';
import { CONFIG_KEYS } from '../../../contracts/tables/config-table';
import { sessionOn } from '../../../local/console/session';
import { nothingDenied } from '../../../local/denials';
import { type Environment, startEnvironment } from '../../../local/environment';
import { shellVariables } from '../../../local/shell-variables';
import type { Session } from '../../../ops/target/session';
import { audit } from '../../../simulation/audit/audit';
import { collect } from '../../../simulation/audit/collect';
import type { ExpectedOrder, Finding } from '../../../simulation/audit/evidence';
import { gatewayCallTarget } from '../../../simulation/stripe/call-target';
import { MAX_EVENT_DELAY_MS } from '../../../simulation/stripe/event-destination';
import type { PlannedStock } from '../../../simulation/traffic/plan';
import { COFFEE_SHOP_PROFILE } from '../../../simulation/traffic/profile';
import type { ReleasedCode } from '../../released/code';
import { CONTEXT, NO_BUS_FAULTS, STRIPE_EVENT_BUS } from './buses';
import { CREDENTIALS } from './credentials';
import { ShopQueues } from './shop-queues';
import { ShopTables } from './shop-tables';

/** Longer than a purge has to wait for the one before; no process lives on from one run to the next. */
const BETWEEN_RUNS_MS = 61_000;
const MAX_REDRIVES = 12;
/** A run that takes longer hangs: the longest wait in it is a few visibility timeouts of minutes. */
const LONGEST_RUN_MS = 4 * 3_600_000;

/** The payment watcher's schedule. */
const WATCHED_EVERY_MS = 60_000;

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
  readonly #tables: ShopTables;
  readonly #queues: ShopQueues;
  readonly #busName: string;
  readonly #sqs: SQSClient;
  readonly #functions: readonly string[];
  /** As they were deployed. */
  readonly #mappings: readonly MappingDescription[];
  #events: BusEvent[] = [];
  #due = 0;
  #served = new Set<string>();

  private constructor(
    public readonly simulation: Simulation<Environment>,
    /** A release that may run beside this one; none unless it was given. */
    public readonly released: ReleasedCode,
  ) {
    const environment = simulation.environment;
    const outputs: Record<string, string> = Object.assign({}, ...Object.values(environment.outputs));
    const named = (name: string): string => {
      const value = outputs[name];
      if (!value) throw new Error(`the stacks have no output ${name}`);
      return value;
    };
    const names = {
      orders: named('OrdersTableName'),
      config: named('ConfigTableName'),
      counters: named('CounterTableName'),
    };
    this.#tables = new ShopTables(names, environment.variables.AWS_ENDPOINT_URL_DYNAMODB ?? '');
    this.#queues = new ShopQueues(environment.sqs);
    this.#busName = named('EventBusName');
    this.#functions = Object.keys(outputs)
      .filter((name) => name.endsWith('FunctionName'))
      .map(named);
    this.#mappings = environment.lambda.mappings();
    this.#sqs = new SQSClient({ endpoint: environment.url, useQueueUrlAsEndpoint: false, ...CREDENTIALS });
    environment.events.onEvent((event) => this.#hear(event));
    // An event of the gateway's is under way for a while before it is in a queue.
    environment.gateway.onEvent(() => this.later(MAX_EVENT_DELAY_MS, () => undefined));
  }

  public static async open(
    options: {
      readonly assembly?: string;
      readonly released?: ReleasedCode;
      readonly log?: (line: string) => void;
      readonly onDropped?: AwsLocalOptions['onDroppedEvent'];
    } = {},
  ) {
    process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
    let shops: CoffeeShops | undefined;
    const simulation = await Simulation.start({
      startMs: Date.UTC(2026, 10, 24, 14),
      targetElsewhere: gatewayCallTarget,
      startEnvironment: (simulated) =>
        startEnvironment({
          ...simulated,
          context: CONTEXT,
          ...(options.assembly && { assembly: options.assembly }),
          ...(options.onDropped && { onDroppedEvent: options.onDropped }),
          onLog: ({ functionName, environment, text }) => options.log?.(`${functionName} ${environment} ${text}`),
          faults: {
            rejectEntry: ({ Source = '', DetailType = '', Detail = '' }) =>
              shops?.busFaults.rejectEntry(Source, DetailType, Detail),
          },
          deliver: (event, _target, deliverNow) => (shops ? shops.busFaults.deliver(event, deliverNow) : deliverNow()),
        }),
    });
    shops = new CoffeeShops(simulation, options.released ?? new Map());
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
    return this.#tables.names.config;
  }

  /** Ends what is under way, forgets all orders, and lets so much time pass that nothing remembers the run before. */
  public async reset(stock: readonly PlannedStock[] = [], orderProcessor: object = {}): Promise<void> {
    this.simulation.conductor = FAIR;
    this.busFaults = NO_BUS_FAULTS;
    this.baristaDelaySeconds = () => 0;
    this.environment.gateway.faults.clear();
    this.environment.gateway.forget();
    for (const name of this.#functions) await this.environment.lambda.killEnvironments(name);
    await this.simulation.pass(BETWEEN_RUNS_MS);
    this.#queues.purge();
    this.#events = [];
    this.#served = new Set();
    this.#due = 0;
    await this.#tables.wipe();
    await this.#enableMappings();
    await this.configure(CONFIG_KEYS.menu, { value: COFFEE_SHOP_PROFILE.menu.map(({ productId }) => ({ productId })) });
    await this.configure(CONFIG_KEYS.config, ROOMY);
    await this.configure(CONFIG_KEYS.orderProcessor, orderProcessor);
    for (const item of stock) await this.#tables.stockShelf(item);
  }

  public configure(key: string, item: object): Promise<void> {
    return this.#tables.configure(key, item);
  }

  /** Books pieces into stock as the foundation does, which owns the counters. @param key of the stock item. */
  public deliverStock(key: string, pieces: number): Promise<void> {
    return this.#tables.deliverStock(key, pieces);
  }

  /** Puts a stock item again, as whoever mends counters by hand. */
  public putStock(item: Readonly<Record<string, unknown>>): Promise<void> {
    return this.#tables.putStock(item);
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

  /** Sweeps the refunds of today, as the payment watcher does in the last hour of a day. */
  public sweepRefunds(): void {
    const name =
      this.#mappings.find(({ functionName }) => functionName.includes('-payment-watcher'))?.functionName ?? '';
    const sweepRefundsAt = `${new Date(this.nowMs).toISOString().slice(0, 10)}T23:00:00Z`;
    this.environment.lambda.invokeAsynchronously(name, { sweepRefundsAt });
    // No queue shows that it is under way.
    this.later(60_000, () => undefined);
  }

  /** Does something with a session of the operator's command. */
  public async operate(action: (session: Session) => Promise<unknown>): Promise<void> {
    const session = sessionOn(this.environment, shellVariables(this.environment));
    try {
      await action(session);
    } finally {
      session.close();
    }
  }

  /** Starts a redrive of every dead-letter queue that holds something. */
  public redrive(): void {
    this.#queues.redrive((delayMs, action) => this.later(delayMs, action));
  }

  /** Bodies of all dead letters. */
  public deadLetters(): { queue: string; messageId: string; body: string }[] {
    return this.#queues.deadLetters();
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
      const checks = await this.#undecided();
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
    {
      malformedMarkers = [] as readonly string[],
      isHopeless = (_body: string): boolean => false,
      /** Ids of events that somebody else published in our name: they prove nothing about us. */
      forged = new Set<string>() as ReadonlySet<string>,
    } = {},
  ): Promise<Finding[]> {
    const deadLetters = this.deadLetters();
    const forDeadLetters = new Set(this.#queues.forDeadLetters().map(({ arn }) => arn));
    const collected = await collect({
      dynamodb: this.#tables.documents,
      sqs: this.#sqs,
      ordersTable: this.#tables.names.orders,
      counterTable: this.#tables.names.counters,
      queues: this.environment.sqs.queues().map(({ name, arn }) => ({
        queueUrl: `${this.environment.url}/000000000000/${name}`,
        forDeadLetters: forDeadLetters.has(arn),
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
      events: this.#events.filter(({ id }) => !forged.has(id)),
    });
    return [...left, ...findings];
  }

  /** Events that the bus accepted in this run. */
  public get events(): readonly BusEvent[] {
    return this.#events;
  }

  public async close(): Promise<void> {
    await this.simulation.stop();
    this.#tables.close();
    this.#sqs.destroy();
    nothingDenied(this.environment);
  }

  /** Hears what the bus accepts; the barista answers each ticket once. */
  #hear(event: BusEvent): void {
    if (event.source === STRIPE_EVENT_BUS) return;
    this.#events.push(event);
    if (event['detail-type'] !== 'Delivery Scheduled') return;
    const { orderId, shopId, readyAt } = event.detail as { orderId: string; shopId: string; readyAt: string };
    if (this.#served.has(orderId)) return;
    this.#served.add(orderId);
    const delayMs = Math.max(0, Date.parse(readyAt) - this.nowMs) + this.baristaDelaySeconds() * 1000;
    this.later(delayMs, () => this.publish('Order Ready', { orderId, shopId }));
  }

  /** Orders whose payment is looked after, and what it waits for; without those that a bank may leave in dispute for weeks. */
  async #undecided(): Promise<string[]> {
    const disputes = this.environment.gateway.payments.disputes.newestFirst();
    const open = new Set(
      disputes.filter(({ status }) => status === 'needs_response').map(({ paymentId }) => paymentId),
    );
    return (await this.#tables.checks())
      .filter(({ waitingFor, paymentId }) => waitingFor !== 'dispute' || !open.has(paymentId))
      .map(({ orderId, waitingFor }) => `${orderId} waits for ${waitingFor}`);
  }

  #isIdle(): boolean {
    return this.#due === 0 && this.simulation.held === 0 && this.#queues.busy().length === 0;
  }

  #underWay(): string[] {
    const mappings = this.environment.lambda
      .mappings()
      .filter(({ state }) => state !== 'Enabled')
      .map(({ functionName, state }) => `${functionName} is ${state}`);
    return [
      `${this.#due} actions planned`,
      `${this.simulation.held} calls held`,
      ...this.#queues.underWay(),
      ...mappings,
    ];
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
}
