import { ChangeMessageVisibilityBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { Telemetry } from '../telemetry/telemetry';
import { backOffSeconds } from './back-off';
import { BreakerOpenError, type FailureClass, isLastReceive, NoTimeLeftError } from './failure';
import { failureClassOf } from './failure-class';
import type { Return } from './lone-failures';

/** SQS hides a message for 12 hours at most, counted from its receipt: one minute is left for the time since then. */
const MAX_SECONDS = 12 * 3600 - 60;
const QUICK_RETRIES = 4;
const LONE_SECONDS: Readonly<Record<Return, number>> = { 'within a second': 1, 'at once': 0 };

/**
 * After how many seconds a failed record is delivered again. A FIFO queue delivers nothing more of its group meanwhile.
 * @param receiveCount 1 on the first delivery.
 * @param random 0 up to 1.
 * @param retryAtMs when the breaker tries next, epoch milliseconds.
 */
export const visibilitySecondsAfter = (
  failureClass: FailureClass,
  receiveCount: number,
  random: number,
  retryAtMs?: number,
  nowMs = 0,
): number => {
  // It goes to the dead-letter queue when it is due; until then it would only block its group.
  if (isLastReceive(receiveCount)) return 0;
  switch (failureClass) {
    case 'permanent':
    case 'stored-data':
      // At once, until its receives are used up: in the dead-letter queue within seconds.
      return 0;
    case 'dependency':
      return backOffSeconds(receiveCount, random);
    case 'breaker-open': {
      const untilProbe = Math.max(0, (retryAtMs ?? nowMs) - nowMs) / 1000;
      return Math.min(MAX_SECONDS, Math.ceil(untilProbe + 1 + random * 2));
    }
    case 'unknown':
      // Most likely a bug that this record triggers. It must not hold its shop for minutes.
      return receiveCount > QUICK_RETRIES ? 0 : 1 + Math.floor(random * 5);
  }
};

/** A record that failed, as far as its next delivery goes. */
export interface FailedDelivery {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly receiveCount: number;
  readonly error: unknown;
  readonly blockedBy?: string;
  /** Set if its order fails alone and others wait behind it: it must not hold them up. */
  readonly returns?: Return;
}

/** @returns after how many seconds each failed record is delivered again; a blocked one together with its blocker. */
export const nextDeliveries = (
  failed: readonly FailedDelivery[],
  random: () => number,
  nowMs: number,
): Map<FailedDelivery, number> => {
  const heads = new Map<string, number>();
  const deliveries = new Map<FailedDelivery, number>();
  for (const delivery of failed) {
    const { messageId, receiveCount, error, blockedBy, returns } = delivery;
    const own = () => {
      const seconds = visibilitySecondsAfter(
        failureClassOf(error),
        // Nothing went wrong with a record that there was no time for.
        error instanceof NoTimeLeftError ? 1 : receiveCount,
        random(),
        error instanceof BreakerOpenError ? error.retryAtMs : undefined,
        nowMs,
      );
      return Math.min(seconds, returns === undefined ? seconds : LONE_SECONDS[returns]);
    };
    const seconds = (blockedBy === undefined ? undefined : heads.get(blockedBy)) ?? own();
    heads.set(messageId, seconds);
    deliveries.set(delivery, seconds);
  }
  return deliveries;
};

export interface Visibility {
  /** Sets when each failed record is delivered again. Never throws: without it, the queue's own timeout holds. */
  apply(failed: readonly FailedDelivery[], nowMs: number): Promise<void>;
}

export interface VisibilityOptions {
  readonly client: Pick<SQSClient, 'send'>;
  readonly queueUrl: string;
  readonly random: () => number;
  readonly telemetry: Pick<Telemetry, 'log' | 'metrics'>;
}

const MAX_ENTRIES = 10;

export const queueVisibility = ({ client, queueUrl, random, telemetry }: VisibilityOptions): Visibility => {
  const complain = (count: number, fields: Readonly<Record<string, unknown>>): void => {
    telemetry.log.error('visibility was not changed', { queueUrl, ...fields });
    telemetry.metrics.add('VisibilityChangeFailed', count);
  };
  return {
    async apply(failed, nowMs) {
      const deliveries = [...nextDeliveries(failed, random, nowMs)];
      for (let from = 0; from < deliveries.length; from += MAX_ENTRIES) {
        const part = deliveries.slice(from, from + MAX_ENTRIES);
        const Entries = part.map(([{ receiptHandle }, seconds], at) => ({
          Id: `${at}`,
          ReceiptHandle: receiptHandle,
          VisibilityTimeout: seconds,
        }));
        try {
          const answer = await client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: queueUrl, Entries }));
          for (const { Id, Code, Message } of answer.Failed ?? []) {
            complain(1, { messageId: part[Number(Id)]?.[0].messageId, code: Code, reason: Message });
          }
        } catch (error) {
          complain(part.length, { messageIds: part.map(([{ messageId }]) => messageId), error });
        }
      }
    },
  };
};
