import type { StageName } from '../contracts/events/order-processor';
import type { GatewayMode } from '../stages/payment/gateway/environment';

/** What one stage may use. */
interface StageSettings {
  /** The function's timeout. The queue's visibility timeout is six times as long. */
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  /** Most batches at once, 2 to 1,000 (the mapping's MaximumConcurrency). */
  readonly maximumConcurrency: number;
  /** Messages per batch; a FIFO queue gives 10 at most. */
  readonly batchSize: number;
  /** Message groups of one batch that run side by side. */
  readonly groupsAtOnce: number;
}

/** When the on-call engineer is told (docs/runbook.md has a section for each). */
export interface AlarmThresholds {
  /** Age of the oldest message in a stage's queue. */
  readonly oldestMessageSeconds: Readonly<Record<StageName, number>>;
  /** Age of the oldest message in an ingress queue, which a running pipe empties within seconds. */
  readonly oldestIngressMessageSeconds: number;
  /** Minutes in a row in which a pipe's executions fail: one refused message is in the dead-letter queue earlier. */
  readonly pipeFailureMinutes: number;
  /** Least share of payments that are charged, not declined; judged in 5 minutes with more payments than `fewPayments`. */
  readonly paymentSuccessPercent: number;
  readonly fewPayments: number;
  /** Least share of orders fulfilled within the SLA; judged in 5 minutes with more orders than `fewOrders`. */
  readonly ordersInTimePercent: number;
  readonly fewOrders: number;
  /** A queue is stuck when more messages than this wait, and no more groups than `stuckGroups` are being worked. */
  readonly stuckBacklogMessages: number;
  readonly stuckGroups: number;
  /** How long the breaker may be open: an outage of a minute heals by itself. */
  readonly breakerOpenMinutes: number;
  /** An order that is not over after this time is open too long; `ordersOpenTooLong` of them may be. */
  readonly openTooLongMinutes: number;
  readonly ordersOpenTooLong: number;
  /** How long a payment or a refund may be pending at the gateway; disputes apart, which banks decide in weeks. */
  readonly paymentPendingSeconds: number;
  /** Least share of products whose stock counters are what the orders say. */
  readonly inventoryAccuracyPercent: number;
  /** Invocations in 5 minutes that fail as a whole, by a timeout or a crash. */
  readonly functionErrors: number;
  /** Throttled invocations in 5 minutes. */
  readonly functionThrottles: number;
}

/** Ways of a release. */
export const RELEASES = ['canary', 'at-once'] as const;
type Releases = (typeof RELEASES)[number];

/** Ways of an event from the bus to a stage: by a queue and a pipe, or by the rule itself (docs/decisions.md says what it takes to choose that). */
export const FEED_ROUTES = ['pipe', 'rule'] as const;
export type FeedRoute = (typeof FEED_ROUTES)[number];

/** Everything in which environments differ. */
export interface EnvironmentConfig {
  readonly logRetentionDays: number;
  readonly logLevel: 'DEBUG' | 'INFO' | 'WARN' | 'ERROR';
  /** Whether tables and logs stay when their stack is deleted, and tables refuse to be deleted. */
  readonly keepData: boolean;
  /**
   * How a new version of a stage gets its traffic, after its self-check: 10 percent for five minutes and then all, watched by an alarm; or all at once.
   */
  readonly releases: Releases;
  readonly feed: FeedRoute;
  /** Whether real cards are charged: a key of the other mode is refused. */
  readonly gatewayMode: GatewayMode;
  /** X-Ray tracing of the stages. */
  readonly tracing: boolean;
  /** Of how many orders the trace is kept, with `tracing`: X-Ray takes 5 USD per million traces. */
  readonly tracedOrdersPercent: number;
  /** How long a stage works with a config item that it has read. */
  readonly configTtlSeconds: number;
  readonly stages: Readonly<Record<StageName, StageSettings>>;
  /**
   * Most calls that the payment gateway has agreed to take from us at once. No deployment may be able to exceed it (cdk/gateway-calls.ts).
   */
  readonly gatewayCallsAtOnce: number;
  /**
   * Calls per second of each operation that the payment gateway gets from us, all execution environments together. Stripe takes 25 of one endpoint and
   * 100 in all, in a sandbox 25 in all, unless an account has agreed on more (docs.stripe.com/rate-limits): ask before raising this.
   */
  readonly gatewayCallsPerSecond: number;
  /** Calls of the payment gateway that one execution environment has under way at once; as many as payment's `groupsAtOnce` unless given. */
  readonly gatewayCallsPerEnvironment?: number;
  readonly alarms: AlarmThresholds;
  /**
   * Partner event bus that Stripe sends its events to, `aws.partner/stripe.com/ed_…` (`-c stripeEventBus=…`); without it pending
   * payments are asked about on a schedule alone. The payment watcher then makes up to two calls of the gateway at once, besides
   * `gatewayCallsAtOnce` and the one of its sweep of refunds.
   */
  readonly stripeEventBus?: string;
  /** Whether there is an SNS topic that alarms are sent to. Who listens subscribes to it. */
  readonly alarmTopic: boolean;
}

// Payment waits for the gateway; the shop stages touch DynamoDB only.
const payment = { timeoutSeconds: 30, memoryMb: 512, batchSize: 10, groupsAtOnce: 10 } as const;
const shopStage = { timeoutSeconds: 10, memoryMb: 512, batchSize: 10, groupsAtOnce: 10 } as const;

const alarms: AlarmThresholds = {
  oldestMessageSeconds: { payment: 120, inventory: 60, fulfillment: 60 },
  oldestIngressMessageSeconds: 120,
  pipeFailureMinutes: 5,
  paymentSuccessPercent: 80,
  // Four payments a minute are 20 in five minutes: "more than 20" would never be judged there. See docs/decisions.md for why ten are enough.
  fewPayments: 10,
  ordersInTimePercent: 90,
  fewOrders: 10,
  stuckBacklogMessages: 500,
  stuckGroups: 2,
  breakerOpenMinutes: 2,
  openTooLongMinutes: 120,
  ordersOpenTooLong: 0,
  paymentPendingSeconds: 86_400,
  inventoryAccuracyPercent: 100,
  functionErrors: 1,
  functionThrottles: 10,
};

const development: EnvironmentConfig = {
  logRetentionDays: 7,
  logLevel: 'INFO',
  keepData: false,
  releases: 'at-once',
  feed: 'pipe',
  gatewayMode: 'test',
  tracing: false,
  tracedOrdersPercent: 100,
  configTtlSeconds: 30,
  stages: {
    payment: { ...payment, maximumConcurrency: 10 },
    inventory: { ...shopStage, maximumConcurrency: 5 },
    fulfillment: { ...shopStage, maximumConcurrency: 5 },
  },
  gatewayCallsAtOnce: 100,
  gatewayCallsPerSecond: 20,
  // Nobody is woken by a branch: what it is tried with declines cards and closes shops on purpose.
  alarms: { ...alarms, paymentSuccessPercent: 50, ordersInTimePercent: 50, ordersOpenTooLong: 20, functionErrors: 5 },
  alarmTopic: false,
};

const production: EnvironmentConfig = {
  logRetentionDays: 180,
  logLevel: 'INFO',
  keepData: true,
  releases: 'canary',
  feed: 'pipe',
  gatewayMode: 'live',
  tracing: true,
  tracedOrdersPercent: 5,
  configTtlSeconds: 30,
  stages: {
    // Each has its share of what Stripe takes per second: more of them need an agreement with Stripe first.
    payment: { ...payment, maximumConcurrency: 10 },
    inventory: { ...shopStage, maximumConcurrency: 50 },
    fulfillment: { ...shopStage, maximumConcurrency: 50 },
  },
  gatewayCallsAtOnce: 100,
  gatewayCallsPerSecond: 20,
  alarms,
  alarmTopic: true,
};

/** The kinds of environments there are. */
export const ENVIRONMENTS = ['development', 'production'] as const;

/**
 * The settings of an environment. Any name but `production` is a developer's or a branch's own, which cleans up fully.
 * @throws Error for a name that somebody who means production would write: such an environment would not keep its data.
 */
export const configOf = (environment: string | undefined): EnvironmentConfig => {
  if (environment === 'production') return production;
  if (environment !== undefined && /^(prod|prd|live)/i.test(environment)) {
    throw new Error(
      `context environment: got ${environment}, which would not keep its data; write production, or another name`,
    );
  }
  return development;
};
