import type { OrderEventType } from '../../contracts/events/events';
import type { Keys } from '../aws/read-items';
import { handleInOrder } from '../batch/followers';
import type { GroupHandler, RecordResult, StageRecord } from '../batch/record';
import { decideAgainOnConflict } from './commit';
import { type Decision, resultOf } from './decision';
import type { Order } from './order';
import { historyOf, newOrder } from './order-states';
import {
  type ItemsRead,
  MAX_ACTIONS_PER_TRANSACTION,
  type OrderStore,
  orderRead,
  type TransactItem,
} from './order-store';

/** A decision that may change the shop as well as the order. */
export interface ShopDecision<S> extends Decision {
  readonly shop: S;
}

export interface ShopStage<T extends OrderEventType, S, P> {
  /** What these records, of any shops, need besides their orders. */
  keys(records: readonly StageRecord<T>[]): Keys;
  /** What a commit also touches that no decision depends on. Read when one has failed: it may be what is at fault. */
  keysTouched?(orders: readonly Order[]): Keys;
  /**
   * The shop's own state among the items that were read: its stock, its kitchen.
   * @param isWhole whether what a commit touches was read, too: then an item that is missing does not exist.
   * @throws StoredDataError if nobody can work with it.
   */
  shopFrom(items: ItemsRead['items'], shopId: string, isWhole: boolean): S;
  /** Pure: what one event does to its order and its shop. */
  decide(order: Order, shop: S, record: StageRecord<T>, prepared: P): ShopDecision<S>;
  /** The writes that take the shop from what was read to what was decided, each conditional on what was read. */
  writes(read: S, decided: S, shopId: string): TransactItem[];
}

/** What a shop stage wants prepared for each batch. */
export interface ShopBatch {
  /** See `readForShops`. */
  readonly read: ItemsRead;
}

/** Reads all that records of any shops need, consistently and together: a batch of ten shops costs one request instead of ten. */
export const readForShops = <T extends OrderEventType>(
  store: OrderStore,
  stage: Pick<ShopStage<T, unknown, never>, 'keys'>,
  records: readonly StageRecord<T>[],
): Promise<ItemsRead> =>
  store.read(
    records.map(({ event }) => event.detail.orderId),
    stage.keys(records),
  );

/** Reads all that a commit of one shop's records touches, after one that has failed. */
const readWhole = async <T extends OrderEventType>(
  store: OrderStore,
  stage: Pick<ShopStage<T, unknown, never>, 'keys' | 'keysTouched'>,
  records: readonly StageRecord<T>[],
): Promise<ItemsRead> => {
  const read = await readForShops(store, stage, records);
  const known = [...read.orders.values()].filter((order): order is Order => !(order instanceof Error));
  const touched = stage.keysTouched?.(known) ?? {};
  if (Object.keys(touched).length === 0) return read;
  const more = (await store.read([], touched)).items;
  const tables = new Set([...Object.keys(read.items), ...Object.keys(more)]);
  const items = Object.fromEntries(
    [...tables].map((table) => [table, [...(read.items[table] ?? []), ...(more[table] ?? [])]]),
  );
  return { orders: read.orders, items };
};

/** Cuts records into runs of one shop each. A group is one shop's already, unless somebody sent to the queue by hand. */
const byShop = <T extends OrderEventType>(records: readonly StageRecord<T>[]): StageRecord<T>[][] => {
  const runs: StageRecord<T>[][] = [];
  for (const record of records) {
    const current = runs.at(-1);
    if (current && current[0]?.event.detail.shopId === record.event.detail.shopId) current.push(record);
    else runs.push([record]);
  }
  return runs;
};

/**
 * A stage whose group is a shop: it decides all records of the group in order over what was read for the batch, and commits them in one transaction that
 * demands that nothing of it has changed. If something has, it reads what the group needs and decides again.
 */
export const shopStage =
  <T extends OrderEventType, S, P extends ShopBatch>(
    store: OrderStore,
    stage: ShopStage<T, S, P>,
  ): GroupHandler<T, P> =>
  async (records, { prepared }) => {
    const results: RecordResult[] = [];
    const runs = byShop(records);
    // The first run alone may decide over it: what a run commits is not in it.
    let read: ItemsRead | undefined = prepared.read;
    for (let run = runs.shift(); run; run = runs.shift()) {
      try {
        const current = run;
        const decided = await decideAgainOnConflict(async (attempt) => {
          const isWhole = attempt > 0;
          const known =
            read ?? (await (isWhole ? readWhole(store, stage, current) : readForShops(store, stage, current)));
          read = undefined;
          return decideRun(store, stage, current, { ...known, isWhole }, prepared);
        });
        if (decided) {
          results.push(...decided);
        } else {
          const half = Math.ceil(run.length / 2);
          runs.unshift(run.slice(0, half), run.slice(half));
        }
      } catch (error) {
        // The later runs may hold later records of the same orders, and would meet the same fault.
        return [...results, ...records.slice(results.length).map((): RecordResult => ({ status: 'failed', error }))];
      }
    }
    return results;
  };

/** Decides and commits one run; undefined if it is more than one transaction can hold. */
const decideRun = async <T extends OrderEventType, S, P>(
  store: OrderStore,
  stage: ShopStage<T, S, P>,
  run: readonly StageRecord<T>[],
  known: ItemsRead & { readonly isWhole: boolean },
  prepared: P,
): Promise<readonly RecordResult[] | undefined> => {
  const shopId = run[0]?.event.detail.shopId ?? '';
  const orders = new Map<string, Order>();
  const orderOf = (id: string): Order => orders.get(id) ?? orderRead(known.orders.get(id) ?? newOrder(id));
  const shopBefore = stage.shopFrom(known.items, shopId, known.isWhole);
  let shop = shopBefore;
  const results = await handleInOrder(run, (record) => {
    const { orderId } = record.event.detail;
    const before = orderOf(orderId);
    const decision = stage.decide(before, shop, record, prepared);
    const { order } = decision;
    // Each decision goes on from the history that the one before it made: an item numbers its causes as they came.
    orders.set(orderId, order === before ? order : { ...order, stored: historyOf(order) });
    shop = decision.shop;
    return resultOf(decision);
  });
  const changed = [...orders.values()].filter((order) => order !== known.orders.get(order.orderId));
  const writes = stage.writes(shopBefore, shop, shopId);
  if (changed.length + writes.length > MAX_ACTIONS_PER_TRANSACTION && run.length > 1) return undefined;
  await store.commit(changed, writes);
  return results;
};
