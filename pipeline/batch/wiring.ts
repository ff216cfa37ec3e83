import { METRICS_SHARDS } from '../../contracts/tables/counter-table';
import type { StageClients } from '../aws/clients';
import { type ConfigReader, configReader } from '../config/reader';
import { counterWriter } from '../counters/write';
import { publisher } from '../events/publisher';
import { powertoolsTelemetry } from '../telemetry/telemetry';
import { failureRecordStore } from './failure-records';
import type { BatchPorts } from './handler';
import { isolation } from './isolation';
import type { StageEnvironment } from './stage-environment';
import { queueVisibility } from './visibility';

/** Everything that a stage's handler shares with the other stages, wired to AWS. Make it once per process. */
export const stagePorts = (
  environment: StageEnvironment,
  { documents, withoutRetries, events, queues }: StageClients,
): BatchPorts & { readonly config: ConfigReader } => {
  const { stage, ordersTable, configTable, counterTable, queueUrl, eventBusName, configTtlMs } = environment;
  const telemetry = powertoolsTelemetry(environment);
  const random = Math.random;
  const now = Date.now;
  return {
    publisher: publisher({ client: events, busName: eventBusName }),
    failureRecords: failureRecordStore({ client: documents, tableName: ordersTable, stage, telemetry }),
    isolation: isolation({ documents, queues, queueUrl, tableName: ordersTable, stage, telemetry }),
    visibility: queueVisibility({ client: queues, queueUrl, random, telemetry }),
    counters: counterWriter({
      client: withoutRetries,
      tableName: counterTable,
      shards: METRICS_SHARDS,
      random,
      telemetry,
    }),
    config: configReader({ client: documents, tableName: configTable, ttlMs: configTtlMs, now, telemetry }),
    telemetry,
    now,
  };
};
