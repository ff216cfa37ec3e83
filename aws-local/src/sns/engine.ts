import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock/clock';
import { AwsError } from '../http/aws-error';
import type { MessageAttributes } from '../sqs/engine';
import { Deliverer, type DeliveryCounters, type DeliveryOptions } from './delivery';
import { invalidParameter } from './invalid-parameter';
import { checkMessage, type Message } from './message';
import { makeSubscription, type Subscription, type SubscriptionAttributes } from './subscription';

export interface SnsEngineOptions extends Omit<DeliveryOptions, 'counters'> {
  readonly clock: Clock;
  readonly region?: string;
  readonly account?: string;
}

export interface Topic {
  readonly name: string;
  readonly arn: string;
  readonly displayName: string;
}

/** A message to publish. */
export interface Publication {
  readonly topicArn: string;
  readonly message: string;
  readonly subject?: string;
  readonly structured?: boolean;
  readonly attributes?: MessageAttributes;
}

export interface SnsCounters extends DeliveryCounters {
  published: number;
  /** Messages that a subscription's filter policy did not let through. */
  filtered: number;
}

// API_CreateTopic.
const NAME = /^[A-Za-z0-9_-]{1,256}$/;

/** Standard topics and their subscriptions, in memory. Methods answer and throw as the API's operations do. */
export class SnsEngine {
  public readonly counters: SnsCounters = { published: 0, filtered: 0, delivered: 0, deadLettered: 0, dropped: 0 };
  readonly #options: SnsEngineOptions;
  readonly #arnPrefix: string;
  readonly #topics = new Map<string, Topic>();
  readonly #subscriptions = new Map<string, Subscription>();
  readonly #deliverer: Deliverer;

  public constructor(options: SnsEngineOptions) {
    this.#options = options;
    this.#arnPrefix = `arn:aws:sns:${options.region ?? 'us-east-1'}:${options.account ?? '000000000000'}:`;
    this.#deliverer = new Deliverer({ ...options, counters: this.counters });
  }

  /** Creates a topic, or returns the one that has this name. @throws AwsError InvalidParameter for its name. */
  public createTopic(name: string, displayName = ''): Topic {
    if (name.endsWith('.fifo')) throw invalidParameter(`Topic Name ${name}: FIFO topics are not supported here`);
    if (!NAME.test(name)) throw invalidParameter('Topic Name');
    const topic = this.#topics.get(this.#arnPrefix + name) ?? { name, arn: this.#arnPrefix + name, displayName };
    this.#topics.set(topic.arn, topic);
    return topic;
  }

  /** Deletes a topic and its subscriptions; an unknown one is no error. */
  public deleteTopic(arn: string): void {
    this.#topics.delete(arn);
    for (const subscription of this.#subscriptions.values()) {
      if (subscription.topicArn === arn) this.#subscriptions.delete(subscription.arn);
    }
  }

  /** @throws AwsError NotFound */
  public topic(arn: string): Topic {
    const topic = this.#topics.get(arn);
    if (topic === undefined) throw new AwsError('NotFound', 'Topic does not exist', 404);
    return topic;
  }

  public topics(): Topic[] {
    return [...this.#topics.values()];
  }

  /**
   * Subscribes an endpoint; the same one again is the same subscription.
   * @throws AwsError NotFound, InvalidParameter
   */
  public subscribe(given: {
    readonly topicArn: string;
    readonly protocol: string;
    readonly endpoint: string;
    readonly attributes?: SubscriptionAttributes;
  }): Subscription {
    const { topicArn, protocol, endpoint, attributes = {} } = given;
    this.topic(topicArn);
    const existing = this.subscriptions(topicArn).find(
      (subscription) => subscription.protocol === protocol && subscription.endpoint === endpoint,
    );
    if (existing !== undefined) {
      if (isSame(existing.attributes, attributes)) return existing;
      throw invalidParameter('Attributes Reason: Subscription already exists with different attributes');
    }
    const arn = `${topicArn}:${randomUUID()}`;
    const subscription = makeSubscription({ arn, topicArn, protocol, endpoint, attributes });
    this.#subscriptions.set(arn, subscription);
    return subscription;
  }

  /** An unknown subscription is no error. */
  public unsubscribe(arn: string): void {
    this.#subscriptions.delete(arn);
  }

  /** @param topicArn all topics' unless given. */
  public subscriptions(topicArn?: string): Subscription[] {
    return [...this.#subscriptions.values()].filter((each) => topicArn === undefined || each.topicArn === topicArn);
  }

  /** Publishes to every subscription whose filter lets the message through. @throws AwsError NotFound, InvalidParameter */
  public publish({ topicArn, message, subject, structured = false, attributes = {} }: Publication): {
    messageId: string;
  } {
    const topic = this.topic(topicArn);
    const whole: Message = {
      messageId: randomUUID(),
      topicArn: topic.arn,
      message,
      structured,
      attributes,
      timestampMs: this.#options.clock.now(),
      ...(subject !== undefined && { subject }),
    };
    checkMessage(whole);
    this.counters.published += 1;
    for (const subscription of this.subscriptions(topic.arn)) {
      if (subscription.pending) continue;
      if (subscription.passes(whole)) this.#deliverer.deliver(whole, subscription);
      else this.counters.filtered += 1;
    }
    return { messageId: whole.messageId };
  }

  /** Stops every retry. */
  public close(): void {
    this.#deliverer.close();
  }
}

const isSame = (one: SubscriptionAttributes, other: SubscriptionAttributes): boolean =>
  Object.keys({ ...one, ...other }).every((name) => one[name] === other[name]);
