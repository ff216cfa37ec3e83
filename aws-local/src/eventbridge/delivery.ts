import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock/clock';
import { AwsError } from '../http/aws-error';
import type { Section } from '../persistence/journal';
import type { Queue, SqsEngine } from '../sqs/engine';
import type { BusEvent } from './bus-event';
import type { CountsOfRules } from './rule-counts';
import { serviceOf, type Target, targetGroupId, targetInput } from './target';

/** One event on its way to one target. */
export interface Delivery {
  readonly event: BusEvent;
  readonly ruleArn: string;
  readonly target: Target;
  /** As PutEvents brought it; a queue gets it beside the message. */
  readonly traceHeader?: string;
}

/** An event on its way to a target that has not taken it yet. */
export interface OpenDelivery extends Delivery {
  readonly retries: number;
  readonly firstAttemptMs: number;
}

type StartedDelivery = Delivery & { readonly id: string };

export interface DeliveryCounters {
  /** Calls of targets, retries included. */
  invocations: number;
  invocationsByTarget: Record<string, number>;
  /** Events that went to a target's dead-letter queue. */
  deadLettered: number;
  /** Events given up that had no usable dead-letter queue. */
  dropped: number;
}

/** An event that a rule could neither deliver nor put into a dead-letter queue. On AWS only metrics tell of it. */
export interface DroppedEvent {
  readonly ruleArn: string;
  readonly eventId: string;
  readonly detailType: string;
  readonly reason: string;
}

export interface DelivererOptions {
  readonly clock: Clock;
  readonly sqs: SqsEngine;
  readonly invokeFunction: (arn: string, event: unknown) => Promise<unknown>;
  readonly publish?: (topicArn: string, message: string) => unknown;
  /** Lets a rule reach a target or a dead-letter queue, or not; every rule may unless given. @throws AwsError */
  readonly mayReach?: ((ruleArn: string, arn: string) => void) | undefined;
  readonly counters: DeliveryCounters;
  readonly countsOfRules: CountsOfRules;
  readonly onDropped?: (dropped: DroppedEvent) => void;
  /** Jitter of the back-off, 0 to 1. */
  readonly random: () => number;
  /** Notes deliveries that have not ended. */
  readonly kept?: Section<OpenDelivery> | undefined;
}

/** A failed call of a target, in the error codes that EventBridge writes to dead letters (eb-rule-dlq.html). */
interface Failure {
  readonly code: string;
  readonly message: string;
  readonly retriable: boolean;
}

type RetryCondition = 'MaximumRetryAttempts' | 'MaximumEventAgeInSeconds';

// eb-rule-retry-policy.html: 24 hours and 185 attempts by default, exponential back-off with jitter (its figures are not published).
const DEFAULT_RETRY_ATTEMPTS = 185;
const DEFAULT_EVENT_AGE_SECONDS = 86_400;
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 480_000;
// Lambda, not EventBridge, retries a function that fails: it was invoked asynchronously (invocation-async-error-handling.html).
const ASYNC_INVOCATION_RETRY_MS = [60_000, 120_000];

/** Brings events to targets at least once; retries on the clock; what it gives up goes to the target's dead-letter queue. */
export class Deliverer {
  readonly #options: DelivererOptions;
  readonly #cancellations = new Set<() => void>();
  #closed = false;
  #lastDropped: DroppedEvent | undefined;

  public constructor(options: DelivererOptions) {
    this.#options = options;
  }

  /** The latest of `counters.dropped`. */
  public get lastDropped(): DroppedEvent | undefined {
    return this.#lastDropped;
  }

  public deliver(delivery: Delivery): void {
    this.#attempt({ ...delivery, id: randomUUID() }, 0, this.#options.clock.now());
  }

  /** Takes up the deliveries that an earlier process did not end. */
  public resume(): void {
    for (const [id, { retries, firstAttemptMs, ...delivery }] of this.#options.kept?.restored() ?? []) {
      this.#attempt({ ...delivery, id }, retries, firstAttemptMs);
    }
  }

  /** Forgets every retry that is due. */
  public close(): void {
    this.#closed = true;
    for (const cancel of this.#cancellations) cancel();
    this.#cancellations.clear();
  }

  #attempt(delivery: StartedDelivery, retries: number, firstAttemptMs: number): void {
    if (this.#closed) return;
    const { id, target } = delivery;
    const { counters, countsOfRules, kept } = this.#options;
    const ofRule = countsOfRules.of(delivery.ruleArn);
    ofRule.attempts += 1;
    if (retries > 0) ofRule.retries += 1;
    counters.invocations += 1;
    counters.invocationsByTarget[target.Arn] = (counters.invocationsByTarget[target.Arn] ?? 0) + 1;
    const isFunction = serviceOf(target.Arn) === 'lambda';
    // What a queue takes at once needs no note of its own.
    if (isFunction) this.#keep(delivery, retries, firstAttemptMs);
    const settle = (failure: Failure | undefined): void => {
      if (this.#closed) return;
      if (failure === undefined) ofRule.invocations += 1;
      if (failure !== undefined) this.#retryOrGiveUp(delivery, failure, retries, firstAttemptMs);
      else if (isFunction || retries > 0) kept?.delete(id);
    };
    const input = this.#denial(delivery.ruleArn, target.Arn) ?? inputOf(delivery);
    if (typeof input !== 'string') settle(input);
    else if (isFunction) void this.#invokeFunction(target, JSON.parse(input)).then(settle);
    else settle(serviceOf(target.Arn) === 'sns' ? this.#publish(target, input) : this.#send(delivery, input));
  }

  #keep({ id, ...delivery }: StartedDelivery, retries: number, firstAttemptMs: number): void {
    this.#options.kept?.put(id, { ...delivery, retries, firstAttemptMs });
  }

  #retryOrGiveUp(delivery: StartedDelivery, failure: Failure, retries: number, firstAttemptMs: number): void {
    const policy = delivery.target.RetryPolicy ?? {};
    if (!failure.retriable) {
      this.#giveUp(delivery, failure, retries);
      return;
    }
    if (retries >= (policy.MaximumRetryAttempts ?? DEFAULT_RETRY_ATTEMPTS)) {
      this.#giveUp(delivery, failure, retries, 'MaximumRetryAttempts');
      return;
    }
    const expiresMs = firstAttemptMs + (policy.MaximumEventAgeInSeconds ?? DEFAULT_EVENT_AGE_SECONDS) * 1000;
    const leftMs = expiresMs - this.#options.clock.now();
    const delayMs = retryDelayMs(retries, this.#options.random());
    this.#keep(delivery, retries + 1, firstAttemptMs);
    if (delayMs < leftMs) this.#later(delayMs, () => this.#attempt(delivery, retries + 1, firstAttemptMs));
    else this.#later(leftMs, () => this.#giveUp(delivery, failure, retries, 'MaximumEventAgeInSeconds'));
  }

  #denial(ruleArn: string, arn: string): Failure | undefined {
    try {
      this.#options.mayReach?.(ruleArn, arn);
      return undefined;
    } catch (error) {
      return failureOf(error);
    }
  }

  #send({ target, event, traceHeader }: Delivery, body: string): Failure | undefined {
    const queue = this.#options.sqs.queueByArn(target.Arn);
    if (queue === undefined) return missingResource(`The specified queue does not exist: ${target.Arn}`);
    let groupId: string | undefined;
    try {
      groupId = targetGroupId(target, event);
    } catch (error) {
      return { code: 'INVALID_PARAMETER', message: (error as Error).message, retriable: false };
    }
    try {
      const entry = { id: '0', body, ...(groupId !== undefined && { groupId }), ...traced(traceHeader) };
      const { failed } = queue.send([entry]);
      const failure = failed[0];
      return failure && targetFailure(failure.code, failure.message, !failure.senderFault);
    } catch (error) {
      return failureOf(error);
    }
  }

  #publish(target: Target, message: string): Failure | undefined {
    if (this.#options.publish === undefined) return missingResource(`No topics are here: ${target.Arn}`);
    try {
      this.#options.publish(target.Arn, message);
      return undefined;
    } catch (error) {
      return failureOf(error);
    }
  }

  async #invokeFunction(target: Target, input: unknown): Promise<Failure | undefined> {
    for (let retries = 0; ; retries++) {
      try {
        await this.#options.invokeFunction(target.Arn, input);
        return undefined;
      } catch (error) {
        if (error instanceof AwsError) return failureOf(error);
        const delayMs = ASYNC_INVOCATION_RETRY_MS[retries];
        if (delayMs === undefined || this.#closed) return undefined;
        await new Promise<void>((resume) => this.#later(delayMs, resume));
      }
    }
  }

  #giveUp(delivery: StartedDelivery, failure: Failure, retries: number, condition?: RetryCondition): void {
    this.#options.kept?.delete(delivery.id);
    const arn = delivery.target.DeadLetterConfig?.Arn;
    const denied = arn === undefined ? undefined : this.#denial(delivery.ruleArn, arn);
    const queue = arn === undefined || denied ? undefined : this.#options.sqs.queueByArn(arn);
    const accepted = queue !== undefined && sendDeadLetter(queue, delivery, failure, retries, condition);
    const ofRule = this.#options.countsOfRules.of(delivery.ruleArn);
    ofRule.invocations += 1;
    ofRule.failed += 1;
    if (arn !== undefined) ofRule[accepted ? 'sentToDlq' : 'notSentToDlq'] += 1;
    if (accepted) {
      this.#options.counters.deadLettered += 1;
      return;
    }
    this.#options.counters.dropped += 1;
    const { ruleArn, event } = delivery;
    const reason = `${failure.code}: ${failure.message}`;
    this.#lastDropped = { ruleArn, eventId: event.id, detailType: event['detail-type'], reason };
    this.#options.onDropped?.(this.#lastDropped);
  }

  #later(delayMs: number, action: () => void): void {
    const cancel = this.#options.clock.schedule(delayMs, () => {
      this.#cancellations.delete(cancel);
      if (!this.#closed) action();
    });
    this.#cancellations.add(cancel);
  }
}

/** What the target is sent, or why that cannot be told. */
const inputOf = ({ target, event }: Delivery): string | Failure => {
  try {
    return targetInput(target, event);
  } catch (error) {
    return { code: 'INVALID_PARAMETER', message: (error as Error).message, retriable: false };
  }
};

/** Doubles from 1 s to 8 min, the upper half of each step at random. */
const retryDelayMs = (retries: number, random: number): number =>
  Math.min(FIRST_RETRY_MS * 2 ** retries, LONGEST_RETRY_MS) * (0.5 + random / 2);

/** A trace header goes into the system attribute of a message, dead letters included (eb-related-service-xray.html). */
const traced = (traceHeader: string | undefined) =>
  traceHeader === undefined
    ? {}
    : { systemAttributes: { AWSTraceHeader: { DataType: 'String' as const, StringValue: traceHeader } } };

const sendDeadLetter = (
  queue: Queue,
  { event, ruleArn, target, traceHeader }: Delivery,
  failure: Failure,
  retries: number,
  condition: RetryCondition | undefined,
): boolean => {
  const attributes = {
    RULE_ARN: ruleArn,
    TARGET_ARN: target.Arn,
    ERROR_CODE: failure.code,
    ERROR_MESSAGE: failure.message,
    RETRY_ATTEMPTS: String(retries),
    ...(condition !== undefined && { EXHAUSTED_RETRY_CONDITION: condition }),
  };
  const messageAttributes = Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [name, { DataType: 'String', StringValue: value }]),
  );
  try {
    const entry = { id: '0', body: JSON.stringify(event), messageAttributes, ...traced(traceHeader) };
    return queue.send([entry]).failed.length === 0;
  } catch {
    return false;
  }
};

const missingResource = (message: string): Failure => ({ code: 'NO_RESOURCE', message, retriable: false });

const targetFailure = (code: string, message: string, retriable: boolean): Failure => ({
  code: retriable ? (isThrottle(code) ? 'THROTTLING' : 'ERROR_FROM_TARGET') : 'SDK_CLIENT_ERROR',
  message: `${message} (Error Code: ${code})`,
  retriable,
});

const failureOf = (error: unknown): Failure => {
  if (!(error instanceof AwsError)) return { code: 'INTERNAL_ERROR', message: String(error), retriable: true };
  if (/^(ResourceNotFound|NotFound$)|NonExistentQueue|QueueDoesNotExist/.test(error.code))
    return missingResource(error.message);
  // Not tried again (eb-rule-dlq.html: missing permissions to a target, ERROR_CODE NO_PERMISSIONS).
  if (/^(AccessDenied|AuthorizationError$)/.test(error.code))
    return { code: 'NO_PERMISSIONS', message: error.message, retriable: false };
  return targetFailure(error.code, error.message, error.statusCode >= 500 || isThrottle(error.code));
};

const isThrottle = (code: string): boolean => /Throttl|TooManyRequests|RequestLimitExceeded/.test(code);
