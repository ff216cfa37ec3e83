import type { MenuItem, OrderProcessorItem, ShopConfigItem } from '../../contracts/tables/config-table';

/** The config table as the stages see it: three items, each valid and complete. */
export interface Config {
  readonly menu: MenuItem;
  readonly config: ShopConfigItem;
  readonly orderProcessor: OrderProcessorItem;
}

/** What is in force for one shop. */
export interface Settings {
  /** Whether it is one of the shops that take orders. */
  readonly shopIsKnown: boolean;
  readonly storeOpen: boolean;
  readonly maxOrdersInQueue: number;
  readonly maxOrdersPerUser: number;
  readonly requireConfirmation: boolean;
  readonly lowStockThreshold: number;
  /** Bounds each wait for the payment gateway. */
  readonly paymentTimeoutMs: number;
  /** An answer of the payment gateway that takes longer counts against it. */
  readonly slowCallMs: number;
  readonly kitchen: { readonly stations: number; readonly prepSecondsPerItem: number; readonly timeZone: string };
  readonly fulfilledWithinSeconds: number;
  /** What is on the menu. */
  readonly productIds: ReadonlySet<string>;
  /** ISO 4217 codes that the shop takes; undefined: all. */
  readonly currencies?: ReadonlySet<string>;
  /** Where customers come back to after authenticating a card; undefined: such cards are declined. */
  readonly returnUrl?: string;
  /** How long a customer may take for that. */
  readonly actionMinutes: number;
}

const productIdsByMenu = new WeakMap<MenuItem, ReadonlySet<string>>();

/** Made once per menu that was read, not once per order. */
const productIdsOf = (menu: MenuItem): ReadonlySet<string> => {
  const known = productIdsByMenu.get(menu) ?? new Set(menu.value.map(({ productId }) => productId));
  productIdsByMenu.set(menu, known);
  return known;
};

const setsByList = new WeakMap<readonly string[], ReadonlySet<string>>();

/** Made once per list that was read, not once per order. */
const setOf = (list: readonly string[]): ReadonlySet<string> => {
  const known = setsByList.get(list) ?? new Set(list);
  setsByList.set(list, known);
  return known;
};

/** An override with its missing keys left out, so that spreading it over the general value keeps that one. */
const given = <V extends object>(override: V | undefined): { [K in keyof V]?: Exclude<V[K], undefined> } =>
  Object.fromEntries(Object.entries(override ?? {}).filter(([, value]) => value !== undefined)) as {
    [K in keyof V]?: Exclude<V[K], undefined>;
  };

/** Whether a shop takes orders: it is named, or has settings of its own, or no shop is named. */
export const isKnownShop = ({ shopIds, shops }: Config['orderProcessor'], shopId: string): boolean =>
  shopIds === undefined || Object.hasOwn(shops, shopId) || setOf(shopIds).has(shopId);

/** The settings of one shop: its own where it has any, the general ones for the rest. */
export const settingsFor = ({ menu, config, orderProcessor }: Config, shopId: string): Settings => {
  const { shops, payment, inventory, processing, kitchen, sla } = orderProcessor;
  const own = Object.hasOwn(shops, shopId) ? shops[shopId] : undefined;
  const currencies = own?.payment?.currencies ?? payment.currencies;
  const { storeOpen, maxOrdersInQueue, maxOrdersPerUser } = { ...config, ...given(own) };
  return {
    shopIsKnown: isKnownShop(orderProcessor, shopId),
    storeOpen,
    maxOrdersInQueue,
    maxOrdersPerUser,
    requireConfirmation: processing.requireConfirmation,
    lowStockThreshold: own?.inventory?.lowStockThreshold ?? inventory.lowStockThreshold,
    paymentTimeoutMs: payment.timeoutMs,
    slowCallMs: payment.slowCallMs,
    ...(payment.returnUrl !== undefined && { returnUrl: payment.returnUrl }),
    actionMinutes: payment.actionMinutes,
    kitchen: { ...kitchen, ...given(own?.kitchen) },
    fulfilledWithinSeconds: sla.fulfilledWithinSeconds,
    productIds: productIdsOf(menu),
    ...(currencies && { currencies: setOf(currencies) }),
  };
};
