import { LambdaClient } from '@aws-sdk/client-lambda';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { stageClients } from '../../../pipeline/aws/clients';
import { requestLimits } from '../../../pipeline/aws/request-limits';
import { requiredVariable } from '../../../pipeline/batch/stage-environment';
import { breakerStore } from '../../../pipeline/circuit-breaker/store';
import { publisher } from '../../../pipeline/events/publisher';
import { powertoolsLog } from '../../../pipeline/telemetry/log';
import { powertoolsMetrics } from '../../../pipeline/telemetry/metrics';
import { secretApiKey } from '../gateway/api-key';
import { readGatewayEnvironment } from '../gateway/environment';
import { intentMetadata } from '../gateway/intent-metadata';
import { checkStore } from './check-store';
import { workHints } from './hints';
import { queuePause } from './queue-pause';
import { type WatchPorts, watchPayments } from './watch';

const { documents, events } = stageClients();
const telemetry = { log: powertoolsLog(), metrics: powertoolsMetrics() };
const ordersTable = requiredVariable(process.env, 'ORDERS_TABLE');

/** Ten in a row fit into the function's minute. */
const GATEWAY_TIMEOUT_MS = 4_000;

const checks = checkStore({ documents, ordersTable, log: telemetry.log });
const ports: WatchPorts = {
  checks,
  publisher: publisher({ client: events, busName: requiredVariable(process.env, 'EVENT_BUS_NAME') }),
  pause: queuePause({
    lambda: new LambdaClient({ requestHandler: requestLimits() }),
    breakers: breakerStore({
      client: documents,
      tableName: ordersTable,
      name: requiredVariable(process.env, 'BREAKER_NAME'),
      writer: 'payment watcher',
    }),
    mappingId: requiredVariable(process.env, 'MAPPING_ID'),
  }),
  telemetry,
  // Read at the gateway within some ten seconds at 20 calls a second; the rest is due in the next minute.
  atMost: 200,
  now: Date.now,
};
const watch = watchPayments(ports);

/** Only a stack that hears from Stripe has the gateway's key here. */
const hintsWorker = () => {
  const { secretId, mode, url, environment } = readGatewayEnvironment(process.env, { groupsAtOnce: 1 });
  const apiKey = secretApiKey({
    client: new SecretsManagerClient({ requestHandler: requestLimits() }),
    secretId,
    mode,
  });
  const onCall = ({ ok, durationMs, failure }: { ok: boolean; durationMs: number; failure?: object }) => {
    if (!ok) telemetry.log.warn('gateway call failed', { durationMs, ...failure });
  };
  return workHints({
    ...ports,
    checks,
    environment,
    metadataOf: intentMetadata({ apiKey, url, onCall }, GATEWAY_TIMEOUT_MS),
  });
};
const work = process.env.GATEWAY_SECRET_ARN ? hintsWorker() : undefined;

/** Woken by the schedule, or by the queue of Stripe's events where there is one. */
export const handler = async (event: Partial<SQSEvent>): Promise<SQSBatchResponse | undefined> => {
  if (!event.Records) {
    await watch();
    return undefined;
  }
  if (!work)
    throw new Error('environment variable GATEWAY_SECRET_ARN is missing: there is no queue of hints without it');
  return work({ Records: event.Records });
};
