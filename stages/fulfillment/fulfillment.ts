import type { EventTypeOf } from '../../contracts/events/subscriptions';
import type { ShopBatch, ShopStage } from '../../pipeline/orders/shop-stage';
import { kitchenKey } from '../../pipeline/orders/table-keys';
import { cancelTicket } from './cancel-ticket';
import type { Kitchen } from './kitchen';
import { kitchenFrom, kitchenWrite } from './kitchen-table';
import { ready } from './ready';
import { type FulfillmentSettings, schedule } from './schedule';

type FulfillmentEvent = EventTypeOf<'fulfillment'>;

export interface FulfillmentOptions {
  readonly ordersTable: string;
  readonly now: () => number;
}

export interface FulfillmentBatch extends ShopBatch {
  readonly settingsFor: (shopId: string) => FulfillmentSettings;
}

/** The fulfillment stage: one kitchen has one writer. */
export const fulfillmentStage = ({
  ordersTable,
  now,
}: FulfillmentOptions): ShopStage<FulfillmentEvent, Kitchen, FulfillmentBatch> => ({
  keys(records) {
    const shopIds = new Set(records.map(({ event }) => event.detail.shopId));
    return { [ordersTable]: [...shopIds].map(kitchenKey) };
  },

  shopFrom: (items, shopId) => kitchenFrom(items[ordersTable], shopId),

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

  writes: (read, decided, shopId) => (read === decided ? [] : [kitchenWrite(ordersTable, shopId, read, decided)]),
});
