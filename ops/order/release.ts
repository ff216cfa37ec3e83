import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { StageName } from '../../contracts/events/order-processor';
import type { Compensation, OrderHistory } from '../../pipeline/orders/order-history';
import { ORDER_SORT_KEY, orderKey } from '../../pipeline/orders/table-keys';
import type { Session } from '../target/session';
import type { Answer } from '../terminal/answer';
import { UsageError } from '../terminal/usage-error';
import { readOrder } from './show';
import { stateOf } from './state';

/** What events that come before Order Created leave behind. Anything else says that something was done for the order. */
const LEFT_BY_EARLY_EVENTS: ReadonlySet<string> = new Set<keyof OrderHistory>([
  'orderId',
  'version',
  'shopId',
  'confirmed',
  'readied',
  'outcome',
  'ended',
  'owes',
  'closed',
  'expiration',
]);

const STAGE_OF: Readonly<Record<Compensation, StageName>> = {
  refund: 'payment',
  release: 'inventory',
  ticket: 'fulfillment',
};

/** @returns why the id of an order cannot be released; undefined if it can. */
const whyNot = (order: OrderHistory): string | undefined => {
  const { orderId, version, snapshot, outcome } = order;
  if (version === 0) return `nobody has heard of order ${orderId}: there is nothing to release`;
  if (snapshot)
    return `order ${orderId} (${stateOf(order)}) was created at ${snapshot.placedAt}: only an order whose Order Created was never worked can be released`;
  const done = Object.keys(order)
    .filter((name) => !LEFT_BY_EARLY_EVENTS.has(name))
    .sort();
  if (done.length > 0 || (outcome !== undefined && outcome !== 'cancelled'))
    return `something was done for order ${orderId} (${done.join(', ') || outcome}): it cannot be released`;
  return undefined;
};

/** What is stored of an order that was never created, in words. Pure. */
const leftLine = ({ shopId, confirmed, readied, outcome, ended }: OrderHistory): string =>
  [
    `shop ${shopId}`,
    confirmed && `confirmed at ${confirmed.at}`,
    readied && `ready at ${readied.at}`,
    outcome && `${outcome} at ${ended?.at}${ended?.reason === undefined ? '' : ` (${ended.reason})`}`,
  ]
    .filter(Boolean)
    .join(', ');

/** Stages that have still to work the Order Cancelled of an order that is to be released. */
const cancelledLaterBy = ({ owes = [] }: OrderHistory): string[] => owes.map((debt) => STAGE_OF[debt]);

/** Sort keys of what is stored beside an order: records of calls to the gateway, the check of a payment. */
const besideOf = async ({ dynamodb, names }: Session, orderId: string): Promise<string[]> => {
  const { Items = [] } = await dynamodb.send(
    new QueryCommand({
      TableName: names.ordersTable,
      KeyConditionExpression: 'PK = :order',
      ExpressionAttributeValues: { ':order': orderKey(orderId).PK },
      ProjectionExpression: 'SK',
      ConsistentRead: true,
    }),
  );
  return Items.map(({ SK }) => String(SK)).filter((sortKey) => sortKey !== ORDER_SORT_KEY);
};

/** @throws Error if anybody has written the order since it was read. */
const deleteOrder = async ({ dynamodb, names }: Session, { orderId, version }: OrderHistory): Promise<void> => {
  try {
    await dynamodb.send(
      new DeleteCommand({
        TableName: names.ordersTable,
        Key: orderKey(orderId),
        // Each write of an order raises its version.
        ConditionExpression: 'version = :version',
        ExpressionAttributeValues: { ':version': version },
      }),
    );
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    throw new Error(`order ${orderId} has changed meanwhile, nothing was deleted: order show ${orderId}`);
  }
};

/**
 * `order release`: deletes what early events of somebody else have left under an orderId, so that the order that it belongs to
 * can be worked: an Order Cancelled with a mistyped shop, say, ends an order before it is created.
 * @param confirmed asks a person, and throws UsageError if it is not confirmed.
 * @throws UsageError if the order was created, or nobody has heard of it; Error if it has changed meanwhile.
 */
export const releaseOrder = async (
  session: Session,
  orderId: string,
  confirmed: (what: string) => Promise<void>,
): Promise<Answer> => {
  const order = await readOrder(session, orderId);
  const reason = whyNot(order);
  if (reason !== undefined) throw new UsageError(reason);
  const beside = await besideOf(session, orderId);
  if (beside.length > 0)
    throw new UsageError(`the gateway was asked about order ${orderId} (${beside.join(', ')}): it cannot be released`);
  const left = leftLine(order);
  await confirmed(`this deletes all that is stored of order ${orderId}: ${left}`);
  await deleteOrder(session, order);
  const stages = cancelledLaterBy(order);
  return {
    lines: [
      `released order ${orderId}, deleted: ${left}`,
      ...(stages.length > 0
        ? [
            `its Order Cancelled is still to be worked by ${stages.join(' and ')}, and ends it again: order show ${orderId}`,
          ]
        : []),
      `dlq redrive payment-dlq --order ${orderId} works its Order Created, if that is a dead letter`,
    ],
    json: { orderId, deleted: order, cancelledLaterBy: stages },
  };
};
