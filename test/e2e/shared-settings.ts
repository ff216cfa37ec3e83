import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { CONFIG_KEYS } from '../../contracts/tables/config-table';
import type { Session } from '../../ops/target/session';
import { hasOurs } from '../run/mode';

type ShopSettings = Readonly<Record<string, object>>;

/**
 * The shops that settings are for. Pure.
 * @throws Error if anything in them is for a shop that others have, too.
 */
export const ownShopsOf = (settings: object): ShopSettings => {
  const { shops = {}, ...forAll } = settings as { shops?: ShopSettings };
  const others = [...Object.keys(forAll), ...Object.keys(shops).filter((shopId) => !hasOurs(shopId))];
  if (others.length > 0)
    throw new Error(
      `settings of ${others.join(', ')} are for everybody: in a shared environment only a test's own shops have any`,
    );
  return shops;
};

/** The settings of our own shops in an item that others write, too: one attribute each, set and removed by itself. */
export class SharedSettings {
  readonly #given = new Set<string>();

  constructor(private readonly session: Session) {}

  async give(settings: object): Promise<void> {
    const shops = Object.entries(ownShopsOf(settings));
    // An attribute of a map can only be set once there is the map; an empty one says what a missing one says.
    if (shops.length > 0) await this.#update('SET #shops = if_not_exists(#shops, :none)', {}, { ':none': {} });
    for (const [shopId, own] of shops) {
      this.#given.add(shopId);
      await this.#update('SET #shops.#shop = :own', { '#shop': shopId }, { ':own': own });
    }
  }

  /** Everybody's item is as it was. */
  async takeBack(): Promise<void> {
    for (const shopId of this.#given) await this.#update('REMOVE #shops.#shop', { '#shop': shopId });
  }

  async #update(
    UpdateExpression: string,
    names: Record<string, string>,
    values?: Record<string, unknown>,
  ): Promise<void> {
    const { dynamodb, names: tables } = this.session;
    await dynamodb.send(
      new UpdateCommand({
        TableName: tables.configTable,
        Key: { PK: CONFIG_KEYS.orderProcessor },
        UpdateExpression,
        ExpressionAttributeNames: { '#shops': 'shops', ...names },
        ...(values && { ExpressionAttributeValues: values }),
      }),
    );
  }
}
