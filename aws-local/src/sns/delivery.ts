import type { Clock } from '../clock/clock';
import { AwsError } from '../http/aws-error';
import type { MessageAttributes, Queue, SqsEngine } from '../sqs/engine';
import { type Message, textFor } from './message';
import { functionEvent, notification } from './notification';
import type { Subscription } from './subscription';

export interface DeliveryOptions {
  readonly clock: Clock;
  readonly sqs: Pick<SqsEngine, 'queueByArn'>;
  /** Hands an event to a function, which has it from then on. @throws AwsError if there is no such function. */
  readonly invokeAsynchronously: (arn: string, event: unknown) => void;
  /** Lets a topic reach an endpoint or a dead-letter queue, or not; every topic may unless given. @throws AwsError */
  readonly mayReach?: ((topicArn: string, arn: string) => void) | undefined;
  readonly counters: DeliveryCounters;
}

export interface DeliveryCounters {
  delivered: number;
  /** Messages that went to a subscription's dead-letter queue. */
  deadLettered: number;
  /** Messages given up that had no usable dead-letter queue. */
  dropped: number;
}

type Outcome = 'delivered' | 'refused' | 'unavailable';

/**
 * Milliseconds before a retry, counted from 0; undefined when there is none left: 3 at once, 2 after a second, 10 from one second to twenty, then every twenty
 * seconds for 23 days (sns-message-delivery-retries.html, AWS managed endpoints). Its jitter is left out. Pure.
 */
export const retryDelayMs = (retry: number): number | undefined => {
  if (retry < 3) return 0;
  if (retry < 5) return 1_000;
  if (retry < 15) return Math.round(1_000 * 20 ** ((retry - 5) / 9));
  return retry < 100_015 ? 20_000 : undefined;
};

/** Brings messages to subscriptions. What an endpoint refuses goes to the dead-letter queue at once, what is unavailable is tried again. */
export class Deliverer {
  readonly #options: DeliveryOptions;
  readonly #cancellations = new Set<() => void>();

  public constructor(options: DeliveryOptions) {
    this.#options = options;
  }

  public deliver(message: Message, subscription: Subscription): void {
    this.#attempt(message, subscription, 0);
  }

  /** Forgets every retry that is due. */
  public close(): void {
    for (const cancel of this.#cancellations) cancel();
    this.#cancellations.clear();
  }

  #attempt(message: Message, subscription: Subscription, retry: number): void {
    const outcome = this.#try(message, subscription);
    if (outcome === 'delivered') this.#options.counters.delivered += 1;
    else if (outcome === 'refused') this.#giveUp(message, subscription);
    else this.#retry(message, subscription, retry);
  }

  #try(message: Message, subscription: Subscription): Outcome {
    const { sqs, invokeAsynchronously } = this.#options;
    try {
      this.#options.mayReach?.(subscription.topicArn, subscription.endpoint);
      if (subscription.protocol === 'lambda') {
        invokeAsynchronously(subscription.endpoint, functionEvent(message, subscription));
        return 'delivered';
      }
      const queue = sqs.queueByArn(subscription.endpoint);
      return queue === undefined ? 'refused' : sendTo(queue, message, subscription);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      return error.statusCode >= 500 ? 'unavailable' : 'refused';
    }
  }

  #retry(message: Message, subscription: Subscription, retry: number): void {
    const delayMs = retryDelayMs(retry);
    if (delayMs === undefined) {
      this.#giveUp(message, subscription);
      return;
    }
    const cancel = this.#options.clock.schedule(delayMs, () => {
      this.#cancellations.delete(cancel);
      this.#attempt(message, subscription, retry + 1);
    });
    this.#cancellations.add(cancel);
  }

  #giveUp(message: Message, subscription: Subscription): void {
    const { sqs, counters } = this.#options;
    const queue = subscription.deadLetterArn === undefined ? undefined : sqs.queueByArn(subscription.deadLetterArn);
    try {
      if (queue !== undefined) this.#options.mayReach?.(subscription.topicArn, queue.arn);
      if (queue !== undefined && sendTo(queue, message, subscription) === 'delivered') {
        counters.deadLettered += 1;
        return;
      }
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
    }
    counters.dropped += 1;
  }
}

/** Raw delivery sends the text with its attributes, as they were published (sns-large-payload-raw-message-delivery.html). */
const sendTo = (queue: Queue, message: Message, subscription: Subscription): Outcome => {
  const body = subscription.raw
    ? textFor(subscription.protocol, message)
    : JSON.stringify(notification(message, subscription));
  const messageAttributes: MessageAttributes = subscription.raw ? message.attributes : {};
  const [failure] = queue.send([{ id: '0', body, messageAttributes }]).failed;
  if (failure === undefined) return 'delivered';
  return failure.senderFault ? 'refused' : 'unavailable';
};
