import { subscribe } from 'node:diagnostics_channel';
import type { ClientRequest } from 'node:http';

/** Requests by service and operation: `{ dynamodb: { PutItem: 2 } }`. */
export type RequestCounts = Record<string, Record<string, number>>;

/** What stands before the dot in `X-Amz-Target`, without a version. */
const SERVICES: Readonly<Record<string, string>> = {
  DynamoDB: 'dynamodb',
  AmazonSQS: 'sqs',
  AWSEvents: 'eventbridge',
  secretsmanager: 'secretsmanager',
};

/**
 * Counts the AWS requests that this thread sends, retries too, as they are billed. Gives what was counted since the last time it was asked.
 * Other requests (the payment gateway's) have counters at their own server.
 */
export const countRequests = (): (() => RequestCounts) => {
  let counts: RequestCounts = {};
  // https://nodejs.org/docs/latest-v20.x/api/diagnostics_channel.html#http
  subscribe('http.client.request.start', (message) => {
    const target = (message as { request: ClientRequest }).request.getHeader('x-amz-target');
    if (typeof target !== 'string') return;
    const [prefix = '', operation = ''] = target.split('.');
    const service = SERVICES[prefix.split('_')[0] ?? ''] ?? prefix;
    counts[service] ??= {};
    counts[service][operation] = (counts[service][operation] ?? 0) + 1;
  });
  return () => {
    const counted = counts;
    counts = {};
    return counted;
  };
};
