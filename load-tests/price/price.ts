import { LIST_PRICES } from './list-prices';

/** What some orders used, as it is billed. */
export interface Usage {
  readonly fulfilledOrders: number;
  /** Events that we published; the order manager pays for its own. */
  readonly ownEvents: number;
  readonly pipeRequests: number;
  /** To the ingress queues. */
  readonly sqsStandardRequests: number;
  /** To the stages' queues. */
  readonly sqsFifoRequests: number;
  readonly invocations: number;
  /** Memory times billed duration. */
  readonly gbSeconds: number;
  readonly writeUnits: number;
  readonly readUnits: number;
}

/** USD per million fulfilled orders. */
export interface CostPerMillion {
  readonly eventBridge: number;
  readonly pipes: number;
  readonly sqs: number;
  readonly lambda: number;
  readonly dynamodb: number;
  readonly total: number;
}

const MILLION = 1_000_000;

/** What AWS charges at list price for a million orders that use what these used. @throws RangeError if no order was fulfilled. */
export const costPerMillion = (usage: Usage): CostPerMillion => {
  if (usage.fulfilledOrders < 1) {
    throw new RangeError(`fulfilledOrders: must be at least 1, got ${usage.fulfilledOrders}`);
  }
  const per = (units: number): number => units / usage.fulfilledOrders;
  const parts = {
    eventBridge: per(usage.ownEvents) * LIST_PRICES.eventBridgePerMillionEvents,
    pipes: per(usage.pipeRequests) * LIST_PRICES.pipesPerMillionRequests,
    sqs:
      per(usage.sqsStandardRequests) * LIST_PRICES.sqsStandardPerMillionRequests +
      per(usage.sqsFifoRequests) * LIST_PRICES.sqsFifoPerMillionRequests,
    lambda:
      per(usage.invocations) * LIST_PRICES.lambdaPerMillionInvocations +
      per(usage.gbSeconds) * LIST_PRICES.lambdaPerGbSecond * MILLION,
    dynamodb:
      per(usage.writeUnits) * LIST_PRICES.dynamodbPerMillionWriteUnits +
      per(usage.readUnits) * LIST_PRICES.dynamodbPerMillionReadUnits,
  };
  return { ...parts, total: Object.values(parts).reduce((sum, usd) => sum + usd, 0) };
};

/** What no figure of this file holds. */
export const OMISSIONS = [
  'the payment gateway',
  "the order manager's own events",
  'CloudWatch logs, metrics and alarms',
  'X-Ray',
  'storage and point-in-time recovery',
  'data transfer',
  'Secrets Manager',
  'the breaker keeper and the payment watcher',
] as const;
