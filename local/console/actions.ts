import { setBreaker } from '../../ops/breaker/breaker';
import { redriveAll } from '../../ops/dlq/redrive-all';
import { redrivePart } from '../../ops/dlq/redrive-part';
import { tellOfOrder } from '../../ops/order/publish';
import { readOrder } from '../../ops/order/show';
import { switchStage } from '../../ops/stage/mapping';
import { deadLetterQueueNamed } from '../../ops/target/names';
import type { Session } from '../../ops/target/session';
import { unknownName } from '../../ops/terminal/suggestion';
import { UsageError } from '../../ops/terminal/usage-error';
import type { AnyEnvironment } from '../environment';
import { type ActionInput, type ActionName, readInput } from './action-inputs';
import type { ActionResult } from './action-result';
import type { OrderBoard } from './order-board';
import type { Counter } from './placing';
import { readShops, type ShopView, setStoreOpen } from './shops';
import { PAYMENT_GATEWAY } from './snapshot';
import { mendStock, spoilStock } from './spoiling';

export interface Workplace {
  readonly environment: AnyEnvironment;
  readonly session: Session;
  readonly counter: Counter;
  readonly board: OrderBoard;
}

type Act<N extends ActionName> = (at: Workplace, input: ActionInput<N>) => Promise<ActionResult>;

const shopNamed = (shops: readonly ShopView[], shopId: string): ShopView =>
  shops.find((shop) => shop.shopId === shopId) ??
  unknownName(
    'shop',
    shopId,
    shops.map((shop) => shop.shopId),
  );

const place: Act<'place'> = async ({ session, counter }, input) => {
  const { shops } = await readShops(session);
  if (input.shopId !== undefined) shopNamed(shops, input.shopId);
  return counter.place(input, shops);
};

const shop: Act<'shop'> = async ({ session }, { shopId, open }) => {
  shopNamed((await readShops(session)).shops, shopId);
  await setStoreOpen(session, shopId, open);
  return {
    lines: [
      `${shopId} is ${open ? 'open' : 'closed'}: the stages know it within 30 s, when they read their settings again`,
    ],
  };
};

const stock: Act<'stock'> = async ({ session }, { shopId, spoiled }) => {
  const known = shopNamed((await readShops(session)).shops, shopId);
  return spoiled ? spoilStock(session, known) : mendStock(session, known);
};

const gateway: Act<'gateway'> = async ({ environment }, { outage }) => {
  if (!environment.gateway)
    throw new UsageError(`the gateway at ${environment.variables.GATEWAY_URL} is not ours to switch off`);
  environment.gateway.faults.setOutage(outage ?? undefined);
  return {
    lines: [
      outage === null
        ? 'the gateway answers again: the breaker finds out with its next probe'
        : `the gateway is down (${outage}): the breaker opens after five calls that failed one after the other`,
    ],
  };
};

const redrive: Act<'redrive'> = ({ session }, { queue: name, orderId }) => {
  const queue = deadLetterQueueNamed(session.names, name);
  // Of events that a rule could not deliver SQS knows no source, so it cannot move them back itself.
  return orderId === undefined && queue.sourceUrl !== undefined
    ? redriveAll(session, queue, { wait: true })
    : redrivePart(session, queue, orderId === undefined ? {} : { orderId });
};

const order: Act<'order'> = async ({ session, board }, { orderId, say }) => {
  const shopId = board.order(orderId)?.shopId || (await readOrder(session, orderId)).shopId;
  if (shopId === undefined) throw new UsageError(`nobody has heard of order ${orderId}`);
  return tellOfOrder(session, orderId, {
    type: say,
    shopId,
    ...(say === 'Order Cancelled' && { reason: 'cancelled from the console' }),
  });
};

const actions: { readonly [N in ActionName]: Act<N> } = {
  place,
  shop,
  stock,
  gateway,
  breaker: ({ session }, wanted) => setBreaker(session, PAYMENT_GATEWAY, wanted),
  stage: ({ session }, { stage, enabled }) => switchStage(session, stage, enabled),
  redrive,
  order,
};

/**
 * Does what a button of the page says.
 * @throws UsageError for what makes no sense, before anything has changed; or what AWS answers.
 */
export const act = async <N extends ActionName>(name: N, at: Workplace, body: string): Promise<ActionResult> => {
  const { lines, failed = false } = await actions[name](at, readInput(name, body));
  return { lines, failed };
};
