/*
 * Keys of the orders table, which is our own: what an item is about makes its partition key (PK), which part of it its sort key (SK).
 */

/** A type, not an interface: it is passed as the SDK's record of attributes. */
type Key = { readonly PK: string; readonly SK: string };

/** How partition keys begin. */
export const ORDERS_TABLE_PREFIX = {
  order: 'order#',
  kitchen: 'kitchen#',
  /** Why a message failed. */
  failure: 'rejected#',
  breaker: 'breaker#',
} as const;

export const ORDER_SORT_KEY = 'order';
/** Of the check of a payment that is pending at the gateway. */
export const CHECK_SORT_KEY = 'check';
const KITCHEN_SORT_KEY = 'kitchen';
export const FAILURE_SORT_KEY = 'rejected';
/** Of a breaker's shared state. */
export const BREAKER_SORT_KEY = 'breaker';
/** Of what the mapping controller means to do about that state. */
export const MAPPING_INTENT_SORT_KEY = 'keeper';

/** Where an order lives. */
export const orderKey = (orderId: string): Key => ({
  PK: ORDERS_TABLE_PREFIX.order + orderId,
  SK: ORDER_SORT_KEY,
});

/** The order that a partition key is of. */
export const orderIdOfKey = (partitionKey: string): string => partitionKey.slice(ORDERS_TABLE_PREFIX.order.length);

/** Where Powertools keeps the record of one operation of an order. */
export const operationKey = (orderId: string, operation: string): Key => ({
  PK: orderKey(orderId).PK,
  SK: `op#${operation}`,
});

/** Where the check of an order's pending payment lives. */
export const checkKey = (orderId: string): Key => ({ PK: orderKey(orderId).PK, SK: CHECK_SORT_KEY });

/** Where a shop's kitchen lives. */
export const kitchenKey = (shopId: string): Key => ({
  PK: ORDERS_TABLE_PREFIX.kitchen + shopId,
  SK: KITCHEN_SORT_KEY,
});

/** The shop that a kitchen's partition key is of. */
export const shopIdOfKitchenKey = (partitionKey: string): string =>
  partitionKey.slice(ORDERS_TABLE_PREFIX.kitchen.length);

/** Where the reason of a failed message is kept. @param identity of the message: its event's id, or its own. */
export const failureKey = (identity: string) =>
  ({ PK: `${ORDERS_TABLE_PREFIX.failure}${identity}`, SK: FAILURE_SORT_KEY }) as const;

/** The partition of all that is known about a breaker. */
export const breakerPartition = (name: string): string => ORDERS_TABLE_PREFIX.breaker + name;
