import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateTableCommand } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { FunctionDefinition } from '@coffee-shop/aws-local';
import { build } from 'esbuild';
import { bundleOptions } from '../../cdk/bundle-options';
import { ORDER_MANAGER_SOURCE } from '../../contracts/events/order-manager';
import { clientsFor } from '../../local/demo/clients';
import { deploymentOf } from '../../local/demo/deployment';
import { type Requests, requestsSoFar } from '../../local/demo/requests';
import { openShops } from '../../local/demo/shops';
import { type Environment, startEnvironment } from '../../local/environment';
import { outputsOf } from '../../local/stack-outputs';
import type { OrderPlan, PlannedOrder } from '../../simulation/traffic/plan';
import { plannedEvents } from '../../simulation/traffic/planned-events';
import { UNPACED } from './coffee-shops';
import { startDistance } from './distance';
import { queueMessage } from './queue-messages';

export const GATEWAY_LATENCY_MS = 20;
/** Chosen, not measured: what a handler in AWS may wait for one request to DynamoDB or EventBridge. */
export const AWS_LATENCY_MS = 5;

/** A payment handler in an execution environment of its own. */
export interface PaymentHandler {
  /** Has it work one batch. @throws Error if it fails a message. */
  work(orders: readonly PlannedOrder[]): Promise<void>;
  /** What has been sent so far, by any handler: take differences while no other works. */
  requests(): Requests;
  /** @throws Error that names the order which the gateway did not charge exactly once, or not with its total. */
  checkCharges(orders: readonly PlannedOrder[]): void;
}

export interface PaymentHandlers {
  readonly ours: PaymentHandler;
  readonly baseline: PaymentHandler;
  stop(): Promise<void>;
}

/** Nothing listens on this bus: the later stages would take CPU time. */
const SILENT_BUS = 'bench';
const TABLES = { BASELINE_ORDERS_TABLE: 'baseline-orders', BASELINE_IDEMPOTENCY_TABLE: 'baseline-idempotency' };

const createBaselineTables = async (dynamodb: DynamoDBDocumentClient): Promise<void> => {
  const keys = { [TABLES.BASELINE_ORDERS_TABLE]: 'orderId', [TABLES.BASELINE_IDEMPOTENCY_TABLE]: 'id' };
  for (const [TableName, AttributeName] of Object.entries(keys)) {
    await dynamodb.send(
      new CreateTableCommand({
        TableName,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName, AttributeType: 'S' }],
        KeySchema: [{ AttributeName, KeyType: 'HASH' }],
      }),
    );
  }
};

/** The payment function as it is deployed. */
const deployedPayment = (environment: Environment): FunctionDefinition =>
  environment.lambda.function(outputsOf(environment)('PaymentFunctionName')).definition;

const batchOf = (orders: readonly PlannedOrder[]) => {
  const placed = orders.map((order) => ({ ...order, placedAtMs: Date.now(), confirmedAfterMs: 0 }));
  const events = plannedEvents({ orders: placed, malformed: [] }).flatMap((event) => (event.to === 'bus' ? event : []));
  return {
    Records: events.map(({ type, detail }) => {
      const orderId = String(detail.orderId);
      const id = `${type.replace(' ', '-')}-${orderId}`;
      const timestamp = new Date().toISOString();
      return queueMessage({ id, type, source: ORDER_MANAGER_SOURCE, detail: { ...detail, timestamp } }, orderId);
    }),
  };
};

const handlerIn = (environment: Environment, functionName: string): PaymentHandler => ({
  work: async (orders) => {
    const answer = (await environment.lambda.invoke(functionName, batchOf(orders))) as {
      readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
    };
    const [failed] = answer.batchItemFailures;
    if (failed)
      throw new Error(
        `${functionName} failed ${answer.batchItemFailures.length} messages, ${failed.itemIdentifier} first`,
      );
  },
  requests: () => requestsSoFar(environment, 0),
  checkCharges: (orders) => {
    for (const { orderId, total } of orders) {
      const charges = environment.gateway.ledger.captures(orderId);
      if (charges.length !== 1 || charges[0]?.amount !== total) {
        throw new Error(
          `${functionName}: order ${orderId} of ${total} was charged ${charges.map(({ amount }) => amount).join(' and ') || 'nothing'}`,
        );
      }
    }
  },
});

/** Starts an environment with both handlers, the same clients, memory and variables, and the shops of the plan. */
export const startPaymentHandlers = async (plan: OrderPlan): Promise<PaymentHandlers> => {
  const closers: (() => unknown)[] = [];
  const stop = async (): Promise<void> => {
    for (const close of closers.splice(0).reverse()) await close();
  };
  try {
    const folder = await mkdtemp(join(tmpdir(), 'bench-'));
    closers.push(() => rm(folder, { recursive: true, force: true }));
    const codePath = join(folder, 'index.js');
    await build(bundleOptions('load-tests/baseline/payment-handler.ts', codePath));

    // On AWS permissions are not judged in the handler’s own time.
    const environment = await startEnvironment({
      seed: 7,
      gatewayLatencyMs: GATEWAY_LATENCY_MS,
      context: UNPACED,
      iam: false,
    });
    closers.push(() => environment.stop());
    const clients = clientsFor(environment.variables);
    closers.push(() => clients.close());
    await openShops({ dynamodb: clients.dynamodb, ...deploymentOf(environment) }, plan);
    await createBaselineTables(clients.dynamodb);
    environment.events.buses.create(SILENT_BUS);

    const away = async (variable: string): Promise<string> => {
      const distance = await startDistance(environment.variables[variable] ?? '', AWS_LATENCY_MS);
      closers.push(() => distance.close());
      return distance.url;
    };
    const { version: _, ...deployed } = deployedPayment(environment);
    const definition = {
      ...deployed,
      environment: {
        ...deployed.environment,
        ...TABLES,
        EVENT_BUS_NAME: SILENT_BUS,
        AWS_ENDPOINT_URL: await away('AWS_ENDPOINT_URL'),
        AWS_ENDPOINT_URL_DYNAMODB: await away('AWS_ENDPOINT_URL_DYNAMODB'),
      },
    };
    environment.lambda.createFunction({ ...definition, functionName: 'bench-ours' });
    environment.lambda.createFunction({ ...definition, functionName: 'bench-baseline', codePath });
    return { ours: handlerIn(environment, 'bench-ours'), baseline: handlerIn(environment, 'bench-baseline'), stop };
  } catch (error) {
    await stop();
    throw error;
  }
};
