import type { GroupHandler } from '../../pipeline/batch/record';
import type { OrderStore } from '../../pipeline/orders/order-store';
import { shopStage } from '../../pipeline/orders/shop-stage';
import type { Kitchen } from './kitchen';
import { kitchenFrom, kitchenKey, kitchenWrite } from './kitchen-table';
import { ready } from './ready';
import { type FulfillmentSettings, schedule } from './schedule';
import { cancelTicket } from './take-down';

export const FULFILLMENT_EVENTS = ['Inventory Allocated', 'Order Ready', 'Order Cancelled'] as const;
type FulfillmentEvent = (typeof FULFILLMENT_EVENTS)[number];

export interface FulfillmentPorts {
  readonly orders: OrderStore;
  readonly now: () => number;
}

export interface FulfillmentBatch {
  readonly settingsFor: (shopId: string) => FulfillmentSettings;
}

/** The fulfillment stage: one kitchen has one writer. */
export const fulfillmentGroup = ({ orders, now }: FulfillmentPorts): GroupHandler<FulfillmentEvent, FulfillmentBatch> =>
  shopStage<FulfillmentEvent, Kitchen, FulfillmentBatch>(orders, {
    async read(records, shopId) {
      const read = await orders.read(
        records.map(({ event }) => event.detail.orderId),
        { [orders.tableName]: [kitchenKey(shopId)] },
      );
      return { orders: read.orders, shop: kitchenFrom(read.items[orders.tableName]) };
    },

    decide(order, kitchen, { event }, { settingsFor }) {
      const settings = settingsFor(event.detail.shopId);
      switch (event.type) {
        case 'Inventory Allocated':
          return schedule(order, kitchen, event, settings, now());
        case 'Order Ready':
          return ready(order, kitchen, event, settings, now());
        case 'Order Cancelled':
          return cancelTicket(order, kitchen, event, now());
      }
    },

    writes: (read, decided, shopId) =>
      read === decided ? [] : [kitchenWrite(orders.tableName, shopId, read, decided)],
  });
