import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { id } from '../../contracts/events/fields';
import { stockKey } from '../../contracts/tables/counter-table';
import { setBreaker } from '../../ops/breaker/breaker';
import { redriveAll } from '../../ops/dlq/redrive-all';
import { redrivePart } from '../../ops/dlq/redrive-part';
import { tellOfOrder } from '../../ops/order/publish';
import { reconcile } from '../../ops/reconcile/reconcile';
import { lookAtStock } from '../../ops/reconcile/stock';
import { switchStage } from '../../ops/stage/mapping';
import { deadLetterQueueNamed } from '../../ops/target/names';
import type { Session } from '../../ops/target/session';
import { UsageError } from '../../ops/terminal/usage-error';
import type { Environment } from '../environment';
import { OUTAGE_MODES } from '../gateway/faults';
import { CARDS, type Counter, HANDOVERS } from './placing';
import { readShops, setStoreOpen } from './shops';
import { PAYMENT_GATEWAY } from './snapshot';

export interface Workplace {
  readonly environment: Environment;
  readonly session: Session;
  readonly counter: Counter;
}

/** What an action came to, in words for a person. */
export interface Done {
  readonly lines: readonly string[];
  readonly failed?: boolean;
}

const MOST_AT_ONCE = 200;
/** As `ops stock reconcile` waits: stock and order change in one transaction. */
const SETTLE_MS = 3_000;

const schemas = {
  place: z.object({
    shopId: z.optional(id),
    productId: z.optional(id),
    quantity: z.int().check(z.gte(1), z.lte(1_000_000)),
    count: z.int().check(z.gte(1), z.lte(MOST_AT_ONCE)),
    card: z.enum(CARDS),
    handover: z.enum(HANDOVERS),
  }),
  shop: z.object({ shopId: id, open: z.boolean() }),
  gateway: z.object({ outage: z.nullable(z.enum(OUTAGE_MODES)) }),
  breaker: z.object({ status: z.literal('closed') }),
  stage: z.object({ stage: z.string(), enabled: z.boolean() }),
  stock: z.object({ shopId: id, productId: z.optional(id), spoiled: z.boolean() }),
  redrive: z.object({ queue: z.string(), orderId: z.optional(id) }),
  order: z.object({ orderId: id, say: z.enum(['Order Confirmed', 'Order Ready', 'Order Cancelled']) }),
} as const;

export type ActionName = keyof typeof schemas;
type Input<N extends ActionName> = z.infer<(typeof schemas)[N]>;

const place = async ({ session, counter }: Workplace, input: Input<'place'>): Promise<Done> => {
  const placed = await counter.place(input, await readShops(session));
  return { lines: [placed.length === 1 ? `placed ${placed[0]}` : `placed ${placed.length} orders`] };
};

const spoil = async ({ session }: Workplace, { shopId, productId, spoiled }: Input<'stock'>): Promise<Done> => {
  if (!spoiled) return reconcile(session, lookAtStock(session, shopId), { fix: true, settleMs: SETTLE_MS });
  const product = productId ?? (await readShops(session)).find((shop) => shop.shopId === shopId)?.products[0];
  if (product === undefined) throw new UsageError(`shop ${shopId} has no product whose stock could be spoiled`);
  await session.dynamodb.send(
    new UpdateCommand({
      TableName: session.names.counterTable,
      Key: { PK: stockKey(shopId, product) },
      UpdateExpression: 'SET available = :text',
      ConditionExpression: 'attribute_exists(PK)',
      ExpressionAttributeValues: { ':text': 'spoiled from the console' },
    }),
  );
  return { lines: [`the stock of ${product} in ${shopId} is unreadable now: orders for it will be dead letters`] };
};

const redrive = ({ session }: Workplace, { queue: name, orderId }: Input<'redrive'>): Promise<Done> => {
  const queue = deadLetterQueueNamed(session.names, name);
  // Of events that a rule could not deliver SQS knows no source, so it cannot move them back itself.
  return orderId === undefined && queue.sourceUrl !== undefined
    ? redriveAll(session, queue, { wait: true })
    : redrivePart(session, queue, orderId === undefined ? {} : { orderId });
};

const actions: { [N in ActionName]: (at: Workplace, input: Input<N>) => Promise<Done> } = {
  place,
  redrive,
  stock: spoil,
  async shop({ session }, { shopId, open }) {
    await setStoreOpen(session, shopId, open);
    return { lines: [`${shopId} is ${open ? 'open' : 'closed'}; stages read their settings every 30 s`] };
  },
  async gateway({ environment }, { outage }) {
    environment.gateway.faults.setOutage(outage ?? undefined);
    return { lines: [outage === null ? 'the gateway answers again' : `the gateway is down (${outage})`] };
  },
  breaker: ({ session }, wanted) => setBreaker(session, PAYMENT_GATEWAY, wanted),
  stage: ({ session }, { stage, enabled }) => switchStage(session, stage, enabled),
  async order({ session }, { orderId, say }) {
    await tellOfOrder(session, orderId, {
      type: say,
      ...(say === 'Order Cancelled' && { reason: 'cancelled from the console' }),
    });
    return { lines: [`published ${say} of ${orderId}`] };
  },
};

const run = async <N extends ActionName>(name: N, at: Workplace, input: unknown): Promise<Done> => {
  const parsed = (schemas[name] as unknown as z.ZodMiniType<Input<N>>).safeParse(input);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new UsageError(`${name}: ${issue?.path.join('.') || 'input'}: ${issue?.message}`);
  }
  const { lines, failed } = await actions[name](at, parsed.data);
  return { lines, failed: failed ?? false };
};

/** Does what a button of the page says. @throws UsageError for what makes no sense, or what AWS answers. */
export const act = (name: string, at: Workplace, input: unknown): Promise<Done> => {
  if (!Object.hasOwn(schemas, name)) throw new UsageError(`there is no action ${name}`);
  return run(name as ActionName, at, input);
};
