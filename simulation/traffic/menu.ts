import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { CONFIG_KEYS, menuItem } from '../../contracts/tables/config-table';

/** Which of these products nobody can order here; all of them where there is no menu that can be read. */
export const missingFromMenu = async (
  dynamodb: DynamoDBDocumentClient,
  configTable: string,
  productIds: readonly string[],
): Promise<string[]> => {
  const { Item } = await dynamodb.send(
    new GetCommand({ TableName: configTable, Key: { PK: CONFIG_KEYS.menu }, ConsistentRead: true }),
  );
  const sold = new Set(menuItem.safeParse(Item).data?.value.map(({ productId }) => productId));
  return productIds.filter((productId) => !sold.has(productId));
};
