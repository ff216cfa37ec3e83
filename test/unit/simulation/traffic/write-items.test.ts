import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { writeItems } from '../../../../simulation/traffic/write-items';
import { fakeClient } from '../../pipeline/telemetry/fake-client';

type Writes = { readonly RequestItems: Record<string, object[]> };

const puts = (count: number) => Array.from({ length: count }, (_, at) => ({ PutRequest: { Item: { PK: `k${at}` } } }));

test('writes that are left are sent again, after a pause', async () => {
  const pauses: number[] = [];
  const { client, sent } = fakeClient<DynamoDBDocumentClient>((input, number) =>
    number <= 2 ? { UnprocessedItems: (input as Writes).RequestItems } : {},
  );
  const pause = async (fruitless: number) => void pauses.push(fruitless);
  expect(await writeItems(client, 'stock', puts(30), { attempts: 3, pause })).toBe(0);
  expect(sent.map((request) => (request as unknown as Writes).RequestItems.stock?.length)).toEqual([25, 25, 25, 5]);
  expect(pauses).toEqual([1, 2]);
});

test('writes that stay undone are counted', async () => {
  const { client, sent } = fakeClient<DynamoDBDocumentClient>((input) => ({
    UnprocessedItems: (input as Writes).RequestItems,
  }));
  expect(await writeItems(client, 'stock', puts(3), { attempts: 2 })).toBe(3);
  expect(sent).toHaveLength(2);
});
