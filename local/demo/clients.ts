import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

export interface Clients {
  readonly dynamodb: DynamoDBDocumentClient;
  readonly eventBridge: EventBridgeClient;
  readonly sqs: SQSClient;
  close(): void;
}

/** The plain AWS SDK, pointed at an environment by its variables. */
export const clientsFor = (variables: Readonly<Record<string, string>>): Clients => {
  const {
    AWS_REGION: region = '',
    AWS_ENDPOINT_URL: endpoint = '',
    AWS_ENDPOINT_URL_DYNAMODB: database = '',
  } = variables;
  const credentials = {
    accessKeyId: variables.AWS_ACCESS_KEY_ID ?? '',
    secretAccessKey: variables.AWS_SECRET_ACCESS_KEY ?? '',
  };
  const plain = new DynamoDBClient({ region, credentials, endpoint: database });
  const eventBridge = new EventBridgeClient({ region, credentials, endpoint });
  const sqs = new SQSClient({ region, credentials, endpoint });
  return {
    dynamodb: DynamoDBDocumentClient.from(plain),
    eventBridge,
    sqs,
    close() {
      for (const client of [plain, eventBridge, sqs]) client.destroy();
    },
  };
};
