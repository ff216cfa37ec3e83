import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { requestLimits } from '../../../pipeline/aws/request-limits';
import { numberOr, requiredVariable } from '../../../pipeline/batch/stage-environment';
import { OrderStore } from '../../../pipeline/orders/order-store';
import { powertoolsLog } from '../../../pipeline/telemetry/log';
import { powertoolsMetrics } from '../../../pipeline/telemetry/metrics';
import { reconciliation } from './reconciliation';

const documents = DynamoDBDocumentClient.from(new DynamoDBClient({ requestHandler: requestLimits() }));
const MINUTE_MS = 60_000;

const run = reconciliation({
  documents,
  orders: new OrderStore(documents, requiredVariable(process.env, 'ORDERS_TABLE')),
  counterTable: requiredVariable(process.env, 'COUNTER_TABLE'),
  openTooLongMs: numberOr(process.env, 'OPEN_TOO_LONG_MINUTES', 120) * MINUTE_MS,
  // Some 20,000 read units at most, in a few seconds.
  mostOrders: 20_000,
  settleMs: 10_000,
  telemetry: { log: powertoolsLog(), metrics: powertoolsMetrics() },
  now: Date.now,
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
});

/** Whatever woke it, it looks at everything; what it finds is in metrics and log. */
export const handler = async (): Promise<void> => {
  await run();
};
