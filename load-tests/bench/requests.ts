import type { Requests } from '../../local/demo/requests';
import { type Environment, startEnvironment } from '../../local/environment';
import { openCoffeeShops, SETTINGS } from './coffee-shops';
import { flood, ordinaryOrders, warmUp, warmUpOrders } from './flood';

/** What a fulfilled order takes where batches are as full as they get: one busy shop. */
export interface RequestsPerOrder extends Requests {
  readonly dynamodbBy: Readonly<Record<string, number>>;
  readonly recordsPerBatch: number;
}

const SHOPS = 1;

const dynamodbSoFar = ({ lambda }: Environment): Readonly<Record<string, number>> => ({ ...lambda.requests.dynamodb });

/** Counts the requests of a flood of orders of one shop; what many shops take is counted end to end. */
export const requestsOfOneShop = async (count: number): Promise<RequestsPerOrder> => {
  const before = warmUpOrders(count);
  const { orders, ...plan } = ordinaryOrders(before + count, SHOPS);
  const environment = await startEnvironment(SETTINGS);
  const shops = await openCoffeeShops({ ...plan, orders }, { environment, stop: () => environment.stop() });
  try {
    await warmUp(shops, orders.slice(0, before));
    const sent = dynamodbSoFar(environment);
    const { requestsPerOrder, records, invocations } = await flood(shops, orders.slice(before));
    const dynamodbBy = Object.entries(dynamodbSoFar(environment)).map(([operation, requests]): [string, number] => [
      operation,
      (requests - (sent[operation] ?? 0)) / count,
    ]);
    return { ...requestsPerOrder, dynamodbBy: Object.fromEntries(dynamodbBy), recordsPerBatch: records / invocations };
  } finally {
    await shops.stop();
  }
};
