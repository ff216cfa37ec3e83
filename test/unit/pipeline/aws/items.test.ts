import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { readItems } from '../../../../pipeline/aws/read-items';
import { fakeClient } from '../telemetry/fake-client';

type Request = { readonly RequestItems: Record<string, { readonly Keys: object[] }> };

const keys = (count: number) => Array.from({ length: count }, (_, at) => ({ PK: `k${at}` }));

/** Reads what `read` says of each request's keys, and leaves the others. */
const reading = (read: (keys: object[], number: number) => object[]) =>
  fakeClient<DynamoDBDocumentClient>((input, number) => {
    const Keys = (input as Request).RequestItems.orders?.Keys ?? [];
    const items = read(Keys, number);
    const left = Keys.filter((key) => !items.includes(key));
    return { Responses: { orders: items }, UnprocessedKeys: left.length > 0 ? { orders: { Keys: left } } : {} };
  });

test('more keys than fit one request are read by several', async () => {
  const { client, sent } = reading((asked) => asked);
  const { items, unread } = await readItems(client, { orders: keys(120) }, { consistent: true, attempts: 1 });
  expect(items.orders).toHaveLength(120);
  expect(unread).toBe(0);
  expect(sent.map((request) => (request as unknown as Request).RequestItems.orders?.Keys.length)).toEqual([100, 20]);
});

test('what is left is read again as long as DynamoDB reads something', async () => {
  const { client, sent } = reading((asked) => asked.slice(0, 1));
  const { items, unread } = await readItems(client, { orders: keys(4) }, { consistent: true, attempts: 1 });
  expect(items.orders).toEqual(keys(4));
  expect(unread).toBe(0);
  expect(sent).toHaveLength(4);
});

test('after some requests in a row that read nothing, the rest is given up and counted', async () => {
  const { client, sent } = reading((asked, number) => (number === 1 ? asked.slice(0, 1) : []));
  const { items, unread } = await readItems(client, { orders: keys(4) }, { consistent: true, attempts: 3 });
  expect(items.orders).toEqual(keys(1));
  expect(unread).toBe(3);
  expect(sent).toHaveLength(4);
});

test('nothing is asked for nothing', async () => {
  const { client, sent } = reading((asked) => asked);
  await readItems(client, { orders: [] }, { consistent: true, attempts: 1 });
  expect(sent).toEqual([]);
});
