import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { CONFIG_KEYS } from '../../../../contracts/tables/config-table';
import { ShopSettings } from '../../../../simulation/traffic/shop-settings';
import { CONFIG, startTables } from '../../tables';

let tables: Awaited<ReturnType<typeof startTables>>;

beforeAll(async () => {
  tables = await startTables();
});
afterAll(() => tables.close());

const Key = { PK: CONFIG_KEYS.orderProcessor };
const item = async () => (await tables.documents.send(new GetCommand({ TableName: CONFIG, Key }))).Item;
const given = (settings: object) =>
  tables.documents.send(new PutCommand({ TableName: CONFIG, Item: { ...Key, ...settings } }));

const BUSY = { maxOrdersInQueue: 10 };

test('settings of single shops come and go, and what others write meanwhile stays', async () => {
  await given({ payment: { timeoutMs: 2_000 }, shops: { astoria: { storeOpen: true } } });
  const ours = new ShopSettings(tables.documents, CONFIG);
  const theirs = new ShopSettings(tables.documents, CONFIG);

  await ours.give({ 'ours-1': BUSY, 'ours-2': BUSY });
  await theirs.give({ theirs: { storeOpen: false } });
  expect(await item()).toEqual({
    ...Key,
    payment: { timeoutMs: 2_000 },
    shops: { astoria: { storeOpen: true }, 'ours-1': BUSY, 'ours-2': BUSY, theirs: { storeOpen: false } },
  });

  await ours.takeBack();
  expect(await item()).toEqual({
    ...Key,
    payment: { timeoutMs: 2_000 },
    shops: { astoria: { storeOpen: true }, theirs: { storeOpen: false } },
  });
});

test('settings of shops can be given where nobody has set anything', async () => {
  await given({});
  const settings = new ShopSettings(tables.documents, CONFIG);
  await settings.give({ 'ours-1': BUSY });
  expect(await item()).toEqual({ ...Key, shops: { 'ours-1': BUSY } });
});
