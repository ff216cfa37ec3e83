import { BatchWriteCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type Repetition, untilProcessed } from '../../pipeline/aws/read-items';

type Item = Record<string, unknown>;

/** DynamoDB's limit per request. */
const MAX_WRITES = 25;

/** One entry of BatchWriteItem. */
type Write = { readonly PutRequest: { readonly Item: Item } } | { readonly DeleteRequest: { readonly Key: Item } };

/**
 * Puts and deletes items of one table, in as few requests as fit. No item may occur twice.
 * @returns how many writes DynamoDB left undone however often it was asked.
 */
export const writeItems = async (
  client: Pick<DynamoDBDocumentClient, 'send'>,
  tableName: string,
  writes: readonly Write[],
  repetition: Repetition,
): Promise<number> => {
  const undone = await untilProcessed(writes, MAX_WRITES, repetition, async (part) => {
    const answer = await client.send(new BatchWriteCommand({ RequestItems: { [tableName]: [...part] as never } }));
    return (answer.UnprocessedItems?.[tableName] ?? []) as readonly Write[];
  });
  return undone.length;
};
