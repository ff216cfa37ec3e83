import { parseStockKey, stockKey } from '../../contracts/tables/counter-table';
import type { GroupHandler } from '../../pipeline/batch/record';
import type { OrderStore } from '../../pipeline/orders/order-store';
import { shopStage } from '../../pipeline/orders/shop-stage';
import { allocate } from './allocate';
import { release } from './release';
import { settle } from './settle';
import type { ShopStock } from './stock';
import { stockWrites } from './stock-table';

export const INVENTORY_EVENTS = [
  'Payment Validated',
  'Order Cancelled',
  'Fulfillment Rejected',
  'Order Fulfilled',
] as const;
type InventoryEvent = (typeof INVENTORY_EVENTS)[number];

export interface InventoryPorts {
  readonly orders: OrderStore;
  readonly counterTable: string;
  readonly now: () => number;
}

export interface InventoryBatch {
  readonly settingsFor: (shopId: string) => { readonly lowStockThreshold: number };
}

/** The inventory stage: one shop's stock has one writer. */
export const inventoryGroup = ({
  orders,
  counterTable,
  now,
}: InventoryPorts): GroupHandler<InventoryEvent, InventoryBatch> =>
  shopStage<InventoryEvent, ShopStock, InventoryBatch>(orders, {
    async read(records, shopId) {
      // Only a reservation depends on what is there; giving back and selling move what the order itself has reserved.
      const products = new Set(
        records.flatMap(({ event }) =>
          event.type === 'Payment Validated' ? event.detail.items.map(({ productId }) => productId) : [],
        ),
      );
      const keys = [...products].map((productId) => ({ PK: stockKey(shopId, productId) }));
      const read = await orders.read(
        records.map(({ event }) => event.detail.orderId),
        keys.length > 0 ? { [counterTable]: keys } : {},
      );
      const availableWhenRead: Record<string, number> = {};
      const unreadable: Record<string, string> = {};
      for (const item of read.items[counterTable] ?? []) {
        const productId = parseStockKey(String(item.PK))?.productId;
        if (!productId) continue;
        const available: unknown = item.available ?? 0;
        if (Number.isInteger(available)) availableWhenRead[productId] = available as number;
        else unreadable[productId] = JSON.stringify(available);
      }
      return { orders: read.orders, shop: { availableWhenRead, unreadable, changes: {} } };
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
