import { randomUUID } from 'node:crypto';
import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { GetCommand, paginateScan } from '@aws-sdk/lib-dynamodb';
import type { Detail } from '../../contracts/events/events';
import { ORDER_MANAGER_SOURCE, orderManagerEvents } from '../../contracts/events/order-manager';
import { firstIssue } from '../../contracts/first-issue';
import { CONFIG_KEYS, menuItem } from '../../contracts/tables/config-table';
import { parseStockKey } from '../../contracts/tables/counter-table';
import { formatMoney } from '../../pipeline/money/format-money';
import type { Session } from '../target/session';
import type { Answer } from '../terminal/answer';
import { suggestionFor } from '../terminal/suggestion';
import { UsageError } from '../terminal/usage-error';
import { readOrder } from './show';

type Published = {
  [T in keyof typeof orderManagerEvents]: { readonly type: T; readonly detail: Detail<T> };
}[keyof typeof orderManagerEvents];

/**
 * Publishes events as the order manager does.
 * @throws UsageError for one that breaks the contract, Error if the bus refuses one.
 */
const publish = async ({ events, names: { busName } }: Session, published: readonly Published[]): Promise<void> => {
  for (const { type, detail } of published) {
    const { error } = orderManagerEvents[type].safeParse(detail);
    if (!error) continue;
    const { field, problem } = firstIssue(error, detail);
    throw new UsageError(`${type}: ${field}: ${problem}`);
  }
  const { Entries = [] } = await events.send(
    new PutEventsCommand({
      Entries: published.map(({ type, detail }) => ({
        EventBusName: busName,
        Source: ORDER_MANAGER_SOURCE,
        DetailType: type,
        Detail: JSON.stringify(detail),
      })),
    }),
  );
  const refused = Entries.find(({ EventId }) => !EventId);
  if (refused) throw new Error(`the bus refused an event: ${refused.ErrorCode}: ${refused.ErrorMessage}`);
};

const timestamp = ({ now }: Session): string => new Date(now()).toISOString();

export interface NewOrder {
  readonly orderId?: string;
  readonly shopId?: string;
  readonly productId?: string;
  readonly quantity: number;
  /** Minor units; by default what the menu says. */
  readonly unitPrice?: number;
  readonly currency: string;
  readonly customerId: string;
  readonly token: string;
  readonly confirm: boolean;
}

/** A shop that has stock, for an operator who does not care which. */
const someShop = async ({ dynamodb, names: { counterTable } }: Session): Promise<string> => {
  const shops = new Set<string>();
  for await (const page of paginateScan(
    { client: dynamodb },
    { TableName: counterTable, ProjectionExpression: 'PK' },
  )) {
    for (const { PK } of page.Items ?? []) shops.add(parseStockKey(String(PK))?.shopId ?? '');
  }
  const [first] = [...shops].filter(Boolean).sort();
  if (first === undefined) throw new UsageError(`${counterTable} has no stock of any shop: give --shop`);
  return first;
};

/** What a product costs, the first of the menu if none is given. */
const priced = async (
  { dynamodb, names: { configTable } }: Session,
  { productId, unitPrice }: NewOrder,
): Promise<{ productId: string; unitPrice: number }> => {
  if (productId !== undefined && unitPrice !== undefined) return { productId, unitPrice };
  const { Item } = await dynamodb.send(new GetCommand({ TableName: configTable, Key: { PK: CONFIG_KEYS.menu } }));
  const menu = menuItem.safeParse(Item).data?.value ?? [];
  const item = productId === undefined ? menu[0] : menu.find((known) => known.productId === productId);
  const price = unitPrice ?? item?.price;
  if (!item || price === undefined) {
    const meant =
      productId &&
      suggestionFor(
        productId,
        menu.map((known) => known.productId),
      );
    throw new UsageError(
      `the menu has no price for ${productId ?? 'anything'}${meant ? `, did you mean ${meant}?` : ''}: give --price to order it all the same`,
    );
  }
  return { productId: item.productId, unitPrice: price };
};

/** `order place`: Order Created and Order Confirmed, as the order manager publishes them. */
export const placeOrder = async (session: Session, order: NewOrder): Promise<Answer> => {
  const [shopId, line] = await Promise.all([order.shopId ?? someShop(session), priced(session, order)]);
  const orderId = order.orderId ?? `ops-${randomUUID().slice(0, 13)}`;
  const base = { orderId, shopId, timestamp: timestamp(session) };
  const { customerId, currency, token, quantity } = order;
  const total = quantity * line.unitPrice;
  const detail = { ...base, customerId, items: [{ ...line, quantity }], total, currency, payment: { token } };
  await publish(session, [
    { type: 'Order Created', detail },
    ...(order.confirm ? [{ type: 'Order Confirmed', detail: base } as const] : []),
  ]);
  return {
    lines: [
      `placed ${orderId} in ${shopId}: ${quantity} × ${line.productId}, ${formatMoney(total, currency)}${order.confirm ? '' : ', not confirmed yet'}`,
      `order watch ${orderId} follows it, order ready ${orderId} ends it`,
    ],
    json: { orderId, shopId, ...line, quantity, total, currency, confirmed: order.confirm },
  };
};

export interface Message {
  readonly type: 'Order Confirmed' | 'Order Ready' | 'Order Cancelled';
  readonly shopId?: string;
  readonly reason?: string;
}

/** `order confirm`, `order ready`, `order cancel`: what the order manager says of an order that is known, or whose shop is given. */
export const tellOfOrder = async (session: Session, orderId: string, message: Message): Promise<Answer> => {
  const { type, reason } = message;
  const shopId = message.shopId ?? (await readOrder(session, orderId)).shopId;
  if (shopId === undefined) throw new UsageError(`order ${orderId} is not known yet: give --shop`);
  const detail = { orderId, shopId, timestamp: timestamp(session), ...(reason !== undefined && { reason }) };
  await publish(session, [{ type, detail }]);
  return { lines: [`published ${type} of ${orderId}`], json: { orderId, shopId, type } };
};
