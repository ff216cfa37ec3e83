import { seededRandom } from '../../simulation/random';
import { basketSampler, confirmedAfterMs, shopSampler } from '../../simulation/traffic/basket-sampler';
import type { PlannedOrder } from '../../simulation/traffic/plan';
import { COFFEE_SHOP_PROFILE } from '../../simulation/traffic/profile';

export interface OrderSourceOptions {
  /** Part of every id: no two runs, and no two workers of a run, may make the same order. */
  readonly prefix: string;
  readonly shopIds: readonly string[];
  readonly seed: number;
}

/** Gives orders as the sales profile's customers place them, one after the other; each comes of a customer of its own. */
export const orderSource = ({ prefix, shopIds, seed }: OrderSourceOptions): (() => PlannedOrder) => {
  const random = seededRandom(seed, prefix);
  const fill = basketSampler(COFFEE_SHOP_PROFILE);
  const shopOf = shopSampler(COFFEE_SHOP_PROFILE, shopIds);
  let number = 0;
  return () => {
    number++;
    const items = fill(random);
    return {
      kind: 'ordinary',
      orderId: `${prefix}-${number}`,
      shopId: shopOf(random),
      customerId: `c-${prefix}-${number}`,
      items,
      total: items.reduce((sum, { quantity, unitPrice }) => sum + quantity * unitPrice, 0),
      currency: 'USD',
      token: 'pm_card_visa',
      placedAtMs: 0,
      confirmedAfterMs: confirmedAfterMs(random, false),
      duplicates: [],
    };
  };
};
