import type { FulfillmentState } from './fulfillment-state';
import type { InventoryState } from './inventory-state';
import type { OrderHistory, Recorded } from './order-history';
import type { OutcomeState } from './outcome-state';
import type { PaymentState } from './payment-state';

/**
 * An order as stages decide on it: a state per stage, and one for the outcome. Derived from the order's history when
 * it is read (see order-states.ts), and written back as that.
 */
export interface Order {
  readonly orderId: string;
  /** Counts the writes; 0 is an order that is not stored yet. Each write demands the version that it read. */
  readonly version: number;
  /** Unknown until the first event of the order. */
  readonly shopId?: string;
  /** Order Confirmed and Order Ready may come before everything else, so no stage's state holds them. */
  readonly confirmed?: Recorded;
  readonly readied?: Recorded;
  readonly payment: PaymentState;
  readonly inventory: InventoryState;
  readonly fulfillment: FulfillmentState;
  readonly outcome: OutcomeState;
  /** The history that was read or last written. Attributes of a newer release are in it alone, and are written back. */
  readonly stored: OrderHistory;
}

/** An order whose shop is known, as it is once the shop of an event was checked against it. */
export type OrderInShop = Order & { readonly shopId: string };
