import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { requestLimits } from '../aws/request-limits';
import type { StageClients } from './stage-ports';

/** Attempts of one request, the first included. What lasts longer is the queue's to retry. */
const MAX_ATTEMPTS = 3;

/**
 * The AWS clients of a stage. Endpoints and credentials come from the standard variables. Make them once per process.
 * @param limits how long one attempt of a request may take; requestLimits' unless given.
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
    documents: DynamoDBDocumentClient.from(dynamodb, { marshallOptions: { removeUndefinedValues: true } }),
    unrepeated: DynamoDBDocumentClient.from(new DynamoDBClient({ maxAttempts: 1, requestHandler })),
    events: new EventBridgeClient(bounded()),
    // An emulator's queue URLs may name a host that is not the one to call.
    queues: new SQSClient({ ...bounded(), useQueueUrlAsEndpoint: false }),
  };
};
