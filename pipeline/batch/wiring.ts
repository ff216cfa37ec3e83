import { METRICS_SHARDS } from '../../contracts/tables/counter-table';
import type { StageClients } from '../aws/clients';
import { type ConfigReader, configReader } from '../config/reader';
import { type CounterWriter, counterWriter } from '../counters/counters';
import { type Publisher, publisher } from '../events/publisher';
import { powertoolsTelemetry, type Telemetry } from '../telemetry/telemetry';
import { type FailureRecordStore, failureRecordStore } from './failure-records';
import { type Isolation, isolation } from './isolation';
import type { StageEnvironment } from './stage-environment';
import { queueVisibility, type Visibility } from './visibility';

/** What a stage's handler uses besides the stage's own work. */
export interface BatchPorts {
  readonly publisher: Publisher;
  readonly failureRecords: FailureRecordStore;
  readonly isolation: Isolation;
  readonly visibility: Visibility;
  readonly counters: CounterWriter;
  readonly telemetry: Telemetry;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** Connects what the handlers of all stages use to AWS. Call it once per process. */
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
