import { randomUUID } from 'node:crypto';
import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { STAGES } from '../../contracts/events/order-processor';
import { placeOrder, tellOfOrder } from '../../ops/order/publish';
import { readOrder } from '../../ops/order/show';
import { stateOf, waitingFor } from '../../ops/order/state';
import type { Session } from '../../ops/target/session';
import { isSettled } from '../../pipeline/orders/open-orders';
import type { OrderHistory } from '../../pipeline/orders/order-history';
import { ShopSettings } from '../../simulation/traffic/shop-settings';
import type { Check } from './check';
import { expectedGroup, type GroupsByOrder, groupsSeenBy, judgedGroups } from './groups';
import { openShop, takeAway } from './shop';

export interface SmokeOptions {
  readonly session: Session;
  readonly logs: CloudWatchLogsClient;
  /** Name of each stage's function. */
  readonly functionNames: Readonly<Record<string, string>>;
  /** How long an order, and then the logs, may take. */
  readonly patienceMs: number;
}

const POLL_MS = 500;
const PRICE = { unitPrice: 300, currency: 'USD' };

const ID_CHARACTERS = 8;

/** Places orders with Stripe's test tokens in a shop of its own, looks at what becomes of them, and cleans up whatever happened. */
export const smokeTest = async (options: SmokeOptions, productId: string): Promise<Check[]> => {
  const { session } = options;
  const id = `smoke-${randomUUID().slice(0, ID_CHARACTERS)}`;
  const [fulfilled, declined] = [`${id}-fulfilled`, `${id}-declined`];
  const startedMs = session.now();
  const checks: Check[] = [];
  const of = { shopId: id, productId, quantity: 2, customerId: id, ...PRICE };
  const settings = new ShopSettings(session.dynamodb, session.names.configTable);
  await openShop(session, id, productId);
  try {
    await settings.open(id);
    await placeOrder(session, { ...of, orderId: fulfilled, token: 'pm_card_visa', confirm: true });
    await placeOrder(session, { ...of, orderId: declined, token: 'pm_card_chargeDeclined', confirm: false });
    const checked = await orderIsCollected(options, fulfilled);
    checks.push(checked, await orderIsDeclined(options, declined));
    checks.push(...(await groupsAreOwn(options, id, { fulfilled, declined }, startedMs)));
  } finally {
    await settings.takeBack();
    checks.push(await cleanUp(session, id, productId, [fulfilled, declined]));
  }
  return checks;
};

/** Reads an order until it is as wanted. @returns the order as it was last. */
const until = async (
  { session, patienceMs }: SmokeOptions,
  orderId: string,
  isSo: (order: OrderHistory) => boolean,
): Promise<OrderHistory> => {
  let order: OrderHistory = { orderId, version: 0 };
  for (let waitedMs = 0; waitedMs <= patienceMs; waitedMs += POLL_MS) {
    order = await readOrder(session, orderId);
    if (isSo(order) || isSettled(order)) return order;
    await session.sleep(POLL_MS);
  }
  return order;
};

const stateOfOrder = (order: OrderHistory): string =>
  [stateOf(order), order.ended?.reason, ...waitingFor(order)].filter(Boolean).join(', ');

const orderIsCollected = async (options: SmokeOptions, orderId: string): Promise<Check> => {
  const name = 'an order is charged, scheduled, collected';
  const scheduled = await until(options, orderId, (order) => order.scheduled !== undefined);
  if (!scheduled.scheduled) return { name, fault: `${orderId}: ${stateOfOrder(scheduled)}` };
  await tellOfOrder(options.session, orderId, { type: 'Order Ready' });
  const order = await until(options, orderId, isSettled);
  if (stateOf(order) !== 'fulfilled') return { name, fault: `${orderId}: ${stateOfOrder(order)}` };
  return { name, found: `fulfilled after ${order.fulfilled?.latencyMs} ms` };
};

const orderIsDeclined = async (options: SmokeOptions, orderId: string): Promise<Check> => {
  const name = 'a declined card ends its order';
  const order = await until(options, orderId, isSettled);
  if (stateOf(order) !== 'failed' || order.charged || !order.paymentFailed) {
    return { name, fault: `${orderId}: ${stateOfOrder(order)}` };
  }
  return { name, found: `failed with ${order.paymentFailed.code}, nothing charged` };
};

const groupsAreOwn = async (
  { session, logs, functionNames, patienceMs }: SmokeOptions,
  shopId: string,
  { fulfilled, declined }: { readonly fulfilled: string; readonly declined: string },
  sinceMs: number,
): Promise<Check[]> => {
  const checks: Check[] = [];
  for (const stage of STAGES) {
    const orderIds = stage === 'payment' ? [fulfilled, declined] : [fulfilled];
    const name = `group ids at ${stage} are the ${stage === 'payment' ? 'order' : 'shop'}'s own`;
    const functionName = functionNames[stage];
    if (functionName === undefined) {
      checks.push({ name, fault: `the environment does not name the function of ${stage}` });
      continue;
    }
    let groups: GroupsByOrder = {};
    // CloudWatch shows a line some seconds after it was written.
    for (let waitedMs = 0; waitedMs <= patienceMs; waitedMs += POLL_MS) {
      groups = await groupsSeenBy(logs, functionName, orderIds, sinceMs);
      if (orderIds.every((orderId) => groups[orderId])) break;
      await session.sleep(POLL_MS);
    }
    checks.push({ name, ...judgedGroups(groups, orderIds, (orderId) => expectedGroup(stage, { orderId, shopId })) });
  }
  return checks;
};

const cleanUp = async (session: Session, shopId: string, productId: string, orderIds: string[]): Promise<Check> => {
  const name = 'nothing is left behind';
  try {
    const orders = await Promise.all(orderIds.map((orderId) => readOrder(session, orderId)));
    const open = orders.filter((order) => !isSettled(order)).map(({ orderId }) => orderId);
    if (open.length > 0)
      return { name, fault: `${open.join(', ')} is not over, so its records stay for whoever looks into it` };
    await takeAway(session, { shops: new Map([[shopId, [productId]]]), orders });
    return { name, found: `shop ${shopId}, its orders and their counts are taken away` };
  } catch (error) {
    return { name, fault: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
  }
};
