import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { MAX_ATTEMPTS, requestLimits } from './request-limits';

export interface StageClients {
  readonly documents: DynamoDBDocumentClient;
  /** Sends each request once at most: for writes that are not idempotent, which the SDK repeats if no answer comes. */
  readonly withoutRetries: DynamoDBDocumentClient;
  readonly events: EventBridgeClient;
  /** Against an emulator: made with `useQueueUrlAsEndpoint: false`, or the queue URL decides where requests go. */
  readonly queues: SQSClient;
}

/**
 * Creates the AWS clients of a stage. Endpoints and credentials come from the standard variables. Once per process.
 * @param limits how long one attempt of a request may take, milliseconds; requestLimits' unless given.
 */
export const stageClients = (
  limits: { readonly requestTimeoutMs?: number } = {},
): StageClients & { readonly dynamodb: DynamoDBClient } => {
  const bounded = () => ({ maxAttempts: MAX_ATTEMPTS, requestHandler: requestLimits(limits.requestTimeoutMs) });
  const dynamodb = new DynamoDBClient(bounded());
  const { requestHandler } = dynamodb.config;
  return {
    dynamodb,
    // An order's optional fields are left out, never stored as null.
    documents: DynamoDBDocumentClient.from(dynamodb, {
      marshallOptions: { removeUndefinedValues: true },
      // Unless told otherwise it throws at a number like 1e30, and with it at every other item of the same request.
      unmarshallOptions: { wrapNumbers: Number },
    }),
    withoutRetries: DynamoDBDocumentClient.from(new DynamoDBClient({ maxAttempts: 1, requestHandler })),
    events: new EventBridgeClient(bounded()),
    // An emulator's queue URLs may name a host that is not the one to call.
    queues: new SQSClient({ ...bounded(), useQueueUrlAsEndpoint: false }),
  };
};
