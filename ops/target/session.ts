import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Names } from './names';

/** What a command works with. */
export interface Session {
  readonly names: Names;
  readonly sqs: SQSClient;
  readonly dynamodb: DynamoDBDocumentClient;
  readonly events: EventBridgeClient;
  readonly lambda: LambdaClient;
  readonly cloudWatch: CloudWatchClient;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  /** Tells a person how far it has come; never part of what a program reads. */
  readonly progress: (text: string) => void;
}

/** The clients of a session; credentials, region and endpoints as the AWS SDK finds them. */
export const clients = (): Pick<Session, 'sqs' | 'dynamodb' | 'events' | 'lambda' | 'cloudWatch'> & {
  close(): void;
} => {
  const dynamodb = new DynamoDBClient();
  const own = {
    sqs: new SQSClient(),
    events: new EventBridgeClient(),
    lambda: new LambdaClient(),
    cloudWatch: new CloudWatchClient(),
  };
  return {
    ...own,
    dynamodb: DynamoDBDocumentClient.from(dynamodb, { marshallOptions: { removeUndefinedValues: true } }),
    close() {
      dynamodb.destroy();
      for (const client of Object.values(own)) client.destroy();
    },
  };
};
