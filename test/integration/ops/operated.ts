import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type SqsEngine, startDynamoDb, startServices } from '@coffee-shop/aws-local';
import { ManualClock } from '@coffee-shop/aws-local/clock';
import type { Session } from '../../../ops/target/session';
import { createFoundationTable, createOrdersTable } from '../create-table';

/** Thrown by every call of an operator who has died. */
export class OperatorDied extends Error {}

/** When an operator's process is killed: before or after its n-th request to SQS, from 1. */
export interface Death {
  readonly call: number;
  readonly when: 'before' | 'after';
}

export interface Operated {
  readonly clock: ManualClock;
  readonly sqs: SqsEngine;
  readonly dynamodb: DynamoDBDocumentClient;
  readonly url: string;
  /** A session of a new operator's process; one that dies makes no further request. Gives how many it made, too. */
  operator(names: Partial<Session['names']>, death?: Death): Session & { readonly calls: () => number };
  close(): Promise<void>;
}

const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

/** Queues on a clock that stands still, and tables `orders` and `counters`, for operators to work on. */
export const startOperated = async (): Promise<Operated> => {
  const clock = new ManualClock();
  const [database, services] = await Promise.all([startDynamoDb(), startServices(clock)]);
  const { sqs, url } = services;
  const plain = new DynamoDBClient({ endpoint: database.url, region: 'us-east-1', credentials });
  const dynamodb = DynamoDBDocumentClient.from(plain, { marshallOptions: { removeUndefinedValues: true } });
  await createOrdersTable(plain, 'orders');
  await createFoundationTable(plain, 'config');
  await createFoundationTable(plain, 'counters');
  const clients: { destroy(): void }[] = [plain];

  const operator: Operated['operator'] = (names, death) => {
    const client = new SQSClient({ endpoint: url, region: 'us-east-1', credentials, maxAttempts: 1 });
    clients.push(client);
    let calls = 0;
    let isDead = false;
    client.middlewareStack.add(
      (next) => async (request) => {
        if (isDead) throw new OperatorDied();
        calls += 1;
        isDead = death?.call === calls;
        if (isDead && death?.when === 'before') throw new OperatorDied();
        // On a clock that stands still a long poll would never end.
        const input = 'WaitTimeSeconds' in request.input ? { ...request.input, WaitTimeSeconds: 0 } : request.input;
        const answer = await next({ ...request, input });
        if (isDead) throw new OperatorDied();
        return answer;
      },
      { step: 'initialize' },
    );
    return {
      names: {
        busName: 'bus',
        ordersTable: 'orders',
        configTable: 'config',
        counterTable: 'counters',
        deadLetterQueues: [],
        workQueueUrls: [],
        mappingIds: {},
        gateway: {},
        ...names,
      },
      sqs: client,
      dynamodb,
      events: new EventBridgeClient({ endpoint: url, region: 'us-east-1', credentials }),
      lambda: new LambdaClient({ endpoint: url, region: 'us-east-1', credentials }),
      cloudWatch: new CloudWatchClient({ endpoint: url, region: 'us-east-1', credentials }),
      now: () => clock.now(),
      sleep: async (ms) => clock.advance(ms),
      progress: () => undefined,
      calls: () => calls,
    };
  };
  return {
    clock,
    sqs,
    dynamodb,
    url,
    operator,
    async close() {
      for (const client of clients) client.destroy();
      await Promise.all([services.close(), database.close()]);
    },
  };
};
