import figures from './profile.json';

/** A product as the menu lists it. */
export interface MenuEntry {
  readonly productId: string;
  readonly name: string;
  readonly category: string;
  /** Minor units; the price it was sold at most often. */
  readonly price: number;
}

/** How a chain of coffee shops sells: counts, so that each may serve as a weight. */
export interface SalesProfile {
  readonly menu: readonly (MenuEntry & { readonly sales: number })[];
  /** Baskets by number of lines; the first is that of one line. */
  readonly linesPerBasket: readonly number[];
  /** Lines by quantity; the first is that of a quantity of one. */
  readonly quantityPerLine: readonly number[];
  /** Baskets by hour of the day, from midnight on. */
  readonly basketsPerHour: readonly number[];
  readonly shops: readonly { readonly shopId: string; readonly baskets: number }[];
}

/** Three New York coffee shops, January to June 2023; derive-profile.ts says from what and how. */
export const COFFEE_SHOP_PROFILE: SalesProfile = figures;
