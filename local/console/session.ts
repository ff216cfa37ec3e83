import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { namesFrom } from '../../ops/target/names';
import type { Session } from '../../ops/target/session';
import type { AnyEnvironment } from '../environment';

/** A session of the operator's functions on this environment, on its clock; `close` ends its clients. */
export const sessionOn = (
  { clock }: AnyEnvironment,
  variables: Readonly<Record<string, string>>,
): Session & { close(): void } => {
  const at = {
    region: variables.AWS_REGION ?? '',
    endpoint: variables.AWS_ENDPOINT_URL ?? '',
    credentials: {
      accessKeyId: variables.AWS_ACCESS_KEY_ID ?? '',
      secretAccessKey: variables.AWS_SECRET_ACCESS_KEY ?? '',
    },
  };
  const database = new DynamoDBClient({ ...at, endpoint: variables.AWS_ENDPOINT_URL_DYNAMODB ?? '' });
  const clients = {
    sqs: new SQSClient(at),
    events: new EventBridgeClient(at),
    lambda: new LambdaClient(at),
    cloudWatch: new CloudWatchClient(at),
  };
  return {
    names: namesFrom(variables, 'npm start'),
    ...clients,
    dynamodb: DynamoDBDocumentClient.from(database, { marshallOptions: { removeUndefinedValues: true } }),
    now: () => clock.now(),
    sleep: (ms) => clock.sleep(ms),
    progress: () => undefined,
    close() {
      for (const client of [database, ...Object.values(clients)]) client.destroy();
    },
  };
};
