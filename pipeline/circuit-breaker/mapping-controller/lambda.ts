import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { requestLimits } from '../../aws/request-limits';
import { requiredVariable } from '../../batch/stage-environment';
import { powertoolsLog } from '../../telemetry/log';
import { powertoolsMetrics } from '../../telemetry/metrics';
import { breakerStore } from '../store';
import { breakerKeeper } from './controller';
import { intentStore } from './intent';
import { createKeeperHandler } from './invocation';

const client = DynamoDBDocumentClient.from(new DynamoDBClient({ requestHandler: requestLimits() }));
const tableName = requiredVariable(process.env, 'ORDERS_TABLE');
const breakerName = requiredVariable(process.env, 'BREAKER_NAME');
const concurrency = requiredVariable(process.env, 'CONFIGURED_CONCURRENCY');
const configuredConcurrency = Number(concurrency);
if (!Number.isInteger(configuredConcurrency) || configuredConcurrency < 2) {
  throw new Error(`environment variable CONFIGURED_CONCURRENCY must be an integer from 2, got ${concurrency}`);
}

export const handler = createKeeperHandler({
  keeper: breakerKeeper({
    lambda: new LambdaClient(),
    breakers: breakerStore({ client, tableName, name: breakerName, writer: 'keeper' }),
    intents: intentStore({ client, tableName, breakerName }),
    mappingId: requiredVariable(process.env, 'MAPPING_ID'),
    configuredConcurrency,
    now: Date.now,
    sleep: (delayMs) => new Promise((resolve) => setTimeout(resolve, delayMs)),
  }),
  log: powertoolsLog(),
  metrics: powertoolsMetrics(),
});
