import type { DetailType } from '../../contracts/events/events';
import { ORDER_MANAGER_SOURCE, orderManagerEvents } from '../../contracts/events/order-manager';
import { ORDER_PROCESSOR_SOURCE } from '../../contracts/events/order-processor';
import { examples } from '../../contracts/publish/examples';
import { COFFEE_SHOP_PROFILE } from '../../simulation/traffic/profile';
import type { Detail } from './hostile-event';

/** What every order of the corpus asks for. */
export const PRODUCT_ID = COFFEE_SHOP_PROFILE.menu[0]?.productId ?? '';
export const UNIT_PRICE = 450;
const ITEMS = [{ productId: PRODUCT_ID, quantity: 1, unitPrice: UNIT_PRICE }];

/** Whose event, and when the producer says that it was. */
interface About {
  readonly orderId: string;
  readonly shopId: string;
  readonly timestamp: string;
}

/** Who publishes events of a type, by the contract. */
export const sourceOf = (type: DetailType): string =>
  type in orderManagerEvents ? ORDER_MANAGER_SOURCE : ORDER_PROCESSOR_SOURCE;

/** A detail that keeps the contract, about an order of one piece. */
export const soundDetail = (type: DetailType, { orderId, shopId, timestamp }: About): Detail => {
  const example: Detail = examples[type];
  return {
    ...example,
    ...('orderId' in example && { orderId, shopId }),
    ...('items' in example && { items: ITEMS }),
    ...('total' in example && { total: UNIT_PRICE }),
    ...('customerId' in example && { customerId: `customer-of-${orderId}` }),
    ...('placedAt' in example && { placedAt: timestamp }),
    timestamp,
    metadata: { eventId: `${type.replaceAll(' ', '-')}-of-${orderId}`, schemaVersion: 1 },
  };
};
