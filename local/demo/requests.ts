import type { SQSClient } from '@aws-sdk/client-sqs';
import type { Environment } from '../environment';

/** Requests by what they are sent to, as AWS bills them (the gateway's are calls of its API). */
export interface Requests {
  readonly dynamodb: number;
  readonly sqs: number;
  readonly eventbridge: number;
  readonly gateway: number;
}

/** All counts together. */
export const sumOf = (counts: Readonly<Record<string, number>> = {}): number =>
  Object.values(counts).reduce((total, count) => total + count, 0);

/** Counts the requests of a client of the demo's own. */
export const countOwn = (sqs: SQSClient): (() => number) => {
  let sent = 0;
  sqs.middlewareStack.add(
    (next) => (input) => {
      sent += 1;
      return next(input);
    },
    // After the retries: each attempt is a request.
    { step: 'finalizeRequest', priority: 'low', name: 'countOwn' },
  );
  return () => sent;
};

/**
 * What the service has sent up to now: its handlers, and for SQS also its rules, pipes and mappings, idle polls included.
 * @param own requests that the demo sent to SQS itself, and the deliveries of its tap.
 */
export const requestsSoFar = ({ lambda, sqs, gateway }: Environment, own: number): Requests => ({
  dynamodb: sumOf(lambda.requests.dynamodb),
  sqs: sumOf(sqs.requests) - own,
  eventbridge: sumOf(lambda.requests.eventbridge),
  gateway: sumOf(gateway.calls.byOperation()),
});

/** What came on between two counts, per order. */
export const requestsPerOrder = (before: Requests, after: Requests, orders: number): Requests => ({
  dynamodb: (after.dynamodb - before.dynamodb) / orders,
  sqs: (after.sqs - before.sqs) / orders,
  eventbridge: (after.eventbridge - before.eventbridge) / orders,
  gateway: (after.gateway - before.gateway) / orders,
});
