import { processPartialResponse, SqsFifoPartialProcessorAsync } from '@aws-lambda-powertools/batch';
import { IdempotencyConfig, makeIdempotent } from '@aws-lambda-powertools/idempotency';
import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Context, SQSEvent, SQSRecord } from 'aws-lambda';
import { type BusEventOf, EVENT } from '../../contracts/events/events';
import { parseEvent } from '../../contracts/events/parse';
import { stageClients } from '../../pipeline/aws/clients';
import { readStageEnvironment, requiredVariable } from '../../pipeline/batch/stage-environment';
import { freePermit } from '../../pipeline/circuit-breaker/breaker';
import { configReader } from '../../pipeline/config/reader';
import { settingsFor } from '../../pipeline/config/settings';
import { powertoolsTelemetry } from '../../pipeline/telemetry/telemetry';
import { secretApiKey } from '../../stages/payment/gateway/api-key';
import { readGatewayEnvironment } from '../../stages/payment/gateway/environment';
import { stripeGateway } from '../../stages/payment/gateway/stripe';
import { baselinePayment } from './payment';

/*
 * The payment stage as Powertools' documentation teaches it: the FIFO processor, `makeIdempotent` around what is done for a record, its
 * events put where they arise. Built with everything that helps it: clients, settings and the gateway's key are made once and kept,
 * as ours are; the key of an idempotency record is the order and the type of event, so that a message sent twice is one, too; its locks end
 * with the invocation. Less than ours: no circuit breaker, no counters, no reason for a dead letter.
 */

const environment = readStageEnvironment(process.env);
const gatewayEnvironment = readGatewayEnvironment(process.env, environment);
const clients = stageClients();
const telemetry = powertoolsTelemetry(environment);
const settings = configReader({
  client: clients.documents,
  tableName: environment.configTable,
  ttlMs: environment.configTtlMs,
  now: Date.now,
  telemetry,
});
/** The configuration's default. */
const GATEWAY_TIMEOUT_MS = 5_000;

const work = baselinePayment({
  documents: clients.documents,
  events: clients.events,
  busName: environment.eventBusName,
  tableName: requiredVariable(process.env, 'BASELINE_ORDERS_TABLE'),
  gateway: stripeGateway({
    ...gatewayEnvironment,
    apiKey: secretApiKey({ client: new SecretsManagerClient(), secretId: gatewayEnvironment.secretId }),
    onCall: ({ durationMs }) => telemetry.metrics.add('GatewayDuration', durationMs),
  })({ permit: freePermit, timeoutMs: GATEWAY_TIMEOUT_MS }),
});

const processor = new SqsFifoPartialProcessorAsync();
const persistenceStore = new DynamoDBPersistenceLayer({
  tableName: requiredVariable(process.env, 'BASELINE_IDEMPOTENCY_TABLE'),
  awsSdkV3Client: clients.dynamodb,
});
const config = new IdempotencyConfig({
  eventKeyJmesPath: '[type, detail.orderId]',
  throwOnNoIdempotencyKey: true,
  expiresAfterSeconds: 86_400,
});

const once = makeIdempotent(
  async (event: BusEventOf): Promise<{ outcome: string }> => {
    if (event.type === EVENT.orderCreated) {
      return { outcome: await work.charge(event, settingsFor(await settings.read(), event.detail.shopId)) };
    }
    if (event.type === EVENT.orderConfirmed) return { outcome: await work.confirm(event) };
    throw new Error(`the baseline takes orders that go well, got ${event.type}`);
  },
  { persistenceStore, config },
);

const recordHandler = async ({ body, messageId, attributes }: SQSRecord): Promise<void> => {
  const event = parseEvent(body);
  const { outcome } = await once(event);
  telemetry.metrics.add('RecordsDone', 1);
  telemetry.log.info('record', { messageId, group: attributes.MessageGroupId, type: event.type, outcome });
};

export const handler = async (event: SQSEvent, context: Context) => {
  config.registerLambdaContext(context);
  try {
    return await processPartialResponse(event, recordHandler, processor, { context });
  } finally {
    telemetry.metrics.flush();
  }
};
