import type * as z from 'zod/mini';
import { excerpt, firstIssue } from '../../contracts/first-issue';
import { CONFIG_KEYS, menuItem, orderProcessorItem, shopConfigItem } from '../../contracts/tables/config-table';
import type { Config } from './settings';

/** One item of the config table that is there and cannot be used, or is not there and has no default. */
export class ConfigItemError extends Error {
  override readonly name = 'ConfigItemError';

  constructor(
    readonly item: string,
    readonly field: string,
    readonly value: string,
    problem: string,
  ) {
    super(`${item}: ${field}: ${problem}, got ${value}`);
  }
}

const SCHEMAS = {
  menu: menuItem,
  config: shopConfigItem,
  orderProcessor: orderProcessorItem,
} as const satisfies { [N in keyof Config]: z.ZodMiniType<Config[N]> };

export type ConfigItemName = keyof Config;
export const CONFIG_ITEM_NAMES = Object.keys(SCHEMAS) as ConfigItemName[];

/**
 * One item as it was read, checked and completed with the documented defaults. A missing `config` or `order-processor` is all
 * defaults. A missing menu has none: read as an empty one it would refuse every order for good, while orders that wait lose nothing.
 * @param item undefined if the table has none.
 * @throws ConfigItemError that names item, field and value.
 */
export const parseConfigItem = <N extends ConfigItemName>(name: N, item: unknown): Config[N] => {
  const key = CONFIG_KEYS[name];
  if (item === undefined && name === 'menu') throw new ConfigItemError(key, 'value', 'nothing', 'the item is missing');
  const result = SCHEMAS[name].safeParse(item ?? {});
  if (result.success) return result.data as Config[N];
  const { field, problem, value } = firstIssue(result.error, item);
  throw new ConfigItemError(key, field || 'item', excerpt(value), problem);
};
