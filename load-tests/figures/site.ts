import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { stageDefinitions } from '../../cdk/stage-definitions';
import type { Environment } from '../../local/environment';
import { outputsOf } from '../../local/stack-outputs';
import { orderKey } from '../../pipeline/orders/table-keys';
import type { QueuedEvent } from '../bench/queue-messages';
import type { StageProcess, startStageProcess } from './stage-process';

/** No rule is on this bus, so the environment's own functions stay idle. */
const BUS = 'figures';

/** Where the measured handlers run, and what shows that they did their work. */
export interface Site {
  readonly ledger: Environment['gateway']['ledger'];
  /** Loads a stage's handler in a fresh process, with the variables of the deployed function but its bus. */
  startStage(stage: 'payment' | 'inventory'): Promise<StageProcess>;
  /**
   * Finds an event that the stages published.
   * @throws Error if they did not publish exactly one of this detail-type for the order.
   */
  publishedEvent(type: string, orderId: string): QueuedEvent;
  /**
   * Reads the stored order.
   * @param attribute what the operation stores when it takes effect.
   * @throws Error if the order lacks the attribute.
   */
  checkStored(orderId: string, attribute: 'charged' | 'allocated'): Promise<void>;
  close(): void;
}

/**
 * Adds to an environment what the measurement needs: a bus of its own, a record of the events on it, and a client of
 * the orders table.
 * @param startProcess loads a handler in a process of its own.
 */
export const openSite = (environment: Environment, startProcess: typeof startStageProcess): Site => {
  const output = outputsOf(environment);
  const { AWS_REGION: region = '', AWS_ENDPOINT_URL_DYNAMODB: endpoint = '' } = environment.variables;
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const dynamodb = DynamoDBDocumentClient.from(new DynamoDBClient({ region, endpoint, credentials }));
  const published: QueuedEvent[] = [];
  environment.events.buses.create(BUS);
  environment.events.onEvent(({ id, source, 'detail-type': type, detail }) => {
    published.push({ id, source, type, detail: detail as object });
  });
  return {
    ledger: environment.gateway.ledger,
    startStage: (stage) => {
      const functionName = output({ payment: 'PaymentFunctionName', inventory: 'InventoryFunctionName' }[stage]);
      const { definition } = environment.lambda.function(functionName);
      return startProcess(stageDefinitions[stage].entry, { ...definition.environment, EVENT_BUS_NAME: BUS });
    },
    publishedEvent: (type, orderId) => {
      const found = published.filter(
        (one) => one.type === type && 'orderId' in one.detail && one.detail.orderId === orderId,
      );
      const [event] = found;
      if (!event || found.length > 1) throw new Error(`${orderId}: expected one ${type}, got ${found.length}`);
      return event;
    },
    checkStored: async (orderId, attribute) => {
      const Key = orderKey(orderId);
      const { Item } = await dynamodb.send(
        new GetCommand({ TableName: output('OrdersTableName'), Key, ConsistentRead: true }),
      );
      if (!Item?.[attribute])
        throw new Error(`${orderId} is not ${attribute}: ${JSON.stringify(Item ?? 'not stored')}`);
    },
    close: () => dynamodb.destroy(),
  };
};
