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
import { pacing } from '../gateway/pacing';
import { refundPages } from '../gateway/refund-list';
import { checkStore } from './check-store';
import { workHints } from './hints';
import { queuePause } from './queue-pause';
import { sweepRefunds } from './sweep';
import { watchPayments } from './watch';

const { documents, events } = stageClients();
const telemetry = { log: powertoolsLog(), metrics: powertoolsMetrics() };
const ordersTable = requiredVariable(process.env, 'ORDERS_TABLE');

/** Ten in a row fit into the function's minute. */
const GATEWAY_TIMEOUT_MS = 4_000;
/** Besides the payment stage's calls, which leave as much of Stripe's 25 (https://docs.stripe.com/rate-limits). */
const SWEEP_CALLS_PER_SECOND = 4;
/** Leaves time for the last call and for publishing in the function's minute: 180 pages of 100 refunds. */
const SWEEP_MS = 45_000;

const checks = checkStore({ documents, ordersTable, log: telemetry.log });
const shared = {
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
  now: Date.now,
};

const { secretId, mode, url, environment } = readGatewayEnvironment(process.env, { groupsAtOnce: 1 });
const gateway = {
  apiKey: secretApiKey({ client: new SecretsManagerClient({ requestHandler: requestLimits() }), secretId, mode }),
  url,
  onCall: ({ ok, durationMs, failure }: { ok: boolean; durationMs: number; failure?: object }) => {
    if (!ok) telemetry.log.warn('gateway call failed', { durationMs, ...failure });
  },
};
const metadataOf = intentMetadata(gateway, GATEWAY_TIMEOUT_MS);
const turn = pacing(SWEEP_CALLS_PER_SECOND);

const watch = watchPayments({
  ...shared,
  // Read at the gateway within some ten seconds at 20 calls a second; the rest is due in the next minute.
  atMost: 200,
});
const work = workHints({ ...shared, environment, metadataOf });
const sweep = sweepRefunds({
  ...shared,
  environment,
  metadataOf,
  refundPage: refundPages(gateway, GATEWAY_TIMEOUT_MS),
  turn: () => turn('read'),
  atMostMs: SWEEP_MS,
});

/** What the hourly rule of cdk/constructs/payment-watcher.ts passes on. A repeated invocation sweeps the same hour's slice. */
interface SweepDue {
  readonly sweepRefundsAt: string;
}

/** Woken by its schedules, and by the queue of Stripe's events where there is one. */
export const handler = async (event: Partial<SQSEvent & SweepDue>): Promise<SQSBatchResponse | undefined> => {
  if (event.Records) return work({ Records: event.Records });
  await (event.sweepRefundsAt === undefined ? watch() : sweep(Date.parse(event.sweepRefundsAt)));
  return undefined;
};
