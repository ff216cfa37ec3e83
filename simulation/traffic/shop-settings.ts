import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { CONFIG_KEYS } from '../../contracts/tables/config-table';

/** Settings by shop id. */
export type SettingsOfShops = Readonly<Record<string, object>>;

/** Settings of single shops in the processor's item, which others write, too: one attribute each, set and removed by itself. */
export class ShopSettings {
  readonly #given = new Set<string>();

  public constructor(
    private readonly dynamodb: DynamoDBDocumentClient,
    private readonly configTable: string,
  ) {}

  public async give(settings: SettingsOfShops): Promise<void> {
    for (const [shopId, own] of Object.entries(settings)) {
      await this.#makeRoom();
      this.#given.add(shopId);
      await this.#update('SET #shops.#shop = :own', { '#shop': shopId }, { ':own': own });
    }
  }

  /** Makes a shop one that takes orders, also where only some do (`shopIds`); settings that it has stay. */
  public async open(shopId: string): Promise<void> {
    await this.#makeRoom();
    this.#given.add(shopId);
    await this.#update('SET #shops.#shop = if_not_exists(#shops.#shop, :none)', { '#shop': shopId }, { ':none': {} });
  }

  /** Takes away what was given, and nothing else. */
  public async takeBack(): Promise<void> {
    for (const shopId of this.#given) await this.#update('REMOVE #shops.#shop', { '#shop': shopId });
    this.#given.clear();
  }

  /** An attribute of a map can only be set once there is the map; an empty one says what a missing one says. */
  async #makeRoom(): Promise<void> {
    await this.#update('SET #shops = if_not_exists(#shops, :none)', {}, { ':none': {} });
  }

  async #update(
    UpdateExpression: string,
    names: Record<string, string>,
    values?: Record<string, unknown>,
  ): Promise<void> {
    await this.dynamodb.send(
      new UpdateCommand({
        TableName: this.configTable,
        Key: { PK: CONFIG_KEYS.orderProcessor },
        UpdateExpression,
        ExpressionAttributeNames: { '#shops': 'shops', ...names },
        ...(values && { ExpressionAttributeValues: values }),
      }),
    );
  }
}
