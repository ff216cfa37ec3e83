import * as z from 'zod/mini';
import { id } from '../events/fields';
import { currencyDigits } from '../money/iso-4217';

/** Keys of the foundation's config table: one key, `PK`. */
export const CONFIG_KEYS = { menu: 'menu', config: 'config', orderProcessor: 'order-processor' } as const;

const seconds = z.number().check(z.nonnegative(), z.lte(86_400));
const limit = z.int().check(z.nonnegative(), z.lte(100_000));

const timeZone = z.string().check(
  z.refine((zone) => {
    try {
      new Intl.DateTimeFormat('en', { timeZone: zone });
      return true;
    } catch {
      return false;
    }
  }, 'must be an IANA time zone'),
);

/** The product id of a drink that has only a name: `Coffee of the day` is ordered as `coffee-of-the-day`. */
const productIdOfDrink = (drink: string): string =>
  drink
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, 64);

/** Today's foundation writes `{ drink, available, … }`; ours, and whoever has more to sell, `{ productId, name, price, … }`. */
const menuEntry = z
  .object({
    productId: z.optional(id),
    drink: z.optional(z.string().check(z.regex(/[A-Za-z0-9]/, 'must have a letter or a digit'))),
    name: z.optional(z.string()),
    price: z.optional(z.int()),
    category: z.optional(z.string()),
    available: z.optional(z.boolean()),
  })
  .check(
    z.refine(
      ({ productId, drink }) => productId !== undefined || drink !== undefined,
      'must have a productId or a drink',
    ),
  );

/**
 * `menu`, written by the foundation: what the shops sell. Parsed, it holds what is available, by product id. Prices are minor units, for display; an
 * order carries its own.
 */
export const menuItem = z.object({
  value: z.pipe(
    z.array(menuEntry),
    z.transform((entries) =>
      entries
        .filter(({ available }) => available !== false)
        .map(({ productId, drink = '', name, price, category }) => ({
          productId: productId ?? productIdOfDrink(drink),
          name: name ?? (drink || undefined),
          price,
          category,
        })),
    ),
  ),
});

/** `config`, written by the foundation. */
export const shopConfigItem = z.object({
  storeOpen: z._default(z.boolean(), true),
  maxOrdersInQueue: z._default(limit, 50),
  maxOrdersPerUser: z._default(limit, 5),
});

const kitchen = {
  stations: z.int().check(z.positive(), z.lte(100)),
  prepSecondsPerItem: seconds,
  timeZone,
};

/** The currencies that a shop takes. */
const currencies = z
  .array(z.string().check(z.refine((code) => currencyDigits(code) !== undefined, 'must be an ISO 4217 code')))
  .check(z.minLength(1, 'must name a currency; leave it out to accept all'));

/** Where a customer's browser or app comes back to; not over an open network. */
const returnUrl = z.url('must be a URL').check(
  z.refine((text) => {
    const { protocol, hostname } = new URL(text);
    if (protocol === 'http:') return hostname === 'localhost' || hostname === '127.0.0.1';
    return !['javascript:', 'data:', 'file:'].includes(protocol);
  }, 'must be an https URL or a link into an app'),
);

/** What a shop may set for itself. */
const shopOverride = z.object({
  storeOpen: z.optional(z.boolean()),
  maxOrdersInQueue: z.optional(limit),
  maxOrdersPerUser: z.optional(limit),
  kitchen: z.optional(
    z.object({
      stations: z.optional(kitchen.stations),
      prepSecondsPerItem: z.optional(kitchen.prepSecondsPerItem),
      timeZone: z.optional(kitchen.timeZone),
    }),
  ),
  inventory: z.optional(z.object({ lowStockThreshold: z.optional(limit) })),
  payment: z.optional(z.object({ currencies: z.optional(currencies) })),
});

/** `order-processor`, ours: every key may be missing and then has the default given here. */
export const orderProcessorItem = z.object({
  payment: z._default(
    z.object({
      timeoutMs: z._default(z.int().check(z.gte(100), z.lte(20_000)), 5_000),
      /** An answer of the gateway that takes longer counts against it in the circuit breaker. */
      slowCallMs: z._default(z.int().check(z.gte(100), z.lte(60_000)), 3_000),
      /** ISO 4217 codes of the currencies that orders may be placed in; all unless given. */
      currencies: z.optional(currencies),
      /** Where customers come back to after authenticating a card. Without it such a card is declined. */
      returnUrl: z.optional(returnUrl),
      /** How long a customer may take for that. */
      actionMinutes: z._default(z.int().check(z.gte(1), z.lte(1_440)), 15),
    }),
    { timeoutMs: 5_000, slowCallMs: 3_000, actionMinutes: 15 },
  ),
  inventory: z._default(z.object({ lowStockThreshold: z._default(limit, 10) }), { lowStockThreshold: 10 }),
  processing: z._default(z.object({ requireConfirmation: z._default(z.boolean(), true) }), {
    requireConfirmation: true,
  }),
  kitchen: z._default(
    z.object({
      stations: z._default(kitchen.stations, 2),
      prepSecondsPerItem: z._default(kitchen.prepSecondsPerItem, 45),
      timeZone: z._default(kitchen.timeZone, 'America/New_York'),
    }),
    { stations: 2, prepSecondsPerItem: 45, timeZone: 'America/New_York' },
  ),
  sla: z._default(z.object({ fulfilledWithinSeconds: z._default(seconds, 900) }), { fulfilledWithinSeconds: 900 }),
  /** The shops that take orders, beside those with settings of their own under `shops`; all shops unless given. */
  shopIds: z.optional(z.array(id).check(z.minLength(1, 'must name a shop; leave it out to accept all'))),
  shops: z._default(z.record(id, shopOverride), {}),
});

export type MenuItem = z.infer<typeof menuItem>;
export type ShopConfigItem = z.infer<typeof shopConfigItem>;
export type OrderProcessorItem = z.infer<typeof orderProcessorItem>;
