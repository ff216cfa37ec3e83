import type { EventTypeOf } from '../../contracts/events/subscriptions';
import { parseStockKey, stockKey } from '../../contracts/tables/counter-table';
import type { ShopBatch, ShopStage } from '../../pipeline/orders/shop-stage';
import { allocate } from './allocate';
import { release } from './release';
import { settle } from './settle';
import type { ShopStock } from './stock';
import { stockWrites } from './stock-table';

type InventoryEvent = EventTypeOf<'inventory'>;

export interface InventoryOptions {
  readonly counterTable: string;
  readonly now: () => number;
}

export interface InventoryBatch extends ShopBatch {
  readonly settingsFor: (shopId: string) => { readonly lowStockThreshold: number };
}

/** The inventory stage: one shop's stock has one writer. */
export const inventoryStage = ({
  counterTable,
  now,
}: InventoryOptions): ShopStage<InventoryEvent, ShopStock, InventoryBatch> => ({
  keys(records) {
    // Only a reservation depends on what is there; giving back and selling move what the order itself has reserved.
    const keys = new Set(
      records.flatMap(({ event: { type, detail } }) =>
        type === 'Payment Validated' ? detail.items.map(({ productId }) => stockKey(detail.shopId, productId)) : [],
      ),
    );
    return keys.size > 0 ? { [counterTable]: [...keys].map((PK) => ({ PK })) } : {};
  },

  shopFrom(items, shopId) {
    const availableWhenRead: Record<string, number> = {};
    const unreadable: Record<string, string> = {};
    for (const item of items[counterTable] ?? []) {
      const key = parseStockKey(String(item.PK));
      if (key?.shopId !== shopId) continue;
      const available: unknown = item.available ?? 0;
      if (Number.isInteger(available)) availableWhenRead[key.productId] = available as number;
      else unreadable[key.productId] = typeof available === 'bigint' ? String(available) : JSON.stringify(available);
    }
    return { availableWhenRead, unreadable, changes: {} };
  },

  decide(order, stock, { event }, { settingsFor }) {
    switch (event.type) {
      case 'Payment Validated':
        return allocate(order, stock, event, settingsFor(event.detail.shopId), now());
      case 'Order Fulfilled':
        return settle(order, stock, event, now());
      case 'Order Cancelled':
      case 'Fulfillment Rejected':
        return release(order, stock, event, now());
    }
  },

  writes: (_read, decided, shopId) => stockWrites(counterTable, shopId, decided),
});
