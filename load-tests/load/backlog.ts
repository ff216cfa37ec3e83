import type { SQSClient } from '@aws-sdk/client-sqs';
import { queueOf } from '../../simulation/audit/collect';

/** Messages by queue name: waiting, delayed and in flight. */
export const depthsOf = async (sqs: SQSClient, queueUrls: readonly string[]): Promise<Record<string, number>> => {
  const queues = await Promise.all(queueUrls.map((queueUrl) => queueOf(sqs, queueUrl, false)));
  return Object.fromEntries(
    queues.map(({ queue, visible, inFlight, delayed }) => [queue, visible + inFlight + delayed] as const),
  );
};
