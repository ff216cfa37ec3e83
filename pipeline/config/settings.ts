import type { MenuItem, OrderProcessorItem, ShopConfigItem } from '../../contracts/tables/config-table';

/** The config table as the stages see it: three items, each valid and complete. */
export interface Config {
  readonly menu: MenuItem;
  readonly config: ShopConfigItem;
  readonly orderProcessor: OrderProcessorItem;
}

/** What is in force for one shop. */
export interface Settings {
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
}

const productIdsByMenu = new WeakMap<MenuItem, ReadonlySet<string>>();

/** Made once per menu that was read, not once per order. */
const productIdsOf = (menu: MenuItem): ReadonlySet<string> => {
  const known = productIdsByMenu.get(menu) ?? new Set(menu.value.map(({ productId }) => productId));
  productIdsByMenu.set(menu, known);
  return known;
};

/** An override with its missing keys left out, so that spreading it over the general value keeps that one. */
const given = <V extends object>(override: V | undefined): { [K in keyof V]?: Exclude<V[K], undefined> } =>
  Object.fromEntries(Object.entries(override ?? {}).filter(([, value]) => value !== undefined)) as {
    [K in keyof V]?: Exclude<V[K], undefined>;
  };

/** The settings of one shop: its own where it has any, the general ones for the rest. */
export const settingsFor = ({ menu, config, orderProcessor }: Config, shopId: string): Settings => {
  const { shops, payment, inventory, processing, kitchen, sla } = orderProcessor;
  const own = Object.hasOwn(shops, shopId) ? shops[shopId] : undefined;
  const { storeOpen, maxOrdersInQueue, maxOrdersPerUser } = { ...config, ...given(own) };
  return {
    storeOpen,
    maxOrdersInQueue,
    maxOrdersPerUser,
    requireConfirmation: processing.requireConfirmation,
    lowStockThreshold: own?.inventory?.lowStockThreshold ?? inventory.lowStockThreshold,
    paymentTimeoutMs: payment.timeoutMs,
    slowCallMs: payment.slowCallMs,
    kitchen: { ...kitchen, ...given(own?.kitchen) },
    fulfilledWithinSeconds: sla.fulfilledWithinSeconds,
    productIds: productIdsOf(menu),
  };
};
