import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { CONFIG_KEYS } from '../../../../contracts/tables/config-table';
import { missingFromMenu } from '../../../../simulation/traffic/menu';
import { CONFIG, startTables } from '../../tables';

let tables: Awaited<ReturnType<typeof startTables>>;

beforeAll(async () => {
  tables = await startTables();
});
afterAll(() => tables.close());

const menu = (value: unknown) =>
  tables.documents.send(new PutCommand({ TableName: CONFIG, Item: { PK: CONFIG_KEYS.menu, value } }));
const missing = (...productIds: string[]) => missingFromMenu(tables.documents, CONFIG, productIds);

test('where there is no menu, everything is missing from it', async () => {
  expect(await missing('latte', 'mocha')).toEqual(['latte', 'mocha']);
});

test('what the menu lacks, or has but does not sell, is missing', async () => {
  await menu([{ productId: 'latte' }, { productId: 'mocha', available: false }, { drink: 'Flat White' }]);
  expect(await missing('latte', 'mocha', 'flat-white', 'cortado')).toEqual(['mocha', 'cortado']);
});

test('of a menu that cannot be read, everything is missing', async () => {
  await menu('espresso');
  expect(await missing('latte')).toEqual(['latte']);
});
