import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import pLimit from 'p-limit';

const WRITES_AT_ONCE = 25;

/**
 * Writes each item that the table does not hold yet; what is there stays as it is.
 * @returns how many were written.
 */
export const writeMissingItems = async (
  client: DynamoDBDocumentClient,
  tableName: string,
  items: readonly { readonly PK: string }[],
): Promise<number> => {
  const written = await pLimit(WRITES_AT_ONCE).map(items, async (item) => {
    try {
      await client.send(
        new PutCommand({ TableName: tableName, Item: item, ConditionExpression: 'attribute_not_exists(PK)' }),
      );
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw new Error(`${tableName}, item ${item.PK}: ${error instanceof Error ? error.message : String(error)}`, {
        cause: error,
      });
    }
  });
  return written.filter(Boolean).length;
};
