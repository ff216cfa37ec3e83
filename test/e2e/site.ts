import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { SharedClock } from '@coffee-shop/aws-local/clock';
import type { Environment } from '../../local/environment';
import type { Listen } from './bulletin';

/** What a test chooses of its environment; of a deployed one, settings alone. */
export interface ShopOptions {
  /** What the `order-processor` item of the config table holds from the start; in a deployed environment, what it holds of our own shops. */
  readonly settings?: object;
  /** Environment milliseconds per real millisecond; a deployed environment has its own clock. */
  readonly clockScale?: number;
  /** Another clock in its place, with a time of its own. */
  readonly clock?: SharedClock;
  /** Context for the CDK app, which is synthesized for it. */
  readonly context?: Readonly<Record<string, string>>;
  /** Folder of an assembly to run in the place of the CDK app's own. */
  readonly assembly?: string;
  /** Whether metrics are collected and the stack's alarms evaluated; see `AwsLocalOptions.alarms`. */
  readonly alarms?: boolean;
  /** Whether calls may be denied by the templates' policies; otherwise closing fails if one was. */
  readonly mayBeDenied?: boolean;
  /** Variables that every function gets besides those of its template. */
  readonly functionVariables?: Readonly<Record<string, string>>;
}

/** What only who started an environment sees of it. */
interface Inside {
  readonly environment: Environment;
  /** Every line that the stages logged. */
  readonly log: readonly string[];
}

/** A message in a dead-letter queue. */
export interface DeadLetter {
  readonly body: string;
  readonly messageId: string;
}

/** Where the coffee shop runs, and all that differs by it. */
export interface Site {
  readonly events: EventBridgeClient;
  readonly queues: SQSClient;
  readonly documents: DynamoDBDocumentClient;
  /** Missing where somebody else started the environment. */
  readonly inside?: Inside;
  /** How long a test waits for an event. */
  readonly patienceMs: number;
  /** How long nothing of ours must have happened until all is done; where queues are ours alone, their being empty tells it. */
  readonly silenceMs?: number;
  /** Tells of every event that the bus takes; where others are, of those of our orders. */
  readonly listen: Listen;
  /** Value of a stack's output, `PaymentQueueUrl`. */
  output(name: string): string | undefined;
  /** Changes our config item. @throws Error if others would notice. */
  giveSettings(settings: object): Promise<void>;
  /** Resolves when every stage works with the settings that were given last. */
  settingsInForce(): Promise<void>;
  /** Makes a shop known, before a test touches its stock. @throws Error if the shop may be somebody else's. */
  openShop(shopId: string, productIds: readonly string[]): Promise<void>;
  /** Told before a test publishes. @throws Error if it is about somebody else's shop. */
  claimEvent(detail: Readonly<Record<string, unknown>>): void;
  /** Takes the dead letters out of a queue that are there because of us. */
  takeLetters(queueUrl: string): Promise<readonly DeadLetter[]>;
  /**
   * Ends what was started, and takes away what the tests have left.
   * @param isUnfinished whether an order may still be on its way: it would be dead-lettered if it were gone then.
   */
  close(isUnfinished: boolean): Promise<void>;
}

/** How long a stage works with what it has read (CONFIG_TTL_SECONDS), and a little more. */
export const CONFIG_IS_READ_MS = 32_000;
