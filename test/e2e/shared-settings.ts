import type { SettingsOfShops } from '../../simulation/traffic/shop-settings';
import { hasOurs } from '../run/mode';

/**
 * The shops that settings are for. Pure.
 * @throws Error if anything in them is for a shop that others have, too.
 */
export const ownShopsOf = (settings: object): SettingsOfShops => {
  const { shops = {}, ...forAll } = settings as { shops?: SettingsOfShops };
  const others = [...Object.keys(forAll), ...Object.keys(shops).filter((shopId) => !hasOurs(shopId))];
  if (others.length > 0)
    throw new Error(
      `settings of ${others.join(', ')} are for everybody: in a shared environment only a test's own shops have any`,
    );
  return shops;
};
