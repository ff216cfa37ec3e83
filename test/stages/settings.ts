import type { FulfillmentSettings } from '../../stages/fulfillment/schedule';
import type { ChargeSettings } from '../../stages/payment/charge-decision';

/** When scenarios begin: 8:00 in New York, on a Tuesday. Epoch milliseconds. */
export const NOW_MS = Date.UTC(2026, 10, 24, 13, 0, 0);

export interface Settings extends ChargeSettings, FulfillmentSettings {
  readonly lowStockThreshold: number;
}

export const SETTINGS: Settings = {
  shopIsKnown: true,
  storeOpen: true,
  productIds: new Set(['latte', 'scone']),
  requireConfirmation: true,
  lowStockThreshold: 0,
  maxOrdersInQueue: 50,
  maxOrdersPerUser: 5,
  kitchen: { stations: 2, prepSecondsPerItem: 45, timeZone: 'America/New_York' },
  fulfilledWithinSeconds: 900,
  paymentTimeoutMs: 5_000,
  slowCallMs: 3_000,
  actionMinutes: 15,
};
