import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { METRICS_SHARDS } from '../../contracts/tables/counter-table';
import { type ConfigReader, configReader } from '../config/reader';
import { counterWriter } from '../counters/write';
import { publisher } from '../events/publisher';
import { powertoolsTelemetry } from '../telemetry/telemetry';
import { rejectionStore } from './rejections';
import type { StageEnvironment } from './stage-environment';
import type { BatchPorts } from './stage-handler';
import { suspects } from './suspects';
import { queueVisibility } from './visibility';

export interface StageClients {
  readonly documents: DynamoDBDocumentClient;
  /** Sends each request once at most: for writes that are not idempotent, which the SDK would repeat when an answer got lost. */
  readonly unrepeated: DynamoDBDocumentClient;
  readonly events: EventBridgeClient;
  /** Against an emulator: made with `useQueueUrlAsEndpoint: false`, or the queue URL decides where requests go. */
  readonly queues: SQSClient;
}

/** Everything that a stage's handler shares with the other stages, wired to AWS. Make it once per process. */
export const stagePorts = (
  environment: StageEnvironment,
  { documents, unrepeated, events, queues }: StageClients,
): BatchPorts & { readonly config: ConfigReader } => {
  const { stage, ordersTable, configTable, counterTable, queueUrl, eventBusName, configTtlMs } = environment;
  const telemetry = powertoolsTelemetry(environment);
  const random = Math.random;
  const now = Date.now;
  return {
    publisher: publisher({ client: events, busName: eventBusName }),
    rejections: rejectionStore({ client: documents, tableName: ordersTable, stage, telemetry }),
    suspects: suspects({ documents, queues, queueUrl, tableName: ordersTable, stage, telemetry }),
    visibility: queueVisibility({ client: queues, queueUrl, random, telemetry }),
    counters: counterWriter({ client: unrepeated, tableName: counterTable, shards: METRICS_SHARDS, random, telemetry }),
    config: configReader({ client: documents, tableName: configTable, ttlMs: configTtlMs, now, telemetry }),
    telemetry,
    now,
  };
};
