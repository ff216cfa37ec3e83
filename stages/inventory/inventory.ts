import type { EventTypeOf } from '../../contracts/events/subscriptions';
import { stockKey } from '../../contracts/tables/counter-table';
import type { ShopBatch, ShopStage } from '../../pipeline/orders/shop-stage';
import { allocate } from './allocate';
import { release } from './release';
import { settle } from './settle';
import type { ShopStock } from './stock';
import { stockFrom, stockWrites } from './stock-table';

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

  keysTouched(orders) {
    const keys = new Set(
      orders.flatMap(({ shopId, inventory }) =>
        shopId !== undefined && 'allocated' in inventory
          ? Object.keys(inventory.allocated.lines).map((productId) => stockKey(shopId, productId))
          : [],
      ),
    );
    return keys.size > 0 ? { [counterTable]: [...keys].map((PK) => ({ PK })) } : {};
  },

  shopFrom: (items, shopId, isWhole) => stockFrom(items[counterTable], shopId, isWhole),

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
