import type { ConfigReader } from '../config/reader';
import type { OrderStore } from '../orders/order-store';
import type { Check } from './self-check';

/** Asked of each stage: that it can read config and orders. The order need not exist; an id that was never placed is read as a new one. */
export const stageChecks = (config: ConfigReader, orders: OrderStore): readonly Check[] => [
  { name: 'config table', run: () => config.read() },
  { name: 'orders table', run: () => orders.readOne('self-check') },
];
