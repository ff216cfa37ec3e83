import { LambdaClient } from '@aws-sdk/client-lambda';
import { stageClients } from '../../../pipeline/aws/clients';
import { requestLimits } from '../../../pipeline/aws/request-limits';
import { requiredVariable } from '../../../pipeline/batch/stage-environment';
import { breakerStore } from '../../../pipeline/circuit-breaker/store';
import { publisher } from '../../../pipeline/events/publisher';
import { powertoolsLog } from '../../../pipeline/telemetry/log';
import { powertoolsMetrics } from '../../../pipeline/telemetry/metrics';
import { checkStore } from './check-store';
import { queuePause } from './queue-pause';
import { watchPayments } from './watch';

const { documents, events } = stageClients();
const telemetry = { log: powertoolsLog(), metrics: powertoolsMetrics() };
const ordersTable = requiredVariable(process.env, 'ORDERS_TABLE');

const watch = watchPayments({
  checks: checkStore({ documents, ordersTable, log: telemetry.log }),
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
});

/** Woken by the schedule. */
export const handler = async (): Promise<void> => {
  await watch();
};
